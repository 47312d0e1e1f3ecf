"""What is in the way: where one can walk in a room, and what a camera can see past."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inference.scenes.camera import F64
from inference.scenes.layouts import OFF_THE_FLOOR, Layout, Piece

Place = tuple[float, float]
_LOW_HIGH = {
    "fridge": (0.0, 2.0),
    "oven": (0.0, 1.9),
    "rack": (0.0, 1.85),
    "dishwasher": (0.0, 1.6),
    "hood": (1.95, 2.6),
    "wall_shelf": (1.45, 2.2),
}
_USUAL = (0.0, 1.0)
_DEEP = {"hood": 0.45, "wall_shelf": 0.16, "rack": 0.24}
_USUAL_DEEP = 0.38
_NOTHING = {"door", "window"}
_BODY_M = 0.24
_APART_M = 0.62
_STEP_M = 0.12


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """The room as blocks.

    Attributes:
        low, high: Shape (n, 3), corners of what can hide something, metres.
        solid: Shape (n,), which of them stand on the floor.
    """

    low: F64
    high: F64
    solid: F64

    def free(self, place: Place, margin: float = _BODY_M) -> bool:
        """Whether somebody can stand there."""
        at = np.array(place)
        inside = (at > self.low[:, ::2] - margin) & (at < self.high[:, ::2] + margin)
        return not bool((inside.all(axis=1) & (self.solid > 0)).any())

    def inside(self, point: F64) -> bool:
        """Whether a point (3,) lies in something, or all but touches it."""
        near = (point > self.low - 0.12) & (point < self.high + 0.12)
        return bool(near.all(axis=1).any())

    def hidden(self, eye: F64, point: F64) -> bool:
        """Whether something stands between an eye (3,) and a point (3,)."""
        way = point - eye
        way = np.where(np.abs(way) < 1e-9, 1e-9, way)
        first, second = (self.low - eye) / way, (self.high - eye) / way
        enter = np.minimum(first, second).max(axis=1)
        leave = np.maximum(first, second).min(axis=1)
        return bool(((enter < leave) & (leave > 0) & (enter < 0.97)).any())


def floor_plan(layout: Layout) -> FloorPlan:
    """The blocks of a room."""
    pieces = [piece for piece in layout.pieces if piece.kind not in _NOTHING]
    corners = np.array([_corners(piece) for piece in pieces]).reshape(-1, 2, 3)
    solid = np.array([piece.kind not in OFF_THE_FLOOR for piece in pieces], float)
    return FloorPlan(corners[:, 0], corners[:, 1], solid)


def walk(
    layout: Layout,
    start: Place,
    end: Place,
    others: tuple[Place, ...] = (),
    margin: float = _BODY_M,
) -> tuple[Place, ...]:
    """A way of straight lines past furniture and other people; empty when there is none.

    `margin` is half the width of who goes, metres.
    """
    plan = floor_plan(layout)
    candidates: list[tuple[Place, ...]] = [(start, end)]
    candidates += [(start, way, end) for way in layout.ways]
    candidates += [(start, a, b, end) for a in layout.ways for b in layout.ways if a != b]
    clear = [path for path in candidates if _clear(plan, path, others, margin)]
    return min(clear, key=length, default=())


def length(path: tuple[Place, ...]) -> float:
    """Metres from its start to its end."""
    return sum(float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(path))


def _clear(
    plan: FloorPlan, path: tuple[Place, ...], others: tuple[Place, ...], margin: float
) -> bool:
    for start, end in pairwise(path):
        count = max(int(length((start, end)) / _STEP_M), 1)
        for share in np.arange(1, count + 1) / (count + 1):
            x = start[0] + (end[0] - start[0]) * float(share)
            z = start[1] + (end[1] - start[1]) * float(share)
            if not plan.free((x, z), margin):
                return False
            if any(np.hypot(x - other[0], z - other[1]) < _APART_M for other in others):
                return False
    return True


def _corners(piece: Piece) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    low, high = _LOW_HIGH.get(piece.kind, _USUAL)
    half = (piece.length / 2, _DEEP.get(piece.kind, _USUAL_DEEP))
    across, away = half if piece.turn in {"south", "north"} else half[::-1]
    return (piece.x - across, low, piece.z - away), (piece.x + across, high, piece.z + away)
