"""Rounded things: quadrics, tapered limbs and slabs, hit pixel by pixel with depth and normal.

Every part is seen in weak perspective along the ray to its own middle.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.detections import F32
from inference.scenes.camera import F64, NEAR_M, Camera, facing


@dataclass(frozen=True, slots=True)
class Surface:
    """The pixels of one part that are about to be painted.

    Attributes:
        at: Shape (3, n), metres from the middle of the part along its own axes.
        normal: Shape (3, n), in camera coordinates; z < 0 looks at the camera.
    """

    at: F32
    normal: F32


Paint = Callable[[Surface], F32]
Keep = Callable[[F32], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Light:
    """How parts are lit.

    Attributes:
        towards: Shape (3,), direction of the lamp in camera coordinates.
        ambient, direct, fill: Shares of light from everywhere, from the lamp, from the camera.
    """

    towards: F64
    ambient: float
    direct: float
    fill: float

    def shade(self, normal: F32) -> F32:
        """Gain (n,) of pixels with this normal (3, n)."""
        lamp = np.maximum(self.towards.astype(np.float32) @ normal, 0)
        return np.asarray(
            self.ambient + self.direct * lamp + self.fill * np.maximum(-normal[2], 0), np.float32
        )


class Layer:
    """A part of the canvas with colour, depth and piece of one figure; may reach beyond it."""

    def __init__(self, camera: Camera, light: Light, low: F64, high: F64) -> None:
        """Room for what lies between two world corners (3,), up to a third of a canvas outside."""
        corners = np.array([[(low, high)[i >> a & 1][a] for a in range(3)] for i in range(8)])
        seen = camera.seen(corners)
        seen[:, 2] = np.maximum(seen[:, 2], NEAR_M)
        points = camera.pixels(seen)
        spare = np.array([camera.width, camera.height]) // 3
        left, top = np.clip(np.floor(points.min(0)), -spare, spare * 4)
        right, bottom = np.clip(np.ceil(points.max(0)), -spare, spare * 4)
        self.camera, self.light = camera, light
        self.left, self.top = int(left), int(top)
        self.width, self.height = max(int(right - left), 1), max(int(bottom - top), 1)
        area = self.width * self.height
        self.rgb: F32 = np.zeros((area, 3), np.float32)
        self.near: F32 = np.zeros(area, np.float32)
        self.piece: npt.NDArray[np.uint16] = np.zeros(area, np.uint16)

    @property
    def near2d(self) -> F32:
        """1/z, shape (height, width)."""
        return self.near.reshape(self.height, self.width)

    @property
    def piece2d(self) -> npt.NDArray[np.uint16]:
        """Piece of the figure, 0 for none, shape (height, width)."""
        return self.piece.reshape(self.height, self.width)

    @property
    def rgb2d(self) -> F32:
        """Colour, shape (height, width, 3)."""
        return self.rgb.reshape(self.height, self.width, 3)

    def quadric(
        self,
        middle: F64,
        axes: F64,
        radii: tuple[float, float, float],
        paint: Paint,
        piece: int,
        keep: Keep | None = None,
        taper: float | None = None,
    ) -> None:
        """An ellipsoid, or with `taper` a cone: x² + z² = (1 - taper · y)² for |y| ≤ 1.

        `axes` (3, 3) has the part's own directions as columns, in the world.
        """
        seen = self.camera.seen(middle[None])[0]
        if seen[2] < NEAR_M * 2:
            return
        turned = facing(seen) @ self.camera.view @ axes
        spans = turned[:2] * np.array(radii)
        if taper is None:
            half = np.sqrt((spans**2).sum(axis=1))
        else:
            half = np.abs(spans[:, 1]) + np.hypot(spans[:, 0], spans[:, 2]) * (1 + abs(taper))
        where = self._pixels(seen, half)
        if where is None:
            return
        index, x, y = where
        inverse = (turned / np.array(radii)).T.astype(np.float32)
        along, bend, push = (1.0, 0.0, -1.0) if taper is None else (-(taper**2), 2 * taper, -1.0)
        weight = np.array([1.0, along, 1.0], np.float32)
        u = inverse[:, 0:1] * x + inverse[:, 1:2] * y
        w = inverse[:, 2]
        a = float(weight @ (w * w))
        b = (weight * w) @ u + bend * w[1] / 2
        c = weight @ (u * u) + bend * u[1] + push
        if abs(a) < 1e-6:
            return
        root = b * b - a * c
        hit = root > 0
        index, b, u, root = index[hit], b[hit], u[:, hit], root[hit]
        z = (-b - np.sqrt(root)) / a if a > 0 else (-b + np.sqrt(root)) / a
        q = u + w[:, None] * z
        slope = weight[:, None] * q
        slope[1] += bend / 2
        normal = inverse.T @ slope
        normal /= np.sqrt((normal * normal).sum(axis=0)) + 1e-9
        at = q * np.array(radii, np.float32)[:, None]
        good = normal[2] < 0
        if taper is not None:
            good &= np.abs(q[1]) <= 1
        if keep is not None:
            good &= keep(at)
        self._put(index, float(seen[2]) + z, at, normal, good, paint, piece)

    def limb(
        self, start: F64, end: F64, radii: tuple[float, float], paint: Paint, piece: int
    ) -> None:
        """A tapered rod with round ends; `at` is (across, along from the start, towards us)."""
        seen = self.camera.seen(np.stack([start, end]))
        middle = seen.mean(axis=0)
        if seen[:, 2].min() < NEAR_M * 2:
            return
        turn = facing(middle)
        ends = (seen - middle) @ turn.T
        half = np.abs(ends[:, :2]).max(axis=0) + max(radii)
        where = self._pixels(middle, half)
        if where is None:
            return
        index, x, y = where
        (ax, ay, az), (bx, by, bz) = ends
        dx, dy = bx - ax, by - ay
        share = ((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-9)
        share = np.clip(share, 0, 1).astype(np.float32)
        radius = radii[0] + (radii[1] - radii[0]) * share
        nx, ny = (x - ax - dx * share) / radius, (y - ay - dy * share) / radius
        far = nx * nx + ny * ny
        hit = far < 1
        index, nx, ny, far, share, radius = (
            part[hit] for part in (index, nx, ny, far, share, radius)
        )
        nz = -np.sqrt(1 - far)
        normal = np.stack([nx, ny, nz]).astype(np.float32)
        z = float(middle[2]) + az + (bz - az) * share + nz * radius
        length = math.dist(ends[0], ends[1])
        side = (nx * -dy + ny * dx) / max(math.hypot(dx, dy), 1e-9)
        at = np.stack([side * radius, share * length, -nz * radius]).astype(np.float32)
        self._put(index, z, at, normal, np.ones(len(index), bool), paint, piece)

    def slab(
        self, middle: F64, axes: F64, half: tuple[float, float, float], paint: Paint, piece: int
    ) -> None:
        """A box with half sizes `half` along its own `axes`."""
        seen = self.camera.seen(middle[None])[0]
        if seen[2] < NEAR_M * 2:
            return
        turned = facing(seen) @ self.camera.view @ axes
        where = self._pixels(seen, (np.abs(turned) * half).sum(axis=1)[:2])
        if where is None:
            return
        index, x, y = where
        inverse = (turned / np.array(half)).T.astype(np.float32)
        u = inverse[:, 0:1] * x + inverse[:, 1:2] * y
        w = inverse[:, 2:3] + np.float32(1e-6)
        first, second = (-1 - u) / w, (1 - u) / w
        enter = np.minimum(first, second)
        z = enter.max(axis=0)
        hit = z < np.maximum(first, second).min(axis=0)
        index, z, enter, u = index[hit], z[hit], enter[:, hit], u[:, hit]
        q = u + w * z
        side = enter.argmax(axis=0)
        normal = (turned[:, side] * -np.sign(turned[2, side])).astype(np.float32)
        at = q * np.array(half, np.float32)[:, None]
        self._put(index, float(seen[2]) + z, at, normal, np.ones(len(index), bool), paint, piece)

    def _pixels(self, seen: F64, half: F64) -> tuple[npt.NDArray[np.int64], F32, F32] | None:
        """Flat indices of the pixels within `half` metres, with their offsets in metres."""
        scale = self.camera.focal / float(seen[2])
        x, y = self.camera.pixels(seen[None])[0] - (self.left, self.top)
        x0, x1 = max(math.floor(x - half[0] * scale), 0), math.ceil(x + half[0] * scale) + 1
        y0, y1 = max(math.floor(y - half[1] * scale), 0), math.ceil(y + half[1] * scale) + 1
        x1, y1 = min(x1, self.width), min(y1, self.height)
        if x0 >= x1 or y0 >= y1:
            return None
        across = ((np.arange(x0, x1) - x) / scale).astype(np.float32)
        downwards = ((np.arange(y0, y1) - y) / scale).astype(np.float32)
        index = (np.arange(y0, y1)[:, None] * self.width + np.arange(x0, x1)).ravel()
        return index, np.tile(across, y1 - y0), np.repeat(downwards, x1 - x0)

    def _put(
        self,
        index: npt.NDArray[np.int64],
        depth: F32,
        at: F32,
        normal: F32,
        good: npt.NDArray[np.bool_],
        paint: Paint,
        piece: int,
    ) -> None:
        near = (1 / np.maximum(depth, NEAR_M)).astype(np.float32)
        good &= near > self.near[index]
        if not good.any():
            return
        index, near = index[good], near[good]
        surface = Surface(at[:, good], normal[:, good])
        self.rgb[index] = paint(surface) * self.light.shade(surface.normal)[:, None]
        self.near[index] = near
        self.piece[index] = piece
