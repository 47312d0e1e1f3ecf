"""How bodies move: hands at work, steps that stay where they are set, calm turns."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np

from inference.scenes.floor_plan import Place, length
from inference.scenes.pose import Grip, Posture

_STEP_M = 0.46
_CORNER_M = 0.35  # before and after a corner, over which a walker turns


class Motion(StrEnum):
    """What the hands and the head do again and again."""

    CUTTING = "cutting"
    STIRRING = "stirring"
    WIPING = "wiping"
    LOOKING = "looking"


@dataclass(frozen=True, slots=True)
class Stance:
    """Somebody at one moment: where, which way they look (radians), how they hold themselves."""

    place: Place
    yaw: float
    posture: Posture

    def towards(self, other: "Stance", share: float) -> "Stance":
        """On the way to another stance, 0 to 1, turning the shorter way round."""
        turn = math.remainder(other.yaw - self.yaw, 2 * math.pi)
        posture = self.posture.towards(other.posture, share)
        rising = min(abs(turn), 1.0) * 0.05 * math.sin(math.pi * share)
        first = rising * max(math.cos(2 * math.pi * share), 0.0)
        second = rising * max(-math.cos(2 * math.pi * share), 0.0)
        lifts = (posture.lifts[0] + first, posture.lifts[1] + second)
        return Stance(
            (
                self.place[0] + (other.place[0] - self.place[0]) * share,
                self.place[1] + (other.place[1] - self.place[1]) * share,
            ),
            self.yaw + turn * share,
            replace(posture, lifts=lifts),
        )


def eased(share: float) -> float:
    """0 to 1 with a soft start and end."""
    held = min(max(share, 0.0), 1.0)
    return held * held * (3 - 2 * held)


def moved(posture: Posture, motion: Motion, phase: float) -> Posture:
    """A posture within its motion; `phase` 0 to 1 is one round of it."""
    turn = 2 * math.pi * phase
    left, right = (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    match motion:
        case Motion.CUTTING:
            left = (0.02 * math.sin(turn), 0.0, 0.0)
            right = (0.015 * math.sin(turn), 0.035 * (1 - math.cos(3 * turn)), 0.0)
        case Motion.STIRRING:
            right = (0.075 * math.cos(turn), 0.01 * math.sin(2 * turn), 0.06 * math.sin(turn))
        case Motion.WIPING:
            left = (0.1 * math.sin(turn), 0.0, 0.035 * math.sin(2 * turn))
            right = (0.1 * math.sin(turn), 0.0, -0.035 * math.sin(2 * turn))
        case Motion.LOOKING:
            left = right = (0.0, 0.006 * math.sin(turn), 0.01 * math.sin(turn))
    wide = 0.16 if motion is Motion.LOOKING else 0.03
    return replace(
        posture,
        lean=posture.lean + 0.014 * math.sin(turn),
        roll=posture.roll + 0.012 * math.sin(turn),
        turn=posture.turn + wide * math.sin(turn),
        nod=posture.nod + 0.03 * math.cos(turn),
        hands=(_shifted(posture.hands[0], left), _shifted(posture.hands[1], right)),
    )


def _shifted(grip: Grip, by: tuple[float, float, float]) -> Grip:
    return replace(grip, at=grip.at + by)


@dataclass(frozen=True, slots=True)
class Walk:
    """A way on foot, with the posture of who walks it (arms and head)."""

    path: tuple[Place, ...]
    posture: Posture

    def stance(self, share: float, *, swings: bool) -> Stance:
        """The moment when this share of the way is done; `swings`: whether the arms do."""
        whole = length(self.path)
        done = whole * share
        count = max(round(whole / _STEP_M), 2)
        place, yaw = _along(self.path, done)
        at_step = count * share
        steps, lifts = _feet(at_step, count)
        stride = whole / count
        swing = 0.13 * math.sin(math.pi * (at_step + 0.5)) * min(1, at_step, count - at_step)
        left, right = self.posture.hands
        if swings:
            left, right = _shifted(left, (0, 0, -swing)), _shifted(right, (0, 0, swing))
        posture = replace(
            self.posture,
            hands=(left, right),
            steps=(steps[0] * stride, steps[1] * stride),
            lifts=lifts,
        )
        return Stance(place, yaw, posture)


def _feet(at_step: float, count: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far (steps) each foot is before the body, and how high (metres).

    A foot stays where it was set down while the body passes over it.
    """
    ahead, high = [], []
    for parity in (1, 0):
        swinging = math.floor(at_step) % 2 == parity and at_step < count
        landing = math.floor(at_step) + 1 if swinging else _last_set(at_step, parity, count)
        goal = min(landing + 0.5, count) if landing > 0 else 0.0
        if swinging:
            start = min(landing - 2 + 0.5, count) if landing > 1 else 0.0
            share = eased(at_step - math.floor(at_step))
            ahead.append(start + (goal - start) * share - at_step)
            high.append(0.07 * math.sin(math.pi * share))
        else:
            ahead.append(goal - at_step)
            high.append(0.0)
    return (ahead[0], ahead[1]), (high[0], high[1])


def _last_set(at_step: float, parity: int, count: int) -> int:
    """The newest print of this foot; the foot of parity p sets the prints of the other parity."""
    newest = min(math.floor(at_step), count)
    return newest if newest % 2 != parity else newest - 1


def _along(path: tuple[Place, ...], done: float) -> tuple[Place, float]:
    """Place and heading after so many metres; corners are rounded by turning, not by place."""
    headings = [math.atan2(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path)]
    passed = 0.0
    for i, (start, end) in enumerate(pairwise(path)):
        long = length((start, end))
        last = i == len(headings) - 1
        if done <= passed + long or last:
            inside = min(max(done - passed, 0.0), long)
            share = inside / max(long, 1e-6)
            place = (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share,
            )
            yaw = headings[i]
            if not last and long - inside < _CORNER_M:
                yaw += _part(headings[i + 1] - yaw, 0.5 * (1 - (long - inside) / _CORNER_M))
            elif i > 0 and inside < _CORNER_M:
                yaw -= _part(yaw - headings[i - 1], 0.5 * (1 - inside / _CORNER_M))
            return place, yaw
        passed += long
    return path[-1], headings[-1]


def _part(turn: float, share: float) -> float:
    return float(np.clip(share, 0, 1)) * math.remainder(turn, 2 * math.pi)
