"""Which part of which picture a training step sees, and where its labels lie in it.

Arrays only: drawing the windows is training/pool.py's, spoiling them training/spoil.py's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from training.classes import BOOLS, CLASSES
from training.samples import Sample

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]
INPUT = (960, 544)
"""Width and height of the net's input: the shape of a kitchen camera, and wide enough for a rat."""
WINDOW = 480
"""Side of the square windows of it that are learned from, pixels."""
_AT_AN_OBJECT = 0.8  # share of the windows that are laid round some object
_WHOLE, _IN_FOUR = (0.5, 1.6), (0.4, 1.0)  # zoom, in what the product sees; alone, one of four
_STRETCH = 1.12
_SMALLEST_PX = 4.0
_LEAST_INSIDE = 0.35


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of n pictures, filled up to the longest list; boxes in picture pixels.

    Attributes:
        extent: Shape (n, 2), width and height of each picture.
        boxes: Shape (n, m, 4); `labels` is (n, m, classes), no class where no object is.
        known: Shape (n, classes).
        people: Shape (n, p, 4), without size where there is nobody.
        ignored: Shape (n, k, 4), likewise; `doubtful` is (n, d, 4).
        doubts: Shape (n, d, classes), the class that nobody can see there.
    """

    extent: F32
    boxes: F32
    labels: BOOLS
    known: BOOLS
    people: F32
    ignored: F32
    doubtful: F32
    doubts: BOOLS


@dataclass(frozen=True, slots=True)
class Windows:
    """d parts of pictures that fill b squares.

    Attributes:
        rows: Shape (d,), picture of each; `owner` is its square.
        frames: Shape (d, 4), the part of its square that each fills, pixels.
        scale: Shape (d, 2), window pixels per picture pixel, across and down.
        corner: Shape (d, 2), where the picture's left upper corner lies in the square.
        flip: Shape (d,), mirrored left and right.
    """

    rows: I64
    owner: I64
    frames: F32
    scale: F32
    corner: F32
    flip: BOOLS


def stacked(samples: Sequence[Sample], extent: F32) -> Labels:
    """Labels of some samples as arrays; `extent` (n, 2) is the size of their pictures."""
    unit = np.tile(extent, 2)[:, None]
    return Labels(
        extent,
        _filled([sample.boxes for sample in samples], 4) * unit,
        _filled([sample.labels for sample in samples], len(CLASSES)).astype(bool),
        np.array([sample.known for sample in samples], bool).reshape(-1, len(CLASSES)),
        _filled([sample.people for sample in samples], 4) * unit,
        _filled([sample.ignored for sample in samples], 4) * unit,
        _filled([sample.doubtful for sample in samples], 4) * unit,
        _filled([sample.doubts for sample in samples], len(CLASSES)).astype(bool),
    )


def choose(
    rng: np.random.Generator,
    labels: Labels,
    often: npt.NDArray[np.float64],
    count: int,
    side: int,
    mosaics: float,
) -> Windows:
    """Windows for `count` squares: most show one picture, some show four round a point.

    The product fits a picture into INPUT and enlarges none; windows show it as large as that,
    nearer or farther by chance. Learning from windows costs a fraction of whole pictures, and
    objects keep their size.

    Args:
        rng: Draws everything.
        labels: Of all pictures of a source.
        often: Shape (n,), chance of each picture, sum 1.
        count: How many squares.
        side: Of the squares, pixels.
        mosaics: Share of squares that show four pictures.
    """
    fours = int(rng.binomial(count, mosaics))
    whole = count - fours
    owner = np.concatenate([np.arange(whole), np.repeat(np.arange(whole, count), 4)])
    slot = np.concatenate([np.zeros(whole, np.int64), np.tile(np.arange(4), fours)])
    alone = np.arange(len(owner)) < whole
    x, y = rng.uniform(0.35, 0.65, (2, count))[:, owner] * side
    right, below = slot % 2 == 1, slot >= 2
    frames = np.stack(
        [
            np.where(right, x, 0),
            np.where(below, y, 0),
            np.where(alone | right, side, x),
            np.where(alone | below, side, y),
        ],
        1,
    ).round()
    rows = rng.choice(len(often), size=len(owner), p=often)
    low = np.where(alone, _WHOLE[0], _IN_FOUR[0])
    high = np.where(alone, _WHOLE[1], _IN_FOUR[1])
    zoom = low * (high / low) ** rng.random(len(owner))
    seen = np.minimum((np.array(INPUT) / labels.extent[rows]).min(axis=1), 1)
    stretch = _STRETCH ** rng.uniform(-1, 1, len(owner))
    scale = (seen * zoom)[:, None] * np.stack([stretch, 1 / stretch], 1)
    flip = rng.random(len(owner)) < 0.5
    corner = _corners(rng, labels, rows, frames, scale, flip)
    return Windows(
        rows,
        owner,
        frames.astype(np.float32),
        scale.astype(np.float32),
        corner.astype(np.float32),
        flip,
    )


def seen_through(windows: Windows, labels: Labels, count: int) -> Labels:
    """Labels of the `count` squares, in their pixels: moved, cut to the frames, put together.

    What is too small or too cut off to be learned joins `ignored`.
    """
    rows = windows.rows
    boxes, kept, lost = _cut(_moved(labels.boxes[rows], windows, labels), windows.frames)
    there = labels.labels[rows].any(axis=2)
    kept, lost = kept & there, lost & there
    ignored, _, _ = _cut(_moved(labels.ignored[rows], windows, labels), windows.frames)
    people, _, _ = _cut(_moved(labels.people[rows], windows, labels), windows.frames)
    doubtful, _, _ = _cut(_moved(labels.doubtful[rows], windows, labels), windows.frames)
    known = np.zeros((count, len(CLASSES)), bool)
    known[windows.owner] = labels.known[rows]
    owner = windows.owner
    return Labels(
        np.zeros((count, 2), np.float32),
        _gathered(boxes, kept, owner, count),
        _gathered(labels.labels[rows].astype(np.float32), kept, owner, count).astype(bool),
        known,
        _gathered(people, _sized(people), owner, count),
        _gathered(
            np.concatenate([ignored, boxes], 1),
            np.concatenate([_sized(ignored), lost], 1),
            owner,
            count,
        ),
        _gathered(doubtful, _sized(doubtful), owner, count),
        _gathered(labels.doubts[rows].astype(np.float32), _sized(doubtful), owner, count).astype(
            bool
        ),
    )


def joined(parts: Sequence[Labels]) -> Labels:
    """Labels of several sources one after the other."""
    return Labels(
        np.concatenate([part.extent for part in parts]),
        _below([part.boxes for part in parts]),
        _below([part.labels for part in parts]).astype(bool),
        np.concatenate([part.known for part in parts]),
        _below([part.people for part in parts]),
        _below([part.ignored for part in parts]),
        _below([part.doubtful for part in parts]),
        _below([part.doubts for part in parts]).astype(bool),
    )


def _corners(
    rng: np.random.Generator,
    labels: Labels,
    rows: I64,
    frames: F32,
    scale: npt.NDArray[np.float64],
    flip: BOOLS,
) -> npt.NDArray[np.float64]:
    """Where each picture's corner goes: by chance, mostly so that some object is in the frame."""
    drawn = labels.extent[rows] * scale
    room = frames[:, 2:] - frames[:, :2]
    free = room - drawn
    shift = free * rng.random(free.shape)
    box, there = _some_object(rng, labels, rows)
    middle = (box[:, :2] + box[:, 2:]) / 2 * scale
    middle[:, 0] = np.where(flip, drawn[:, 0] - middle[:, 0], middle[:, 0])
    wanted = room * rng.uniform(0.2, 0.8, free.shape) - middle
    wanted = np.clip(wanted, np.minimum(free, 0), np.maximum(free, 0))
    round_it = there & (rng.random(len(rows)) < _AT_AN_OBJECT)
    moved = np.where(round_it[:, None], wanted, shift)
    return np.asarray(frames[:, :2] + moved, np.float64)


