"""The picture with its depth: flat faces go in directly, rounded things as layers.

Depth is kept as 1/z, which on a flat face is a linear function of the pixel.
"""

import math

import cv2
import numpy as np
import numpy.typing as npt

from inference.detections import F32, U8
from inference.scenes.camera import F64, Camera, cross, cut_near
from inference.scenes.solids import Layer

U16 = npt.NDArray[np.uint16]
_NO_PLACE = (0, 0, 0, 0)
_EDGE = np.float32(1.0015)  # two faces that meet: the first keeps the pixels of their edge


class Canvas:
    """Colour, depth and owner of every pixel, seen by one camera."""

    def __init__(self, camera: Camera) -> None:
        """An empty picture of the size of `camera`."""
        self.camera = camera
        shape = (camera.height, camera.width)
        self.rgb: U8 = np.zeros((*shape, 3), np.uint8)
        self.near: F32 = np.zeros(shape, np.float32)
        self.owner: U16 = np.zeros(shape, np.uint16)
        self._outline: U8 | None = None

    def begin_outline(self) -> None:
        """From here on, remember every pixel that faces would have with nothing before them."""
        self._outline = np.zeros((self.camera.height, self.camera.width), np.uint8)

    def end_outline(self) -> int:
        """How many pixels the faces since `begin_outline` cover together."""
        outline, self._outline = self._outline, None
        return 0 if outline is None else cv2.countNonZero(outline)

    def face(
        self,
        corner: F64,
        along: F64,
        up: F64,
        texture: U8,
        repeat: tuple[float, float] = (1.0, 1.0),
        owner: int = 0,
    ) -> None:
        """Draw a parallelogram of a corner (3,) and two edges (3,), texture top at the far end."""
        outline = np.array([corner, corner + along, corner + along + up, corner + up])
        self.polygon(outline, (corner + up, along, -up), texture, repeat, owner)

    def polygon(
        self,
        outline: F64,
        frame: tuple[F64, F64, F64],
        texture: U8,
        repeat: tuple[float, float] = (1.0, 1.0),
        owner: int = 0,
        hole: F64 | None = None,
    ) -> None:
        """Draw a convex outline (n, 3), less a `hole`, with a texture from origin and two edges."""
        corners = cut_near(self.camera.seen(outline))
        if len(corners) < 3:
            return
        points = np.clip(self.camera.pixels(corners), -30000, 30000)
        x0, y0, x1, y1 = place = self._place(points)
        if place == _NO_PLACE:
            return
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillConvexPoly(mask, np.round((points - (x0, y0)) * 16).astype(np.int32), 1, shift=4)
        if hole is not None:
            inner = self.camera.pixels(self.camera.seen(hole)) - (x0, y0)
            cv2.fillConvexPoly(mask, np.round(inner * 16).astype(np.int32), 0, shift=4)
        origin, along, up = frame
        axes = np.stack([along @ self.camera.view.T, up @ self.camera.view.T])
        start = self.camera.seen(origin[None])[0]
        near = self._plane(start, cross(axes[0], axes[1]), place)
        if self._outline is not None:
            self._outline[y0:y1, x0:x1] |= mask
        mask &= near > self.near[y0:y1, x0:x1] * _EDGE
        left, top, wide, high = cv2.boundingRect(mask)
        if wide == 0:
            return
        cut = np.s_[top : top + high, left : left + wide]
        here = np.s_[y0 + top : y0 + top + high, x0 + left : x0 + left + wide]
        rows, columns = math.ceil(repeat[1]), math.ceil(repeat[0])
        cloth = texture if rows == columns == 1 else np.tile(texture, (rows, columns, 1))
        height, width = texture.shape[:2]
        move = np.array([[1, 0, -x0 - left], [0, 1, -y0 - top], [0, 0, 1.0]])
        scale = np.diag([1 / (repeat[0] * width), 1 / (repeat[1] * height), 1.0])
        matrix = move @ self.camera.matrix() @ np.stack([*axes, start], axis=1) @ scale
        edge = texture[height // 2, 0].tolist()
        drawn = cv2.warpPerspective(
            cloth, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=edge
        )
        shown = mask[cut]
        cv2.copyTo(drawn, shown, self.rgb[here])
        np.copyto(self.near[here], near[cut], where=shown.view(bool))
        np.copyto(self.owner[here], np.uint16(owner), where=shown.view(bool))

    def stain(self, corner: F64, along: F64, up: F64, rgba: U8, owner: int = 0) -> int:
        """Lay a see-through texture (h, w, 4) on a face that is drawn already.

        Returns its pixels with an alpha of at least a third, as though nothing stood before it.
        """
        outline = np.array([corner, corner + along, corner + along + up, corner + up])
        corners = cut_near(self.camera.seen(outline))
        if len(corners) < 4:
            return 0
        x0, y0, x1, y1 = place = self._place(self.camera.pixels(corners))
        if place == _NO_PLACE:
            return 0
        axes = np.stack([along @ self.camera.view.T, up @ self.camera.view.T])
        start = self.camera.seen(corner[None])[0]
        near = self._plane(start, cross(axes[0], axes[1]), place)
        height, width = rgba.shape[:2]
        move = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]])
        matrix = move @ self.camera.matrix() @ np.stack([*axes, start], axis=1)
        matrix = matrix @ np.diag([1 / width, 1 / height, 1.0])
        drawn = cv2.warpPerspective(rgba, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        shown = (near > 0) & (near * 1.02 > self.near[y0:y1, x0:x1])
        alpha = drawn[:, :, 3:].astype(np.float32) * (shown[:, :, None] / np.float32(255))
        under = self.rgb[y0:y1, x0:x1]
        under[:] = (under + (drawn[:, :, :3] - under.astype(np.float32)) * alpha).astype(np.uint8)
        if owner:
            solid = alpha[:, :, 0] > 1 / 3
            np.copyto(self.owner[y0:y1, x0:x1], np.uint16(owner), where=solid)
        return int((drawn[:, :, 3] > 85).sum())

    def darken(self, corner: F64, along: F64, up: F64, gain: U8) -> None:
        """Multiply a face that is drawn already by a grey texture, 255 = unchanged."""
        outline = np.array([corner, corner + along, corner + along + up, corner + up])
        corners = cut_near(self.camera.seen(outline))
        if len(corners) < 4:
            return
        x0, y0, x1, y1 = place = self._place(self.camera.pixels(corners))
        if place == _NO_PLACE:
            return
        axes = np.stack([along @ self.camera.view.T, up @ self.camera.view.T])
        start = self.camera.seen(corner[None])[0]
        height, width = gain.shape
        move = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]])
        matrix = move @ self.camera.matrix() @ np.stack([*axes, start], axis=1)
        matrix = matrix @ np.diag([1 / width, 1 / height, 1.0])
        level = cv2.warpPerspective(gain, matrix, (x1 - x0, y1 - y0), borderValue=255)
        near = self._plane(start, cross(axes[0], axes[1]), place)
        level[near * 1.02 < self.near[y0:y1, x0:x1]] = 255
        under = self.rgb[y0:y1, x0:x1]
        under[:] = cv2.multiply(under, cv2.merge([level, level, level]), scale=1 / 255)

    def lay(self, layer: Layer, owner: int) -> None:
        """Put a layer in at its depth; its pieces become owners `owner` + piece."""
        x0, y0 = max(layer.left, 0), max(layer.top, 0)
        x1 = min(layer.left + layer.width, self.camera.width)
        y1 = min(layer.top + layer.height, self.camera.height)
        if x0 >= x1 or y0 >= y1:
            return
        cut = np.s_[y0 - layer.top : y1 - layer.top, x0 - layer.left : x1 - layer.left]
        here = np.s_[y0:y1, x0:x1]
        near, piece = layer.near2d[cut], layer.piece2d[cut]
        shown = (piece > 0) & (near > self.near[here])
        rgb = np.clip(layer.rgb2d[cut], 0, 255).astype(np.uint8)
        cv2.copyTo(rgb, shown.astype(np.uint8), self.rgb[here])
        np.copyto(self.near[here], near, where=shown)
        np.copyto(self.owner[here], (piece + np.uint16(owner)).astype(np.uint16), where=shown)

    def _plane(self, point: F64, normal: F64, place: tuple[int, int, int, int]) -> F32:
        """1/z of the plane through `point` on the pixels of `place`."""
        distance = float(normal @ point)
        distance = distance if abs(distance) > 1e-9 else 1e-9
        a, b = normal[:2] / (self.camera.focal * distance)
        c = normal[2] / distance - a * self.camera.width / 2 - b * self.camera.height / 2
        x0, y0, x1, y1 = place
        across = np.arange(x0, x1, dtype=np.float32) * np.float32(a) + np.float32(c)
        downwards = np.arange(y0, y1, dtype=np.float32) * np.float32(b)
        return np.asarray(across[None, :] + downwards[:, None], np.float32)

    def _place(self, points: F64) -> tuple[int, int, int, int]:
        left, top = points.min(axis=0)
        right, low = points.max(axis=0)
        x0, y0 = max(math.floor(left), 0), max(math.floor(top), 0)
        x1 = min(math.ceil(right) + 1, self.camera.width)
        y1 = min(math.ceil(low) + 1, self.camera.height)
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else _NO_PLACE
