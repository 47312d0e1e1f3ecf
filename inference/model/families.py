"""Families of detectors: how each wants its picture, and how to tell them apart by their outputs.

The contracts are those of the exporters: Ultralytics 8/9/11, YOLOv5 and 7, YOLOX, exports with the
suppression inside, RT-DETR and D-FINE, NanoDet and NanoDet-Plus.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

STRIDES = (8, 16, 32)
NANODET_BINS = 8
_FEW_ROWS = 1000
_BOX = 4


class Family(StrEnum):
    """How outputs are laid out."""

    YOLO8 = "yolo8"
    YOLO5 = "yolo5"
    YOLOX = "yolox"
    END_TO_END = "end-to-end"
    DETR = "rt-detr"
    NANODET = "nanodet"
    NANODET_PLUS = "nanodet-plus"


class Colour(StrEnum):
    """Order of the colours."""

    RGB = "rgb"
    BGR = "bgr"


class Padding(StrEnum):
    """Where the picture lies in the input."""

    CENTRE = "centre"
    CORNER = "corner"
    STRETCH = "stretch"


Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Habits:
    """What a family wants unless a side-car says otherwise.

    Attributes:
        mean: Taken from each colour, 0 to 255, in the order of `colour`; `std` divides it.
        suppress: Whether boxes overlap and have to be thinned.
    """

    colour: Colour
    mean: Triple
    std: Triple
    padding: Padding
    suppress: bool


_NONE: Triple = (0.0, 0.0, 0.0)
_UNIT: Triple = (255.0, 255.0, 255.0)
_BYTE: Triple = (1.0, 1.0, 1.0)
_NANODET = Habits(
    Colour.BGR, (103.53, 116.28, 123.675), (57.375, 57.12, 58.395), Padding.CENTRE, suppress=True
)
HABITS = {
    Family.YOLO8: Habits(Colour.RGB, _NONE, _UNIT, Padding.CENTRE, suppress=True),
    Family.YOLO5: Habits(Colour.RGB, _NONE, _UNIT, Padding.CENTRE, suppress=True),
    Family.YOLOX: Habits(Colour.BGR, _NONE, _BYTE, Padding.CORNER, suppress=True),
    Family.END_TO_END: Habits(Colour.RGB, _NONE, _UNIT, Padding.CENTRE, suppress=False),
    Family.DETR: Habits(Colour.RGB, _NONE, _UNIT, Padding.STRETCH, suppress=False),
    Family.NANODET: _NANODET,
    Family.NANODET_PLUS: _NANODET,
}

Shape = tuple[int, ...]


def grid_rows(height: int, width: int, strides: Sequence[int] = STRIDES) -> int:
    """Places of all grids of an input."""
    return sum(-(-height // stride) * -(-width // stride) for stride in strides)


def family_of(shapes: Mapping[str, Shape], height: int, width: int, names: int) -> Family | None:
    """The family whose contract the outputs keep; None when it is none of them.

    Args:
        shapes: Output name → shape of a run with one picture.
        height: Of the input, pixels.
        width: Of the input, pixels.
        names: Number of class names, 0 when they are not known.
    """
    if {"labels", "boxes", "scores"} <= set(shapes):
        return Family.DETR
    if len(shapes) > 1:
        return Family.NANODET if _paired(list(shapes.values()), height, width) else None
    (shape,) = shapes.values()
    if len(shape) != 3:
        return None
    return _single(shape[1], shape[2], height, width, names)


def classes_of(family: Family, shapes: Mapping[str, Shape]) -> int | None:
    """How many classes the outputs have room for; None where a number names the class."""
    first = next(iter(shapes.values()))
    if family in (Family.END_TO_END, Family.DETR):
        return None
    if family is Family.YOLO8:
        return first[1] - _BOX
    if family is Family.NANODET:
        bins = _BOX * NANODET_BINS
        return next((shape[2] for shape in shapes.values() if shape[2] != bins), bins)
    bins = _BOX * NANODET_BINS if family is Family.NANODET_PLUS else _BOX + 1
    return first[2] - bins


def _single(rows: int, columns: int, height: int, width: int, names: int) -> Family | None:
    places = grid_rows(height, width)
    more = grid_rows(height, width, (*STRIDES, 64))
    grids = {places, more}
    if columns == 6 and rows <= _FEW_ROWS and rows not in grids | {3 * n for n in grids}:
        return Family.END_TO_END
    if columns > rows > _BOX:
        return Family.YOLO8
    if names and rows == more and columns == names + _BOX * NANODET_BINS:
        return Family.NANODET_PLUS
    if columns <= _BOX + 1 or rows < columns:
        # A short output of the first kind may have fewer places than rows.
        return Family.YOLO8 if names and rows == _BOX + names else None
    return Family.YOLOX if rows in grids else Family.YOLO5


def _paired(shapes: list[Shape], height: int, width: int) -> bool:
    """Scores and distances for each grid, each (1, places, n)."""
    if len(shapes) % 2 or not all(len(shape) == 3 for shape in shapes):
        return False
    rows = sorted(shape[1] for shape in shapes)
    grids = sorted(2 * [grid_rows(height, width, (stride,)) for stride in STRIDES])
    return rows == grids
