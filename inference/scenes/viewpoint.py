"""Where a fixed camera hangs so that it sees what its clip is about: high on one of the walls."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.scenes.camera import F64, Camera, look_at
from inference.scenes.floor_plan import FloorPlan, floor_plan
from inference.scenes.layouts import Layout
from inference.scenes.lens import Lens

_TRIES = 90
_TOO_NEAR_M = 1.25
_HEAD_M = 0.26
HEAD_AT_M = 1.55
_PICTURE_PX = 367.0  # half the diagonal of 640 x 360
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody or something the camera should see.

    Attributes:
        x, z, y: Its place on the floor and its height, metres.
        yaw: Where it looks, radians; None for a thing.
        weight: How much so.
        near: Whether it is a face that must be seen well enough to be judged.
        turns: Whether it looks away until it turns to the camera.
    """

    x: float
    z: float
    yaw: float | None = None
    y: float = HEAD_AT_M
    weight: float = 1.0
    near: bool = False
    turns: bool = False

    @property
    def at(self) -> F64:
        """Its place (3,)."""
        return np.array([self.x, self.y, self.z])


@dataclass(frozen=True, slots=True)
class View:
    """A camera's place (x, y, z) and what it looks at, metres, and its roll, radians."""

    at: tuple[float, float, float]
    target: tuple[float, float, float]
    roll: float

    def camera(self, lens: Lens, size: tuple[int, int]) -> Camera:
        """The camera with a canvas of this size (width, height)."""
        focal = math.hypot(*size) / 2 / math.tan(lens.half_angle)
        return look_at(np.array(self.at), np.array(self.target), self.roll, focal, size)


def best_view(layout: Layout, lens: Lens, subjects: Sequence[Subject], rng: Rng) -> View:
    """The best of many places on the walls."""
    plan = floor_plan(layout)
    views = [_any_view(layout, subjects, rng) for _ in range(_TRIES)]
    return max(views, key=lambda view: worth(view, lens, subjects, plan, layout))


def _any_view(layout: Layout, subjects: Sequence[Subject], rng: Rng) -> View:
    w, d, h = layout.width, layout.depth, layout.height
    side = int(rng.choice([0, 0, 1, 2, 3]))
    along = float(rng.uniform(0.06, 0.94))
    x, z = ((along * w, 0.16), (along * w, d - 0.16), (0.16, along * d), (w - 0.16, along * d))[
        side
    ]
    y = float(rng.uniform(1.95, h - 0.18))
    middle = np.array([[item.x, item.z] for item in subjects] or [[w / 2, d / 2]])
    weight = np.array([item.weight for item in subjects] or [1.0])
    at = (middle * weight[:, None]).sum(axis=0) / weight.sum()
    pull = float(rng.uniform(0.55, 1.0))
    x2 = w / 2 + (at[0] - w / 2) * pull + float(rng.normal(0, 0.25))
    z2 = d / 2 + (at[1] - d / 2) * pull + float(rng.normal(0, 0.25))
    target = (float(x2), float(rng.uniform(0.85, 1.35)), float(z2))
    return View((float(x), y, float(z)), target, float(rng.normal(0, 0.012)))


def worth(
    view: View, lens: Lens, subjects: Sequence[Subject], plan: FloorPlan, layout: Layout
) -> float:
    """How well the camera sees its subjects and the room; more is better."""
    eye = np.array(view.at)
    if plan.inside(eye):
        return -10.0
    camera = view.camera(lens, (640, 360))
    found = 1.5 * _open_share(camera, plan, layout)
    for item in subjects:
        before = [other for other in subjects if other is not item and other.yaw is not None]
        hidden = plan.hidden(eye, item.at) or any(_stands_before(eye, item, at) for at in before)
        found += item.weight * (-1.0 if hidden else _subject_worth(item, camera, lens, plan))
        if item.yaw is not None and math.hypot(item.x - eye[0], item.z - eye[2]) < _TOO_NEAR_M:
            found -= 2.0
    return found


def _stands_before(eye: F64, item: Subject, other: Subject) -> bool:
    """Whether somebody else hides it."""
    way = item.at - eye
    share = float(
        ((other.x - eye[0]) * way[0] + (other.z - eye[2]) * way[2])
        / max(way[0] ** 2 + way[2] ** 2, 1e-6)
    )
    if not 0 < share < 0.97:
        return False
    x, y, z = eye + way * share
    return y < 1.8 and math.hypot(x - other.x, z - other.z) < 0.34


def _subject_worth(item: Subject, camera: Camera, lens: Lens, plan: FloorPlan) -> float:
    out = _out(camera.seen(item.at[None])[0], lens)
    if out is None:
        return -1.0
    x, y = (part * _PICTURE_PX for part in out)
    if abs(x) > 320 * 0.86 or abs(y) > 180 * 0.8:
        return -0.6
    away = float(np.linalg.norm(item.at - camera.at))
    size = _HEAD_M * _scale(lens) / away
    fit = 1 - min(abs(math.log(max(size, 4.0) / (76.0 if item.near else 42.0))), 1.5) / 1.5
    if item.yaw is None:
        return fit
    to_camera = (camera.at - item.at) / away
    facing = float(np.array([math.sin(item.yaw), 0.0, math.cos(item.yaw)]) @ to_camera)
    hidden = 0.35 if plan.hidden(camera.at, np.array([item.x, 1.05, item.z])) else 0.0
    facing = -facing if item.turns else facing
    if item.near:
        steep = max(float(to_camera[1]) - 0.32, 0.0)
        return fit + 1.6 * min(facing, 0.8) - hidden - 3 * steep
    return fit + 0.5 * facing - hidden


def _out(seen: F64, lens: Lens) -> tuple[float, float] | None:
    """Where a point in camera coordinates (3,) is in the picture, in half diagonals."""
    if seen[2] < 0.2:
        return None
    flat = seen[:2] / seen[2] / math.tan(lens.half_angle)
    far = max(float(np.hypot(*flat)), 1e-6)
    angle = max(lens.half_angle * lens.bend, 0.02)
    push = math.atan(far * math.tan(angle)) / (far * angle)
    return float(flat[0] * push), float(flat[1] * push)


def _scale(lens: Lens) -> float:
    """Pixels per radian in the middle of the picture."""
    angle = max(lens.half_angle * lens.bend, 0.02)
    return _PICTURE_PX * math.tan(angle) / angle / math.tan(lens.half_angle)


def _open_share(camera: Camera, plan: FloorPlan, layout: Layout) -> float:
    """Share of the room's floor and far corners that can be seen."""
    spots = [
        np.array([layout.width * a, 0.9, layout.depth * b])
        for a in (0.15, 0.5, 0.85)
        for b in (0.3, 0.6, 0.9)
    ]
    seen = [
        spot
        for spot in spots
        if camera.seen(spot[None])[0, 2] > 0.3 and not plan.hidden(camera.at, spot)
    ]
    return len(seen) / len(spots)
