"""A room plan becomes a picture: walls, floor, and the pieces with what stands on them."""

from dataclasses import dataclass

import numpy as np

from inference.detections import U8
from inference.scenes import textures
from inference.scenes.blocks import UP, Frame, Skin, block, drum, frame, round_side
from inference.scenes.canvas import Canvas
from inference.scenes.goods import row
from inference.scenes.layouts import Layout, Piece

Rng = np.random.Generator
_WALLS = (
    (226, 226, 220),
    (210, 216, 218),
    (232, 224, 206),
    (190, 200, 206),
    (200, 190, 172),
    (176, 196, 184),
    (240, 240, 238),
)
_FLOORS = (
    (130, 124, 114),
    (104, 106, 108),
    (150, 96, 74),
    (176, 172, 162),
    (92, 100, 96),
    (196, 190, 178),
)


@dataclass(frozen=True, slots=True)
class Top:
    """A surface things can be put on: its middle, how far it reaches, its height in metres."""

    place: Frame
    length: float
    depth: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Materials:
    """The textures of one kitchen."""

    steel: U8
    top: U8
    dark: U8
    wall: U8
    floor: U8
    paint: U8


def materials(rng: Rng) -> Materials:
    """What this kitchen is made of."""
    level = rng.uniform(120, 196)
    wall = _WALLS[int(rng.integers(len(_WALLS)))]
    floor = _FLOORS[int(rng.integers(len(_FLOORS)))]
    across = int(rng.integers(3, 9))
    down = across if rng.random() < 0.5 else across * 2
    kind = rng.random()
    if kind < 0.6:
        ground = textures.tiles(rng, floor, int(rng.integers(2, 6)), int(rng.integers(2, 6)), 6)
    elif kind < 0.75:
        other = _FLOORS[int(rng.integers(len(_FLOORS)))]
        ground = textures.checks(floor, other, 2 * int(rng.integers(1, 4)))
    else:
        ground = textures.plain(floor, rng.uniform(5, 14))
    walls = textures.tiles(rng, wall, across, down, rng.uniform(1, 6))
    return Materials(
        steel=textures.steel(rng, level),
        top=textures.steel(rng, min(level + 24, 214)),
        dark=textures.plain((64, 62, 60), 5),
        wall=walls if rng.random() < 0.75 else textures.plain(wall, 4),
        floor=ground,
        paint=textures.plain(tuple(rng.uniform(60, 220, 3)), 5),
    )


def draw_shell(canvas: Canvas, layout: Layout, look: Materials) -> None:
    """Floor, ceiling and the walls that can be seen."""
    w, d, h = layout.width, layout.depth, layout.height
    x, z, y = np.array([w, 0, 0.0]), np.array([0, 0, d * 1.0]), UP * h
    zero = np.zeros(3)
    canvas.face(zero, x, z, look.floor, textures.repeats(w, d))
    ceiling = textures.gain(textures.plain((214, 214, 210), 3), 0.92)
    canvas.face(y, x, z, ceiling, textures.repeats(w, d))
    for corner, along, level in ((z, x, 1.0), (zero, z, 0.86), (x, z, 0.9), (zero, x, 0.8)):
        wall = textures.gain(look.wall, level)
        length = float(np.linalg.norm(along))
        canvas.face(corner, along, y, wall, textures.repeats(length, h))
        inside = (np.array([w / 2, 0, d / 2]) - corner - along / 2) * 0.01
        canvas.face(corner + inside, along, UP * 0.1, textures.gain(look.dark, 1.3))


def draw_piece(canvas: Canvas, piece: Piece, look: Materials, rng: Rng) -> list[Top]:
    """One piece with what stands on it; returns the surfaces where more can go."""
    place = frame(piece.x, piece.z, piece.turn)
    return _DRAW[piece.kind](canvas, place, piece.length, look, rng)


