"""The way of a rodent: out from under one piece of furniture, a halt, and under another."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inference.scenes.floor_plan import Place, length, walk
from inference.scenes.layouts import Layout, Piece
from inference.scenes.motion import eased
from inference.scenes.timeline import Window

_HIDES = {"stove", "counter", "sink", "fridge", "oven", "dishwasher"}
_FRONTS = {"south": (0.0, -1.0), "north": (0.0, 1.0), "east": (1.0, 0.0), "west": (-1.0, 0.0)}
_OUT_M = 0.5
_BODY_M = 0.1
_RUN_S = 9.0
_UNDER_S = 0.8  # of which it is under the furniture at each end
_STARTS_S = (5.0, 29.0)
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Run:
    """There and back again.

    Attributes:
        path: The first and the last place lie under furniture.
        starts_s: When it sets out, and when it comes back.
    """

    path: tuple[Place, ...]
    starts_s: tuple[float, float]

    @property
    def windows(self) -> tuple[Window, ...]:
        """When it is out on the floor."""
        return tuple(
            Window(round(start + _UNDER_S, 2), round(start + _RUN_S - _UNDER_S, 2))
            for start in self.starts_s
        )

    def at(self, at_s: float) -> tuple[Place, float] | None:
        """Its place, and where its nose points, radians; None while it hides."""
        for start, path in zip(self.starts_s, (self.path, self.path[::-1]), strict=True):
            share = (at_s - start) / _RUN_S
            if 0 < share < 1:
                halves = eased(share * 2.4) + eased(share * 2.4 - 1.4)
                return _along(path, halves / 2)
        return None


def rodent_run(layout: Layout, rng: Rng) -> Run | None:
    """A way between two pieces with free floor between them, or None."""
    solid = [piece for piece in layout.pieces if piece.kind in _HIDES]
    ways = []
    for one in solid:
        for other in solid:
            middle = () if one is other else walk(layout, _front(one), _front(other), (), _BODY_M)
            if middle:
                ways.append(((one.x, one.z), *middle, (other.x, other.z)))
    if not ways:
        return None
    later = float(rng.uniform(0, 6))
    return Run(ways[int(rng.integers(len(ways)))], (_STARTS_S[0] + later, _STARTS_S[1] + later))


def _front(piece: Piece) -> Place:
    out = _FRONTS[piece.turn]
    return piece.x + out[0] * _OUT_M, piece.z + out[1] * _OUT_M


def _along(path: tuple[Place, ...], share: float) -> tuple[Place, float]:
    left = length(path) * share
    for start, end in pairwise(path):
        long = length((start, end))
        if left <= long or end is path[-1]:
            part = min(left / max(long, 1e-6), 1.0)
            yaw = math.atan2(end[0] - start[0], end[1] - start[1])
            return (
                start[0] + (end[0] - start[0]) * part,
                start[1] + (end[1] - start[1]) * part,
            ), yaw
        left -= long
    return path[-1], 0.0
