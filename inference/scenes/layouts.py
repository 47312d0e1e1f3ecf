"""Room plans: what stands where, where people work, and which plans are kept for evaluation.

Plans in metres: x from left to right, z from the wall of the camera to the far wall. `turn` is
where the front of a piece looks: "south" to the camera's wall, "north", "east" (right), "west".
"""

from dataclasses import dataclass
from enum import StrEnum

OFF_THE_FLOOR = frozenset({"hood", "wall_shelf", "door", "window"})


class Split(StrEnum):
    """What a plan is for; a detector never trains on what it is measured with."""

    TRAIN = "train"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Piece:
    """A thing in the room: its kind, the middle of its base, its length along its front."""

    kind: str
    x: float
    z: float
    length: float = 1.0
    turn: str = "south"


@dataclass(frozen=True, slots=True)
class Layout:
    """One room plan.

    Attributes:
        name: For messages.
        width, depth, height: Of the room, metres.
        pieces: What stands in it.
        stations: Where people work: x, z, and where they look, degrees; 0 looks at the far wall,
            90 to the right, 180 at the camera's wall.
        ways: Free places on the floor (x, z): walkers, bins, rodents, spills.
    """

    name: str
    width: float
    depth: float
    height: float
    pieces: tuple[Piece, ...]
    stations: tuple[tuple[float, float, float], ...]
    ways: tuple[tuple[float, float], ...]


