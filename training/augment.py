"""From a sample to what one training step sees: placed in the input, coloured, spoilt."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from training.classes import BOOLS, CLASSES
from training.samples import Sample

F32 = npt.NDArray[np.float32]
U8 = npt.NDArray[np.uint8]
GREY = 114
INPUT = (640, 384)
"""Width and height of the net's input: the shape of a kitchen camera, and wide enough for a rat."""
WINDOW = 384
"""Side of the square windows of it that are learned from, pixels."""
_AT_AN_OBJECT = 0.8  # share of the windows that are laid round some object
_WHOLE, _IN_FOUR = (
    (0.5, 1.45),
    (0.4, 0.9),
)  # zoom, in what the product sees; alone and as one of four
_SMALLEST_PX = 4.0
_LEAST_INSIDE = 0.35


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture of the net's size with its labels in pixels.

    Attributes:
        picture: Shape (H, W, 3), uint8, RGB.
        boxes: Shape (n, 4); `labels` is (n, classes).
        known: Shape (classes,).
        people: Shape (m, 4); `ignored` is (k, 4).
    """

    picture: U8
    boxes: F32
    labels: BOOLS
    known: BOOLS
    people: F32
    ignored: F32


def place(
    sample: Sample,
    picture: U8,
    scale: float,
    shift: tuple[float, float],
    size: tuple[int, int],
    flip: bool,
) -> Placed:
    """Draw the picture into a frame of `size` (width, height) and move its labels along.

    Args:
        sample: Its labels.
        picture: Shape (h, w, 3).
        scale: Frame pixels per picture pixel.
        shift: Of the picture's corner in the frame, pixels.
        size: Width and height of the frame.
        flip: Mirror left and right.
    """
    height, width = picture.shape[:2]
    across = -scale if flip else scale
    left = shift[0] + width * scale if flip else shift[0]
    move = np.array([[across, 0, left], [0, scale, shift[1]]], np.float64)
    how = cv2.INTER_AREA if scale < 0.7 else cv2.INTER_LINEAR
    if scale < 0.7:  # warpAffine does not average, so that small pictures would alias
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
        ratio = scale * width / small.shape[1]
        again = move.copy()
        again[:, :2] = [[-ratio if flip else ratio, 0], [0, ratio]]
        drawn = cv2.warpAffine(small, again, size, borderValue=(GREY,) * 3)
    else:
        drawn = cv2.warpAffine(picture, move, size, flags=how, borderValue=(GREY,) * 3)
    unit = np.array([width, height] * 2, np.float32)

    def moved(shares: F32) -> F32:
        raw = shares * unit
        out = np.empty_like(raw)
        out[:, 1::2] = raw[:, 1::2] * scale + shift[1]
        xs = raw[:, 0::2] * across + left
        out[:, 0::2] = xs[:, ::-1] if flip else xs
        return out

    boxes, kept, lost = _cut(moved(sample.boxes), size)
    ignored = np.concatenate([_cut(moved(sample.ignored), size)[0], boxes[lost]])
    people = np.clip(moved(sample.people), 0, np.array(size * 2, np.float32))
    return Placed(
        np.asarray(drawn, np.uint8), boxes[kept], sample.labels[kept], sample.known, people, ignored
    )


def mosaic(placed: Sequence[Placed], corners: Sequence[tuple[int, int]], side: int) -> Placed:
    """Several placed pictures of one source side by side in one square."""
    picture = np.full((side, side, 3), GREY, np.uint8)
    boxes, people, ignored = [], [], []
    for part, (x, y) in zip(placed, corners, strict=True):
        height, width = part.picture.shape[:2]
        picture[y : y + height, x : x + width] = part.picture
        by = np.array([x, y, x, y], np.float32)
        boxes.append(part.boxes + by)
        people.append(part.people + by)
        ignored.append(part.ignored + by)
    labels = np.concatenate([part.labels for part in placed]).reshape(-1, len(CLASSES))
    return Placed(
        picture,
        np.concatenate(boxes),
        labels,
        placed[0].known,
        np.concatenate(people),
        np.concatenate(ignored),
    )


def place_randomly(
    rng: np.random.Generator,
    sample: Sample,
    picture: U8,
    size: tuple[int, int],
    zoom: tuple[float, float] = _WHOLE,
) -> Placed:
    """A window of the picture as large as the product sees it, nearer or farther by chance.

    The product fits the picture into INPUT; learning from windows of that costs a fraction, and
    objects keep their size.
    """
    height, width = picture.shape[:2]
    seen = min(INPUT[0] / width, INPUT[1] / height)
    scale = seen * float(np.exp(rng.uniform(*np.log(zoom))))
    drawn = np.array([width, height]) * scale
    free = np.array(size) - drawn
    shift = free * rng.uniform(0, 1, 2)
    flip = bool(rng.integers(2))
    if len(sample.boxes) and rng.random() < _AT_AN_OBJECT:
        box = sample.boxes[_some_object(rng, sample.labels)]
        x, y = (box[:2] + box[2:]) / 2
        middle = np.array([1 - x if flip else x, y]) * drawn
        wanted = np.array(size) * rng.uniform(0.2, 0.8, 2) - middle
        shift = np.clip(wanted, np.minimum(free, 0), np.maximum(free, 0))
    return place(sample, picture, scale, (float(shift[0]), float(shift[1])), size, flip)


def _some_object(rng: np.random.Generator, labels: BOOLS) -> int:
    """Index of an object; each class that is there is as likely as the next."""
    there = np.flatnonzero(labels.any(axis=0))
    return int(rng.choice(np.flatnonzero(labels[:, rng.choice(there)])))


def mosaic_randomly(
    rng: np.random.Generator, samples: Sequence[Sample], pictures: Sequence[U8], side: int
) -> Placed:
    """Four samples of one source round a point by chance."""
    x, y = (int(v) for v in rng.integers(round(side * 0.35), round(side * 0.65), 2))
    frames = [(0, 0, x, y), (x, 0, side - x, y), (0, y, x, side - y), (x, y, side - x, side - y)]
    placed = [
        place_randomly(rng, sample, picture, (w, h), _IN_FOUR)
        for sample, picture, (_, _, w, h) in zip(samples, pictures, frames, strict=True)
    ]
    return mosaic(placed, [(left, top) for left, top, _, _ in frames], side)


def spoil(rng: np.random.Generator, picture: U8) -> U8:
    """Light, colour, and what cameras do: infrared grey, blur, noise, hard JPEG."""
    gain, lift = rng.uniform(0.55, 1.35), rng.uniform(-25, 25)
    out = np.clip(picture.astype(np.float32) * gain * rng.uniform(0.92, 1.08, 3) + lift, 0, 255)
    draw = rng.random(5)
    if draw[0] < 0.12:
        out = np.repeat(out.mean(axis=2, keepdims=True), 3, axis=2)
    elif draw[0] < 0.5:
        grey = out.mean(axis=2, keepdims=True)
        out = np.clip(grey + (out - grey) * rng.uniform(0.4, 1.5), 0, 255)
    if draw[1] < 0.1:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.5, 1.3)), np.float64)
    if draw[2] < 0.12:
        out = np.clip(out + rng.normal(0, rng.uniform(3, 12), out.shape), 0, 255)
    spoilt: U8 = out.astype(np.uint8)
    if draw[3] < 0.12:
        quality = int(rng.integers(25, 70))
        content = cv2.imencode(".jpg", spoilt, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)
    return spoilt


def _cut(boxes: F32, size: tuple[int, int]) -> tuple[F32, BOOLS, BOOLS]:
    """Boxes cut to the frame; which are kept, and which are there but too small or too cut."""
    cut = np.clip(boxes, 0, np.array(size * 2, np.float32))
    whole = np.prod(np.clip(boxes[:, 2:] - boxes[:, :2], 1e-6, None), axis=1)
    left = np.clip(cut[:, 2:] - cut[:, :2], 0, None)
    inside = np.prod(left, axis=1) / whole
    there = (left > 0.5).all(axis=1)
    kept = there & (inside >= _LEAST_INSIDE) & (left.min(axis=1, initial=np.inf) >= _SMALLEST_PX)
    return cut.astype(np.float32), kept, there & ~kept
