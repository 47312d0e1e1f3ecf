"""Where the joints of somebody are, in the world, for what they are doing."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from inference.scenes.camera import F64

Rng = np.random.Generator
_UP = np.array([0.0, 1.0, 0.0])


class Doing(StrEnum):
    """What somebody does."""

    WORKING = "working"
    STANDING = "standing"
    WALKING = "walking"
    CARRYING = "carrying"
    REACHING = "reaching"
    BENDING = "bending"
    CALLING = "calling"
    TEXTING = "texting"
    SMOKING = "smoking"


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a hand wants to be, metres.

    Attributes:
        at: Shape (3,), from the hips along the axes of the torso.
        by_head: Shape (3,), from the head along its axes.
        share: 0 where `at` says, 1 where `by_head` says, on the way in between.
    """

    at: F64
    by_head: F64
    share: float = 0.0

    def towards(self, other: "Grip", share: float) -> "Grip":
        """On the way to another one, 0 to 1."""
        at = _mixed(self.at, other.at, _weight(self.share < 1, other.share < 1, share))
        by_head = _mixed(self.by_head, other.by_head, _weight(self.share, other.share, share))
        return Grip(at, by_head, self.share + (other.share - self.share) * share)


@dataclass(frozen=True, slots=True)
class Posture:
    """How somebody holds the body, wherever they stand.

    Attributes:
        lean, roll: Of the torso, forward and sideways, radians.
        turn, nod, tilt: Of the head against the body, radians.
        hands: Left and right.
        steps: How far before the hips each foot is, metres.
        lifts: How high each foot is raised, metres.
    """

    lean: float
    roll: float
    turn: float
    nod: float
    tilt: float
    hands: tuple[Grip, Grip]
    steps: tuple[float, float]
    lifts: tuple[float, float] = (0.0, 0.0)

    def towards(self, other: "Posture", share: float) -> "Posture":
        """On the way to another posture, 0 to 1."""

        def mixed(a: float, b: float) -> float:
            return a + (b - a) * share

        return Posture(
            mixed(self.lean, other.lean),
            mixed(self.roll, other.roll),
            mixed(self.turn, other.turn),
            mixed(self.nod, other.nod),
            mixed(self.tilt, other.tilt),
            (
                self.hands[0].towards(other.hands[0], share),
                self.hands[1].towards(other.hands[1], share),
            ),
            (mixed(self.steps[0], other.steps[0]), mixed(self.steps[1], other.steps[1])),
            (mixed(self.lifts[0], other.lifts[0]), mixed(self.lifts[1], other.lifts[1])),
        )


@dataclass(frozen=True, slots=True)
class Joints:
    """Points (3,) and axes (3, 3: right, up, forward as columns) of a body, metres."""

    hips: F64
    hip_axes: F64
    torso_axes: F64
    head: F64
    head_axes: F64
    shoulders: tuple[F64, F64]
    elbows: tuple[F64, F64]
    hands: tuple[F64, F64]
    thighs: tuple[F64, F64]
    knees: tuple[F64, F64]
    feet: tuple[F64, F64]


def turned(yaw: float) -> F64:
    """Axes of somebody who looks `yaw` radians to the right of the far wall."""
    return np.array(
        [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]], dtype=float
    )


def nodded(axes: F64, pitch: float, roll: float = 0.0) -> F64:
    """Axes bent forward by `pitch` and sideways by `roll` radians."""
    forward = np.array(
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    )
    side = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(axes @ forward @ side)


def take_pose(
    doing: Doing, place: tuple[float, float], yaw: float, height: float, build: float, rng: Rng
) -> Joints:
    """Joints of somebody who stands at `place` (x, z) and looks along `yaw`, radians."""
    return joints_of(any_posture(doing, height, rng), place, yaw, height, build)


def any_posture(doing: Doing, height: float, rng: Rng) -> Posture:
    """A posture that fits what somebody of this height, metres, does."""
    lean = _lean(doing, rng)
    roll = float(rng.normal(0, 0.04))
    turn = float(rng.normal(0, 0.38))
    nod = _nod(doing, rng)
    tilt = float(rng.normal(0, 0.09))
    hands = _hands(doing, height, rng)
    stride = (
        float(rng.uniform(0.14, 0.3)) if doing is Doing.WALKING else float(rng.uniform(0, 0.05))
    )
    lead = 1 if rng.random() < 0.5 else -1
    return Posture(lean, roll, turn, nod, tilt, hands, (stride * -1 * lead, stride * 1 * lead))


def joints_of(
    posture: Posture, place: tuple[float, float], yaw: float, height: float, build: float
) -> Joints:
    """Joints of somebody in this posture at `place` (x, z), who looks along `yaw`, radians."""
    axes = turned(yaw)
    torso = nodded(axes, posture.lean, posture.roll)
    hips = np.array([place[0], 0.53 * height, place[1]]) - axes[:, 2] * 0.25 * np.sin(posture.lean)
    reach = np.array([0.1 * height * build + 0.012, 0.268 * height, -0.008])
    shoulders = (hips + torso @ (reach * (-1, 1, 1)), hips + torso @ reach)
    pitch = posture.lean * 0.6 + posture.nod
    head_axes = nodded(axes @ turned(posture.turn), pitch, posture.tilt)
    neck = hips + torso @ np.array([0, 0.315 * height, 0.012])
    head = neck + head_axes @ np.array([0, 0.075 * height, 0.02])
    elbows = tuple(
        _bend(shoulder, hand, 0.172 * height, 0.16 * height, torso, side)
        for shoulder, hand, side in zip(
            shoulders,
            (_reached(grip, hips, torso, head, head_axes) for grip in posture.hands),
            (-1, 1),
            strict=True,
        )
    )
    thighs, knees, feet = _legs(posture, hips, axes, height)
    (left, left_hand), (right, right_hand) = elbows
    return Joints(
        hips,
        axes,
        torso,
        head,
        head_axes,
        shoulders,
        (left, right),
        (left_hand, right_hand),
        thighs,
        knees,
        feet,
    )