P = Piece
_TRAIN = (
    Layout(
        "cooking line",
        5.2,
        5.0,
        2.9,
        (
            P("stove", 1.6, 4.5, 1.8),
            P("stove", 3.5, 4.5, 1.6),
            P("hood", 2.6, 4.5, 3.8),
            P("table", 2.4, 2.3, 2.2),
            P("fridge", 4.75, 2.6, 1.2, "west"),
            P("wall_shelf", 0.2, 3.0, 1.8, "east"),
        ),
        ((1.6, 3.75, 0), (3.4, 3.75, 0), (1.8, 2.95, 180), (2.9, 2.95, 180), (2.4, 1.6, 0)),
        ((0.7, 3.2), (4.0, 2.0), (0.9, 1.4), (4.2, 3.4)),
    ),
    Layout(
        "preparation island",
        6.0,
        5.6,
        3.0,
        (
            P("table", 3.0, 3.1, 2.6),
            P("counter", 1.5, 5.2, 2.4),
            P("sink", 4.2, 5.2, 2.0),
            P("wall_shelf", 3.0, 5.42, 4.0),
            P("rack", 0.3, 2.8, 1.6, "east"),
            P("fridge", 5.6, 3.4, 1.4, "west"),
        ),
        ((2.2, 2.4, 0), (3.6, 2.4, 0), (2.4, 3.85, 180), (3.6, 3.85, 180), (4.2, 4.5, 0)),
        ((1.2, 4.0), (5.0, 2.2), (1.2, 1.6), (4.7, 4.2)),
    ),
    Layout(
        "cutting room",
        4.4,
        4.2,
        2.7,
        (
            P("counter", 2.2, 3.85, 3.6),
            P("window", 2.2, 4.19, 1.8),
            P("counter", 0.35, 2.0, 1.8, "east"),
            P("fridge", 4.0, 2.4, 1.0, "west"),
        ),
        ((1.3, 3.15, 0), (2.3, 3.15, 0), (3.2, 3.15, 0), (1.05, 2.0, 270)),
        ((2.2, 2.0), (3.0, 1.5), (1.6, 1.2), (3.3, 2.6)),
    ),
    Layout(
        "cold dishes",
        4.0,
        4.6,
        2.7,
        (
            P("fridge", 0.4, 3.2, 1.6, "east"),
            P("table", 2.2, 3.0, 1.8),
            P("counter", 2.0, 4.25, 2.4),
            P("window", 2.0, 4.59, 1.5),
            P("fridge", 3.62, 2.2, 1.2, "west"),
        ),
        ((1.7, 2.3, 0), (2.6, 2.3, 0), (2.2, 3.65, 180), (1.6, 3.6, 0)),
        ((1.2, 1.8), (2.9, 1.4), (3.1, 3.6), (1.1, 4.0)),
    ),
    Layout(
        "washing room",
        5.0,
        4.0,
        2.8,
        (
            P("sink", 1.5, 3.65, 2.4),
            P("dishwasher", 3.6, 3.6, 0.9),
            P("rack", 4.7, 2.4, 1.4, "west"),
            P("wall_shelf", 1.5, 3.85, 2.4),
            P("counter", 0.35, 1.9, 1.6, "east"),
        ),
        ((0.9, 2.95, 0), (2.0, 2.95, 0), (3.6, 2.9, 0), (1.05, 1.9, 270)),
        ((2.6, 2.0), (3.6, 1.6), (1.8, 1.4), (4.1, 3.0)),
    ),
    Layout(
        "store",
        4.2,
        6.0,
        2.9,
        (
            P("rack", 0.3, 4.4, 2.6, "east"),
            P("rack", 0.3, 1.9, 2.0, "east"),
            P("rack", 3.9, 3.6, 3.4, "west"),
            P("crates", 2.1, 5.5, 1.6),
            P("door", 2.1, 5.99, 1.0),
        ),
        ((1.1, 4.2, 270), (3.1, 3.4, 90), (2.1, 4.6, 0), (1.1, 2.2, 270)),
        ((2.0, 3.4), (2.1, 2.2), (1.5, 5.2), (2.8, 4.6)),
    ),
    Layout(
        "plating pass",
        6.2,
        4.4,
        3.0,
        (
            P("counter", 3.1, 2.4, 4.4),
            P("wall_shelf", 3.1, 2.45, 4.0),
            P("stove", 1.5, 4.0, 1.6),
            P("hood", 1.5, 4.0, 2.2),
            P("oven", 3.4, 4.0, 1.0),
            P("fridge", 5.0, 3.95, 1.4),
        ),
        ((1.6, 3.05, 180), (2.9, 3.05, 180), (4.3, 3.05, 180), (1.4, 3.3, 0), (3.4, 1.6, 0)),
        ((2.4, 1.4), (4.6, 1.5), (5.4, 3.0), (0.7, 3.0)),
    ),
    Layout(
        "bakery",
        5.0,
        5.0,
        2.8,
        (
            P("oven", 0.45, 3.4, 1.4, "east"),
            P("oven", 0.45, 1.8, 1.2, "east"),
            P("table", 2.9, 2.9, 2.0),
            P("rack", 4.7, 3.2, 2.0, "west"),
            P("counter", 2.8, 4.65, 2.6),
        ),
        ((2.4, 2.2, 0), (3.4, 2.2, 0), (2.9, 3.65, 180), (1.2, 3.4, 270), (2.8, 3.95, 0)),
        ((1.6, 2.4), (3.9, 1.6), (1.4, 4.3), (4.1, 4.0)),
    ),
    Layout(
        "narrow kitchen",
        2.9,
        6.4,
        2.6,
        (
            P("stove", 0.4, 4.6, 2.0, "east"),
            P("hood", 0.4, 4.6, 2.2, "east"),
            P("counter", 0.4, 2.4, 2.0, "east"),
            P("sink", 2.5, 4.2, 1.6, "west"),
            P("fridge", 2.5, 2.4, 1.2, "west"),
            P("wall_shelf", 0.2, 2.4, 1.8, "east"),
            P("door", 1.45, 6.39, 0.9),
        ),
        ((1.15, 4.4, 270), (1.15, 2.5, 270), (1.75, 4.2, 90), (1.4, 5.3, 180)),
        ((1.45, 3.4), (1.5, 2.0), (1.5, 5.6), (1.4, 4.8)),
    ),
    Layout(
        "canteen kitchen",
        8.0,
        7.0,
        3.3,
        (
            P("stove", 2.0, 6.5, 2.4),
            P("stove", 4.8, 6.5, 2.4),
            P("hood", 3.4, 6.5, 5.6),
            P("table", 2.2, 4.2, 2.4),
            P("table", 5.4, 4.2, 2.4),
            P("rack", 0.3, 4.4, 2.0, "east"),
            P("fridge", 7.6, 5.0, 1.6, "west"),
            P("sink", 7.6, 2.8, 1.8, "west"),
        ),
        (
            (1.6, 5.7, 0),
            (3.0, 5.7, 0),
            (5.0, 5.7, 0),
            (1.8, 3.45, 0),
            (5.2, 3.45, 0),
            (2.4, 4.9, 180),
            (5.6, 4.9, 180),
            (6.8, 2.8, 90),
        ),
        ((3.8, 4.4), (3.8, 2.4), (6.6, 4.0), (1.2, 2.6)),
    ),
)
_HELD_OUT = (
    Layout(
        "open kitchen",
        6.6,
        4.8,
        3.0,
        (
            P("counter", 2.0, 3.0, 3.0),
            P("stove", 5.9, 3.2, 1.8, "west"),
            P("hood", 6.0, 3.2, 2.2, "west"),
            P("oven", 3.8, 4.4, 1.0),
            P("fridge", 1.4, 4.4, 1.6),
            P("window", 5.2, 4.79, 1.4),
            P("rack", 0.3, 1.6, 1.2, "east"),
        ),
        ((1.2, 3.7, 180), (2.6, 3.7, 180), (5.2, 3.2, 90), (3.8, 3.6, 0), (2.0, 2.3, 0)),
        ((4.2, 2.4), (4.4, 1.5), (2.4, 1.4), (4.6, 4.0)),
    ),
    Layout(
        "hot-pot preparation",
        4.8,
        5.6,
        2.8,
        (
            P("table", 1.5, 3.4, 1.4),
            P("table", 3.4, 3.6, 1.4),
            P("sink", 0.4, 4.9, 1.2, "east"),
            P("counter", 2.8, 5.25, 2.8),
            P("wall_shelf", 2.8, 5.42, 2.8),
            P("fridge", 4.4, 2.0, 1.2, "west"),
            P("crates", 0.6, 1.8, 1.0, "east"),
        ),
        ((1.5, 2.75, 0), (3.4, 2.95, 0), (1.6, 4.1, 180), (2.4, 4.55, 0), (3.6, 4.55, 0)),
        ((2.45, 3.0), (2.4, 1.8), (3.4, 1.8), (4.2, 4.4)),
    ),
    Layout(
        "bulk kitchen",
        7.2,
        6.2,
        3.4,
        (
            P("stove", 0.45, 4.2, 3.0, "east"),
            P("hood", 0.5, 4.2, 3.4, "east"),
            P("counter", 4.0, 5.85, 3.6),
            P("table", 3.8, 3.6, 1.6),
            P("rack", 6.9, 3.6, 2.8, "west"),
            P("door", 6.3, 6.19, 1.0),
        ),
        (
            (1.3, 4.8, 270),
            (1.3, 3.6, 270),
            (3.2, 5.1, 0),
            (4.8, 5.1, 0),
            (3.8, 2.9, 0),
            (3.8, 4.4, 180),
        ),
        ((2.4, 3.0), (5.4, 3.2), (5.2, 1.8), (2.4, 1.6)),
    ),
)


def layouts(split: Split) -> tuple[Layout, ...]:
    """The room plans of one purpose; no plan has two."""
    return _TRAIN if split is Split.TRAIN else _HELD_OUT
