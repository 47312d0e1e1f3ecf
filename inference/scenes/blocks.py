"""Boxes and drums on the canvas: what furniture and goods are made of."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from inference.detections import U8
from inference.scenes.camera import F64, cross
from inference.scenes.canvas import Canvas
from inference.scenes.textures import Rgb, gain

UP = np.array([0.0, 1.0, 0.0])
_FRONTS = {"south": np.pi, "north": 0.0, "east": np.pi / 2, "west": -np.pi / 2}
_ROUND = np.linspace(0, 2 * np.pi, 14, endpoint=False)
_RING = np.stack([np.cos(_ROUND), np.zeros(14), np.sin(_ROUND)], axis=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in the room with a front: `base` (3,) on the floor, `front` and `right` (3,)."""

    base: F64
    front: F64
    right: F64

    def at(self, along: float, up: float, out: float) -> F64:
        """The world point `along` to the right, `up`, and `out` to the front, metres."""
        return np.asarray(self.base + self.right * along + UP * up + self.front * out)


def frame(x: float, z: float, turn: str | float, y: float = 0.0) -> Frame:
    """A place whose front looks towards a side of the room, or at an angle in radians."""
    angle = _FRONTS[turn] if isinstance(turn, str) else turn
    front = np.array([np.sin(angle), 0.0, np.cos(angle)])
    return Frame(np.array([x, y, z]), front, np.asarray(cross(front, UP)))


@dataclass(frozen=True, slots=True)
class Skin:
    """Textures of a block; what is None is not drawn."""

    front: U8 | None
    side: U8 | None
    top: U8 | None


def block(
    canvas: Canvas,
    place: Frame,
    low: tuple[float, float, float],
    size: tuple[float, float, float],
    skin: Skin,
    owner: int = 0,
) -> None:
    """A box from (along, up, out) `low` with its `size`."""
    along, up, out = low
    length, height, depth = size
    right, front = place.right * length, place.front * depth
    rise = UP * height
    corner = place.at(along, up, out)
    sides = (
        (corner + front, right, rise, place.front, skin.front, 1.0),
        (corner + right, -right, rise, -place.front, skin.side, 0.8),
        (corner, front, rise, -place.right, skin.side, 0.86),
        (corner + front + right, -front, rise, place.right, skin.side, 0.74),
        (corner + rise, right, front, UP, skin.top, 1.12),
        (corner, right, front, -UP, skin.side, 0.45),
    )
    for at, edge, lift, normal, texture, level in sides:
        if texture is not None and normal @ (at - canvas.camera.at) < 0:
            canvas.face(at, edge, lift, gain(texture, level), owner=owner)


def drum(
    canvas: Canvas,
    base: F64,
    radii: tuple[float, float],
    height: float,
    side: U8,
    top: Rgb | None,
    owner: int = 0,
) -> None:
    """An upright round thing with radius low and at the rim."""
    low, high = base + _RING * radii[0], base + UP * height + _RING * radii[1]
    to_camera = canvas.camera.at - base
    level = np.array([to_camera[0], 0.0, to_camera[2]])
    level /= max(float(np.linalg.norm(level)), 1e-6)
    across = cross(level, UP)
    wide = max(radii)
    hull = _hull(canvas, np.concatenate([low, high]))
    start = base + level * wide * 0.7 - across * wide + UP * height
    shown = (start, across * 2 * wide, -UP * height)
    if top is None or to_camera[1] <= height or len(hull) == 0:
        canvas.polygon(hull, shown, side, owner=owner)
        return
    lid, rim = base + UP * height, radii[1]
    corner = lid - across * rim - level * rim
    canvas.polygon(high, (corner, across * 2 * rim, level * 2 * rim), _disc(top), owner=owner)
    canvas.polygon(hull, shown, side, owner=owner, hole=high)


def _hull(canvas: Canvas, points: F64) -> F64:
    """The outline of a cloud of world points, as seen by the camera."""
    seen = canvas.camera.seen(points)
    if seen[:, 2].min() < 0.1:
        return points[:0].reshape(-1, 3)
    pixels = canvas.camera.pixels(seen).astype(np.float32)
    return np.asarray(points[cv2.convexHull(pixels, returnPoints=False)[:, 0]])


@cache
def round_side(colour: tuple[int, int, int], shine: float = 0.35) -> U8:
    """The side of something round: darker towards its edges, a highlight left of the middle."""
    u = np.linspace(-1, 1, 64)
    body = 0.5 + 0.55 * np.sqrt(np.clip(1 - u * u, 0, 1)) - 0.12 * u
    light = shine * np.exp(-(((u + 0.35) / 0.16) ** 2))
    row = body[:, None] * np.array(colour) + light[:, None] * 220
    fade = np.linspace(1.05, 0.88, 24)[:, None, None]
    return np.asarray(np.clip(row[None] * fade, 0, 255), np.uint8)


def _disc(colour: Rgb) -> U8:
    return _disc_of((int(colour[0]), int(colour[1]), int(colour[2])))


@cache
def _disc_of(colour: tuple[int, int, int]) -> U8:
    """A round top with a rim of steel and something in it."""
    y, x = np.mgrid[-1:1:48j, -1:1:48j]
    far = np.hypot(x, y)
    inner = np.array(colour) * (0.82 + 0.25 * (x[:, :, None] + y[:, :, None]) / 2)
    rim = np.array(colour) * 0.6 + 84
    return np.clip(np.where((far > 0.86)[:, :, None], rim, inner), 0, 255).astype(np.uint8)