def _some_object(rng: np.random.Generator, labels: Labels, rows: I64) -> tuple[F32, BOOLS]:
    """A box of each picture, each class that is there as likely as the next; whether any is."""
    hot = labels.labels[rows]
    there = np.asarray(hot.any(axis=(1, 2)), bool)
    if not labels.boxes.shape[1]:
        return np.zeros((len(rows), 4), np.float32), there
    each = hot / np.maximum(hot.sum(axis=1, keepdims=True), 1)
    reach = np.cumsum(each.sum(axis=2), axis=1)
    drawn = rng.random(len(rows)) * reach[:, -1]
    at = np.minimum((reach <= drawn[:, None]).sum(axis=1), reach.shape[1] - 1)
    return labels.boxes[rows, at], there


def _moved(boxes: F32, windows: Windows, labels: Labels) -> F32:
    """Boxes (d, m, 4) of the pictures as boxes of the squares."""
    out = boxes * np.tile(windows.scale, 2)[:, None]
    width = (labels.extent[windows.rows, 0] * windows.scale[:, 0])[:, None]
    flip = windows.flip[:, None]
    left = np.where(flip, width - out[..., 2], out[..., 0])
    right = np.where(flip, width - out[..., 0], out[..., 2])
    out[..., 0], out[..., 2] = left, right
    return np.asarray(out + np.tile(windows.corner, 2)[:, None], np.float32)


