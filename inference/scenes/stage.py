"""The room of a clip, drawn once with its depth, and the pictures a fixed camera takes of it.

What moves is laid in at its depth; only the parts of the picture it touches are taken anew.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from inference.detections import F32, U8
from inference.scenes import hazards
from inference.scenes.camera import F64, NEAR_M, Camera
from inference.scenes.canvas import Canvas
from inference.scenes.decor import decorate
from inference.scenes.furniture import Top, draw_piece, draw_shell, materials
from inference.scenes.lens import bend_maps, brighten, grey, light_pools, nooks, shaded_corners
from inference.scenes.script import Script
from inference.scenes.solids import Layer

WIDTH_PX, HEIGHT_PX = 640, 360
CANVAS = (960, 540)
_GRID = 8  # pixels between the places where the lens is looked up
_SPARE = 40  # canvas pixels: more than the lens has between two of these places
_POOLS = 0.05
Rng = np.random.Generator
Part = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Sprite:
    """Something drawn once to be laid into many pictures.

    Attributes:
        left, top: Its corner on the canvas, pixels.
        rgb: Shape (h, w, 3), lit.
        near: Shape (h, w), 1/z, 0 where there is nothing.
    """

    left: int
    top: int
    rgb: U8
    near: F32


class Stage:
    """The room of a script, seen by its camera."""

    def __init__(self, script: Script, rng: Rng) -> None:
        """Draw all that never moves."""
        self.lens = script.lens
        self.camera: Camera = script.view.camera(script.lens, CANVAS)
        room = Canvas(self.camera)
        self.tops: dict[int, Top] = _furnish(room, script, rng)
        self._pools = light_pools(room.near.shape, rng, _POOLS)
        brighten(room.rgb, room.near, nooks(room.near), self._pools, script.lens.infrared)
        self._room = room
        self._now = Canvas(self.camera)
        self._now.rgb, self._now.near = room.rgb.copy(), room.near.copy()
        self._maps = bend_maps(script.lens, (WIDTH_PX, HEIGHT_PX), CANVAS)
        self._exact = cv2.convertMaps(*self._maps, cv2.CV_16SC2)
        self._tone = _tone(script.lens.infrared, rng)
        self._corners = shaded_corners(WIDTH_PX, HEIGHT_PX, 1)
        self._touched: list[Part] = []
        self._empty = self._taken(np.s_[0:HEIGHT_PX, 0:WIDTH_PX])

    def sprite(self, layer: Layer) -> Sprite:
        """A layer, cut to what it shows, in the light of the room."""
        there = (layer.piece2d > 0).astype(np.uint8)
        left, top, wide, high = cv2.boundingRect(there)
        x, y = layer.left + left, layer.top + top
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + wide, CANVAS[0]), min(y + high, CANVAS[1])
        if x0 >= x1 or y0 >= y1:
            return Sprite(0, 0, np.zeros((0, 0, 3), np.uint8), np.zeros((0, 0), np.float32))
        cut = np.s_[y0 - layer.top : y1 - layer.top, x0 - layer.left : x1 - layer.left]
        near = layer.near2d[cut] * there[cut]
        rgb = np.clip(layer.rgb2d[cut], 0, 255).astype(np.uint8)
        self._light(rgb, near, np.s_[y0:y1, x0:x1])
        return Sprite(x0, y0, rgb, near)

    def begin(self) -> None:
        """Clear away what moved in the last picture."""
        for part in self._touched:
            self._now.rgb[part] = self._room.rgb[part]
            self._now.near[part] = self._room.near[part]
        self._touched = []

    def shade(self, place: tuple[float, float], radius: float) -> None:
        """The dark on the floor under somebody."""
        x, z = place
        spots = [[x + a * radius, 0.0, z + b * radius] for a in (-1, 1) for b in (-1, 1)]
        if self._touch(np.array(spots)):
            hazards.shadow(self._now, x, z, radius)

    def burn(self, at: F64, size: tuple[float, float], drawn: U8) -> None:
        """A flame; `at` (3,) is its base, `size` its width and height in metres."""
        wide, high = size
        spots = at + np.array([[a * wide, b * high, 0] for a in (-1, 1) for b in (0, 1.1)])
        if self._touch(spots):
            hazards.lay_flame(self._now, at, size, drawn, 0)

    def lay(self, sprite: Sprite) -> None:
        """Put a sprite in at its depth."""
        high, wide = sprite.near.shape
        if not high or not wide:
            return
        part = np.s_[sprite.top : sprite.top + high, sprite.left : sprite.left + wide]
        self._touched.append(part)
        shown = sprite.near > self._now.near[part]
        cv2.copyTo(sprite.rgb, shown.view(np.uint8), self._now.rgb[part])
        np.copyto(self._now.near[part], sprite.near, where=shown)

    def picture(self) -> U8:
        """What the camera sees now, shape (360, 640, 3), before steam and noise."""
        picture = self._empty.copy()
        for part in _together(self._touched):
            place = self._seen(part)
            if place is not None:
                picture[place] = self._taken(place)
        return picture

    def in_picture(self, point: F64) -> tuple[float, float, float] | None:
        """Where a point (3,) of the room is in the picture, with pixels per metre there."""
        seen = self.camera.seen(point[None])
        if seen[0, 2] < 0.4:
            return None
        x, y = self.camera.pixels(seen)[0]
        far = np.hypot(self._maps[0][::_GRID, ::_GRID] - x, self._maps[1][::_GRID, ::_GRID] - y)
        row, column = np.unravel_index(int(far.argmin()), far.shape)
        if far[row, column] > 3 * _GRID:
            return None
        scale = self.camera.focal / float(seen[0, 2]) * WIDTH_PX / CANVAS[0]
        return float(column * _GRID), float(row * _GRID), scale

    def hidden(self, point: F64) -> bool:
        """Whether something of the room stands before a point (3,)."""
        seen = self.camera.seen(point[None])
        if seen[0, 2] < NEAR_M:
            return True
        x, y = (int(part) for part in self.camera.pixels(seen)[0])
        if not (0 <= x < CANVAS[0] and 0 <= y < CANVAS[1]):
            return True
        return bool(self._room.near[y, x] > 1.08 / seen[0, 2])

    def _touch(self, spots: F64) -> bool:
        """Mark the part of the canvas round some points (n, 3); False when it is not seen."""
        seen = self.camera.seen(spots)
        if seen[:, 2].min() < NEAR_M * 2:
            return False
        pixels = np.clip(self.camera.pixels(seen), -4, np.array(CANVAS) + 4)
        (x0, y0), (x1, y1) = np.floor(pixels.min(axis=0)) - 2, np.ceil(pixels.max(axis=0)) + 2
        part = np.s_[max(int(y0), 0) : max(int(y1), 0), max(int(x0), 0) : max(int(x1), 0)]
        self._touched.append(part)
        return True

    def _seen(self, part: Part) -> Part | None:
        """The part of the picture that shows a part of the canvas."""
        rows, columns = part
        x, y = (axis[::_GRID, ::_GRID] for axis in self._maps)
        inside = (x > columns.start - _SPARE) & (x < columns.stop + _SPARE)
        inside &= (y > rows.start - _SPARE) & (y < rows.stop + _SPARE)
        left, top, wide, high = cv2.boundingRect(inside.view(np.uint8))
        if not wide:
            return None
        return np.s_[
            max(top * _GRID - _GRID, 0) : (top + high) * _GRID,
            max(left * _GRID - _GRID, 0) : (left + wide) * _GRID,
        ]

    def _taken(self, place: Part) -> U8:
        """A part of the picture through lens, sensor and tone."""
        coarse, fine = self._exact
        drawn = cv2.remap(self._now.rgb, coarse[place], fine[place], cv2.INTER_LINEAR)
        if self.lens.infrared:
            drawn = grey(np.asarray(drawn, np.uint8))
        toned = cv2.LUT(drawn, self._tone)
        return np.asarray(cv2.multiply(toned, self._corners[place], scale=1 / 200), np.uint8)

    def _light(self, rgb: U8, near: F32, part: Part) -> None:
        """The light of the room where a sprite stands."""
        rows, columns = part
        quarter = np.s_[
            rows.start // 4 : -(-rows.stop // 4), columns.start // 4 : -(-columns.stop // 4)
        ]
        pools = cv2.resize(self._pools[quarter], (near.shape[1], near.shape[0]))
        level = np.asarray(pools, np.float32)
        if self.lens.infrared:
            level = level * np.clip((near * 2.8) ** 0.7, 0.4, 1.6)
        gain = np.clip(level * 128, 0, 255).astype(np.uint8)
        cv2.multiply(rgb, cv2.merge([gain, gain, gain]), dst=rgb, scale=1 / 128)


def _furnish(room: Canvas, script: Script, rng: Rng) -> dict[int, Top]:
    """The room without people; returns the first surface of each piece that has one."""
    look = materials(rng)
    draw_shell(room, script.layout, look)
    if script.spill is not None:
        hazards.draw_spill(room, *script.spill, 0, rng)
    hazards.shade_pieces(room, script.layout)
    decorate(room, script.layout, rng)
    tops = {}
    for i, piece in enumerate(script.layout.pieces):
        drawn = draw_piece(room, piece, look, rng)
        if drawn:
            tops[i] = drawn[0]
    for item in script.bins:
        hazards.shadow(room, *item.place, 0.4)
        turn = float(rng.uniform(0, 6.28))
        hazards.draw_bin(room, *item.place, turn, is_open=item.is_open, owner=0, rng=rng)
    return tops


def _together(parts: list[Part]) -> list[Part]:
    """Parts that overlap as one each."""
    apart: list[Part] = []
    for part in parts:
        whole = part
        for other in [item for item in apart if _overlap(item, part)]:
            apart.remove(other)
            whole = _round_both(whole, other)
        apart.append(whole)
    return apart


def _overlap(one: Part, other: Part) -> bool:
    return all(a.start < b.stop and b.start < a.stop for a, b in zip(one, other, strict=True))


def _round_both(one: Part, other: Part) -> Part:
    rows, columns = (
        slice(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(one, other, strict=True)
    )
    return rows, columns


def _tone(infrared: bool, rng: Rng) -> npt.NDArray[np.uint8]:
    """Exposure, contrast and colour of the light as a table of 256 levels."""
    warmth = 0.0 if infrared else float(rng.uniform(-0.02, 0.05))
    level = float(rng.uniform(0.97, 1.05)) * (0.85 if infrared else 1.0)
    values = np.arange(256) / 255
    curve = values + 0.1 * np.sin(2 * np.pi * (values - 0.5)) / (2 * np.pi) * 2
    table = [
        np.clip(curve * level * gain * 245 + 6, 0, 255) for gain in (1 + warmth, 1.0, 1 - warmth)
    ]
    return np.stack(table, axis=1)[None].astype(np.uint8)