def _mixed(a: F64, b: F64, share: float) -> F64:
    return np.asarray(a + (b - a) * share)


def _weight(first: float, second: float, share: float) -> float:
    """Of the second of two, where one of them may mean nothing."""
    return share if first and second else float(bool(second))


def _reached(grip: Grip, hips: F64, torso: F64, head: F64, head_axes: F64) -> F64:
    """The point (3,) in the room that a hand wants to reach."""
    if grip.share == 0:
        return np.asarray(hips + torso @ grip.at)
    by_head = np.asarray(head + head_axes @ grip.by_head)
    return by_head if grip.share == 1 else _mixed(hips + torso @ grip.at, by_head, grip.share)


def _lean(doing: Doing, rng: Rng) -> float:
    usual = {Doing.WORKING: 0.16, Doing.BENDING: 0.8, Doing.REACHING: 0.05, Doing.TEXTING: 0.08}
    return float(usual.get(doing, 0.04) + rng.normal(0, 0.07))


def _nod(doing: Doing, rng: Rng) -> float:
    usual = {Doing.WORKING: 0.36, Doing.TEXTING: 0.42, Doing.CARRYING: 0.1, Doing.REACHING: -0.2}
    return float(usual.get(doing, 0.05) + rng.normal(0, 0.14))


def _hands(doing: Doing, height: float, rng: Rng) -> tuple[Grip, Grip]:
    """Where the hands want to be."""

    def near(x: float, y: float, z: float) -> Grip:
        wanted = np.array([x, y, z]) + rng.normal(0, 0.025, 3)
        return Grip(wanted * height / 1.68, np.zeros(3))

    hanging = near(-0.26, -0.1, 0.06), near(0.26, -0.1, 0.06)
    over = near(-0.14, 0.16, 0.36), near(0.14, 0.16, 0.36)
    side = 1 if rng.random() < 0.5 else -1
    match doing:
        case Doing.WORKING | Doing.BENDING:
            apart = float(rng.uniform(-0.06, 0.1))
            return near(-0.14 - apart, 0.1, 0.38), near(0.14 + apart, 0.12, 0.4)
        case Doing.CARRYING:
            return near(-0.2, 0.22, 0.34), near(0.2, 0.22, 0.34)
        case Doing.REACHING:
            one = near(0.16 * side, 0.62, 0.36)
            return (one, over[1]) if side < 0 else (over[0], one)
        case Doing.CALLING:
            ear = by_head(0.115 * side, -0.05, 0.035)
            rest = (hanging, over)[int(rng.random() < 0.5)]
            return (ear, rest[1]) if side < 0 else (rest[0], ear)
        case Doing.TEXTING:
            phone = near(0.05 * side, 0.26, 0.3)
            rest = (hanging, (near(-0.05, 0.24, 0.3), near(0.05, 0.24, 0.3)))[
                int(rng.random() < 0.5)
            ]
            return (phone, rest[1]) if side < 0 else (rest[0], phone)
        case Doing.SMOKING:
            at_mouth = rng.random() < 0.6
            mouth = by_head(0.05 * side, -0.07, 0.17)
            smoking = mouth if at_mouth else near(0.24 * side, 0.1, 0.2)
            return (smoking, hanging[1]) if side < 0 else (hanging[0], smoking)
    return over if rng.random() < 0.25 else hanging


def by_head(x: float, y: float, z: float) -> Grip:
    """A hand at the head: to its right, up, and before it, metres."""
    return Grip(np.zeros(3), np.array([x, y, z]), 1.0)


def _bend(
    shoulder: F64, wanted: F64, upper: float, lower: float, torso: F64, side: int
) -> tuple[F64, F64]:
    """Elbow and hand of an arm that reaches for `wanted` as far as it can."""
    way = wanted - shoulder
    far = float(np.clip(np.linalg.norm(way), 0.06, (upper + lower) * 0.98))
    way = way / max(float(np.linalg.norm(way)), 1e-6)
    along = (upper**2 - lower**2 + far**2) / (2 * far)
    out = np.sqrt(max(upper**2 - along**2, 0.0))
    pole = -_UP * 0.8 - torso[:, 2] * 0.35 + torso[:, 0] * 0.55 * side
    pole = pole - way * float(pole @ way)
    pole = pole / max(float(np.linalg.norm(pole)), 1e-6)
    return shoulder + way * along + pole * out, shoulder + way * far


def _legs(
    posture: Posture, hips: F64, axes: F64, height: float
) -> tuple[tuple[F64, F64], tuple[F64, F64], tuple[F64, F64]]:
    thighs, knees, feet = [], [], []
    for side, step, lift in zip((-1, 1), posture.steps, posture.lifts, strict=True):
        thigh = hips + axes @ np.array([0.076 * side, -0.03 * height, 0.0])
        foot = np.array([hips[0], 0.05, hips[2]]) + axes @ np.array([0.1 * side, lift, step])
        middle = (thigh + foot) / 2
        forward = 0.02 + max(step, 0) * 0.25 + lift * 0.8
        knee = middle + axes @ np.array([0.0, 0.02 * height, forward])
        thighs.append(thigh)
        knees.append(knee)
        feet.append(foot)
    return (thighs[0], thighs[1]), (knees[0], knees[1]), (feet[0], feet[1])