def _cut(boxes: F32, frames: F32) -> tuple[F32, BOOLS, BOOLS]:
    """Boxes cut to the frames; which are kept, and which are there but too small or too cut."""
    low, high = np.tile(frames[:, :2], 2)[:, None], np.tile(frames[:, 2:], 2)[:, None]
    cut = np.clip(boxes, low, high)
    whole = np.prod(np.clip(boxes[..., 2:] - boxes[..., :2], 1e-6, None), axis=2)
    left = cut[..., 2:] - cut[..., :2]
    inside = np.prod(left, axis=2) / whole
    there = (left > 0.5).all(axis=2)
    kept = there & (inside >= _LEAST_INSIDE) & (left.min(axis=2) >= _SMALLEST_PX)
    return cut.astype(np.float32), kept, there & ~kept


def _sized(boxes: F32) -> BOOLS:
    return np.asarray((boxes[..., 2:] > boxes[..., :2]).all(axis=2), bool)


def _gathered(values: F32, kept: BOOLS, owner: I64, count: int) -> F32:
    """What is kept of (d, m, c) as (count, most, c), in order, zeros behind."""
    d, m = np.nonzero(kept)
    square = owner[d]
    each = np.bincount(square, minlength=count)
    order = np.argsort(square, kind="stable")
    place = np.arange(len(square)) - np.repeat(np.cumsum(each) - each, each)
    out = np.zeros((count, int(each.max(initial=0)), values.shape[2]), np.float32)
    out[square[order], place] = values[d[order], m[order]]
    return out


def _below(arrays: Sequence[npt.NDArray[Any]]) -> F32:
    """Arrays (n, m, c) of unlike m one below the other, zeros behind the shorter ones."""
    longest = max(array.shape[1] for array in arrays)
    return np.concatenate(
        [np.pad(array, ((0, 0), (0, longest - array.shape[1]), (0, 0))) for array in arrays]
    ).astype(np.float32)


def _filled(lists: Sequence[npt.NDArray[Any]], width: int) -> F32:
    most = max((len(one) for one in lists), default=0)
    out = np.zeros((len(lists), most, width), np.float32)
    for i, one in enumerate(lists):
        out[i, : len(one)] = one
    return out
