"""Person-free parts of labelled photos: what a model most needs to learn to say nothing about."""

from pathlib import Path

import numpy as np

from training.pictures import read_rgb, write_jpeg
from training.samples import F32, Sample, original

_TRIES = 60
_SHORTEST = 0.22
_BESIDE = 0.5  # kept free beside each labelled box, in its widths


def empty_window(rng: np.random.Generator, people: F32, least: float = _SHORTEST) -> F32 | None:
    """The largest of some random windows that touch no person: x1 y1 x2 y2 as shares.

    Args:
        rng: Draws the windows.
        people: Shape (n, 4), shares; where people may be.
        least: Smallest width and height, share.
    """
    best, best_area = None, 0.0
    for _ in range(_TRIES):
        size = rng.uniform(least, 1.0, 2)
        low = rng.uniform(0, 1 - size)
        window = np.concatenate([low, low + size]).astype(np.float32)
        apart = (people[:, :2] >= window[2:]) | (people[:, 2:] <= window[:2])
        if apart.any(axis=1).all() and size.prod() > best_area:
            best, best_area = window, float(size.prod())
    return best


def cut_negatives(samples: list[Sample], folder: Path, each: int, seed: int = 0) -> int:
    """Write person-free parts of the photos as JPEG; some of each photo, none of its copies.

    Returns:
        How many were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    done: set[str] = set()
    written = 0
    for sample in samples:
        name = original(sample.path)
        if name in done:
            continue
        done.add(name)
        # A photo labelled for heads shows bodies below them, too.
        where_people_may_be = np.concatenate([_widened(sample.boxes), sample.people])
        picture = read_rgb(sample.path)
        height, width = picture.shape[:2]
        for number in range(each):
            window = empty_window(rng, where_people_may_be)
            if window is None:
                break
            x1, y1, x2, y2 = (window * np.array([width, height] * 2)).astype(int)
            target = folder / f"{sample.source}_{sample.path.stem}_{number}.jpg"
            write_jpeg(target, picture[y1:y2, x1:x2])
            written += 1
    return written


def _widened(boxes: F32) -> F32:
    beside = (boxes[:, 2] - boxes[:, 0]) * _BESIDE
    return boxes + np.stack([-beside, -beside, beside, beside], 1)