def _counter(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    height = rng.uniform(0.82, 0.9)
    count = max(1, round(length / 0.6))
    front = textures.doors(look.steel, count, handle="top", drawers=rng.random() < 0.2)
    _cupboard(canvas, place, length, height, look, front)
    row(canvas, place, length, height + 0.03, rng, "work", density=rng.uniform(0.3, 0.9))
    return [Top(place, length, 0.6, height + 0.03, "counter")]


def _cupboard(
    canvas: Canvas, place: Frame, length: float, height: float, look: Materials, front: U8
) -> None:
    skin = Skin(front, look.steel, None)
    block(canvas, place, (-length / 2, 0, -0.3), (length, height, 0.58), skin)
    edge = Skin(look.top, look.top, look.top)
    block(canvas, place, (-length / 2 - 0.02, height, -0.31), (length + 0.04, 0.03, 0.66), edge)


def _table(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    height = rng.uniform(0.8, 0.9)
    skin = Skin(look.steel, look.steel, look.top)
    for up in (0.18, height):
        block(canvas, place, (-length / 2, up, -0.38), (length, 0.04, 0.76), skin)
    for along in (-length / 2 + 0.02, length / 2 - 0.07):
        for out in (-0.36, 0.31):
            block(canvas, place, (along, 0, out), (0.05, height, 0.05), skin)
    row(canvas, place, length, 0.22, rng, "store", density=rng.uniform(0.1, 0.7))
    row(canvas, place, length, height + 0.04, rng, "work", density=rng.uniform(0.3, 0.9))
    return [
        Top(place, length, 0.7, height + 0.04, "counter"),
        Top(place, length, 0.6, 0.22, "shelf"),
    ]


def _stove(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    height = rng.uniform(0.76, 0.86)
    front = textures.doors(look.steel, max(1, round(length / 0.9)), handle="top")
    _cupboard(canvas, place, length, height, look, front)
    back = Skin(look.steel, look.steel, look.top)
    block(canvas, place, (-length / 2, height, -0.34), (length, 0.25, 0.06), back)
    row(canvas, place, length, height + 0.07, rng, "stove", density=rng.uniform(0.4, 1.0))
    for along in np.arange(-length / 2 + 0.2, length / 2 - 0.1, 0.3):
        base = place.at(float(along), height - 0.13, 0.31)
        drum(canvas, base, (0.03, 0.03), 0.05, round_side((50, 50, 54)), (50, 50, 54))
    return [Top(place, length, 0.5, height + 0.03, "stove")]


def _hood(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    low = rng.uniform(1.95, 2.15)
    skin = Skin(look.steel, look.steel, look.steel)
    block(canvas, place, (-length / 2, low, -0.45), (length, 0.45, 0.9), skin)
    lamp = textures.plain((255, 248, 226), 2)
    block(
        canvas,
        place,
        (-length / 2 + 0.2, low - 0.03, 0.28),
        (length - 0.4, 0.025, 0.1),
        Skin(lamp, lamp, lamp),
    )
    return []


def _fridge(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    height = rng.uniform(1.7, 2.0)
    surface = look.steel if rng.random() < 0.75 else textures.plain((226, 228, 228), 3)
    front = textures.doors(surface, max(1, round(length / 0.6)))
    block(
        canvas, place, (-length / 2, 0, -0.35), (length, height, 0.7), Skin(front, surface, surface)
    )
    return [Top(place, length, 0.6, height, "high")]


def _wall_shelf(
    canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng
) -> list[Top]:
    tops = []
    for up in (1.45, 1.85)[: int(rng.integers(1, 3))]:
        skin = Skin(look.top, look.steel, look.top)
        block(canvas, place, (-length / 2, up, -0.16), (length, 0.03, 0.32), skin)
        row(canvas, place, length, up + 0.03, rng, "dishes", density=rng.uniform(0.3, 0.95))
        tops.append(Top(place, length, 0.28, up + 0.03, "shelf"))
    return tops


def _rack(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    tops = []
    post = Skin(look.steel, look.steel, None)
    for along in (-length / 2, length / 2 - 0.04):
        for out in (-0.24, 0.2):
            block(canvas, place, (along, 0, out), (0.04, 1.85, 0.04), post)
    for up in (0.2, 0.72, 1.24, 1.76):
        skin = Skin(look.top, look.steel, look.top)
        block(canvas, place, (-length / 2, up, -0.24), (length, 0.03, 0.48), skin)
        row(canvas, place, length, up + 0.03, rng, "store", density=rng.uniform(0.2, 0.95))
        tops.append(Top(place, length, 0.44, up + 0.03, "shelf"))
    return tops


def _sink(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    height = rng.uniform(0.8, 0.88)
    front = textures.doors(look.steel, max(1, round(length / 0.7)), handle="top")
    _cupboard(canvas, place, length, height, look, front)
    basin = textures.gain(look.steel, 0.55)
    for along in np.arange(-length / 2 + 0.1, length / 2 - 0.4, 0.75):
        corner = place.at(float(along), height + 0.042, 0.26)
        canvas.face(corner, place.right * 0.6, -place.front * 0.44, basin)
        tap = place.at(float(along) + 0.3, height, -0.24)
        drum(canvas, tap, (0.02, 0.02), 0.32, round_side((204, 206, 208)), None)
        block(
            canvas,
            place,
            (float(along) + 0.28, height + 0.3, -0.24),
            (0.04, 0.03, 0.2),
            Skin(look.top, look.top, look.top),
        )
    return [Top(place, length, 0.1, height + 0.03, "counter")]


def _oven(canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng) -> list[Top]:
    front = textures.oven_front(rng, look.steel)
    height = rng.uniform(1.5, 1.9)
    block(
        canvas,
        place,
        (-length / 2, 0, -0.4),
        (length, height, 0.8),
        Skin(front, look.steel, look.top),
    )
    return [Top(place, length, 0.6, height, "high")]


def _dishwasher(
    canvas: Canvas, place: Frame, length: float, look: Materials, rng: Rng
) -> list[Top]:
    front = textures.doors(look.steel, 1, handle="top")
    skin = Skin(front, look.steel, look.top)
    block(canvas, place, (-length / 2, 0, -0.35), (length, rng.uniform(1.4, 1.6), 0.7), skin)
    return []


def _crates(canvas: Canvas, place: Frame, length: float, _look: Materials, rng: Rng) -> list[Top]:
    at = -length / 2
    while at < length / 2 - 0.4:
        colour = tuple(rng.uniform(50, 210, 3))
        for level in range(int(rng.integers(1, 4))):
            skin = Skin(textures.goods(rng, colour), textures.plain(colour), textures.plain(colour))
            block(canvas, place, (at, 0.1 + level * 0.29, -0.2), (0.5, 0.28, 0.36), skin)
        at += 0.55
    return []


def _door(canvas: Canvas, place: Frame, length: float, look: Materials, _rng: Rng) -> list[Top]:
    front = textures.doors(look.paint, 1)
    canvas.face(place.at(-length / 2, 0, 0.02), place.right * length, UP * 2.05, front)
    return []


def _window(canvas: Canvas, place: Frame, length: float, _look: Materials, rng: Rng) -> list[Top]:
    corner = place.at(-length / 2, 1.1, 0.02)
    canvas.face(corner, place.right * length, UP * 0.95, textures.window(rng))
    return []


_DRAW = {
    "counter": _counter,
    "table": _table,
    "stove": _stove,
    "hood": _hood,
    "fridge": _fridge,
    "wall_shelf": _wall_shelf,
    "rack": _rack,
    "sink": _sink,
    "oven": _oven,
    "dishwasher": _dishwasher,
    "crates": _crates,
    "door": _door,
    "window": _window,
}
