"""What should not be there: rodents, open bins, flames, spills."""

from functools import cache

import numpy as np

from inference.detections import U8
from inference.scenes.blocks import UP, Skin, block, drum, frame, round_side
from inference.scenes.camera import F64, Camera, cross
from inference.scenes.canvas import Canvas
from inference.scenes.cloth import plain_cloth
from inference.scenes.layouts import OFF_THE_FLOOR, Layout
from inference.scenes.pose import turned
from inference.scenes.solids import Layer, Light, Paint
from inference.scenes.textures import noise, plain

Rng = np.random.Generator
BODY, TAIL = 1, 2
"""Pieces of a rodent."""
_FURS = ((92, 84, 76), (68, 60, 54), (112, 92, 72), (44, 42, 42), (140, 128, 116))
_BINS = (
    (66, 68, 72),
    (52, 100, 66),
    (52, 88, 140),
    (196, 198, 200),
    (212, 120, 44),
    (170, 52, 46),
    (38, 40, 42),
    (126, 132, 128),
)


def draw_rodent(camera: Camera, light: Light, at: F64, yaw: float, rng: Rng) -> Layer:
    """A rat or a mouse on a surface at `at` (3,), nose along `yaw` radians.

    Piece BODY is what its box goes round, piece TAIL the rest: a tail is thinner than a pixel as
    soon as the rat is some metres away, and nobody could say where the box ends.
    """
    size = float(rng.uniform(0.6, 1.15)) if rng.random() < 0.75 else float(rng.uniform(0.38, 0.55))
    fur = _FURS[int(rng.integers(len(_FURS)))]
    coat = plain_cloth(fur, int(rng.integers(200)), folds=0.22)
    pink = plain_cloth((170, 128, 116), 1, folds=0.05)
    axes = turned(yaw)
    layer = Layer(
        camera, light, at - np.array([0.45, 0.03, 0.45]), at + np.array([0.45, 0.2, 0.45])
    )
    humped = float(rng.uniform(0.9, 1.3))

    def place(x: float, y: float, z: float) -> F64:
        return np.asarray(at + axes @ (np.array([x, y, z]) * size))

    def ball(
        x: float, y: float, z: float, rx: float, ry: float, rz: float, paint: Paint = coat
    ) -> None:
        layer.quadric(place(x, y, z), axes, (rx * size, ry * size, rz * size), paint, BODY)

    ball(0, 0.05, -0.03, 0.046, 0.05 * humped, 0.085)
    ball(0, 0.045, 0.04, 0.038, 0.042, 0.07)
    ball(0, 0.046, 0.112, 0.026, 0.027, 0.045)
    ball(0, 0.038, 0.148, 0.012, 0.012, 0.02)
    ball(0, 0.038, 0.168, 0.006, 0.006, 0.006, pink)
    dark = plain_cloth((14, 12, 12), 1)
    for side in (-1, 1):
        ball(0.022 * side, 0.072, 0.092, 0.016, 0.018, 0.007, pink)
        ball(0.019 * side, 0.054, 0.13, 0.005, 0.005, 0.005, dark)
        for z in (-0.07, 0.07):
            layer.limb(
                place(0.032 * side, 0.03, z),
                place(0.038 * side, 0.004, z + 0.02),
                (0.016 * size, 0.008 * size),
                coat,
                BODY,
            )
    bend = float(rng.normal(0, 0.09))
    tail = [
        place(0, 0.03, -0.1),
        place(bend * 0.5, 0.012, -0.18),
        place(bend * 1.5, 0.008, -0.25),
        place(bend * 2.2, 0.01, -0.31),
    ]
    for here, after, radius in zip(tail, tail[1:], (0.009, 0.007, 0.005), strict=False):
        layer.limb(here, after, (radius * size, radius * 0.8 * size), pink, TAIL)
    return layer


def draw_bin(
    canvas: Canvas, x: float, z: float, yaw: float, *, is_open: bool, owner: int, rng: Rng
) -> int:
    """A bin with its lid on or off; returns its pixels uncovered."""
    colour = _BINS[int(rng.integers(len(_BINS)))]
    height = float(rng.uniform(0.42, 0.95))
    radius = float(rng.uniform(0.16, 0.27))
    lid = colour if rng.random() < 0.5 else _BINS[int(rng.integers(len(_BINS)))]
    place = frame(x, z, yaw)
    rubbish = _any_colour(rng, 20, 70)
    round_one = rng.random() < 0.5
    canvas.begin_outline()
    if round_one:
        side = round_side(colour, 0.5 if colour[0] > 190 else 0.15)
        drum(
            canvas,
            place.base,
            (radius * 0.86, radius),
            height,
            side,
            rubbish if is_open else lid,
            owner,
        )
    else:
        side = plain(colour, 5)
        top = plain(rubbish, 4)
        block(
            canvas,
            place,
            (-radius, 0, -radius),
            (2 * radius, height, 2 * radius),
            Skin(side, side, top),
            owner,
        )
    if is_open:
        _open_lid(canvas, place.at(0, height, 0), yaw, radius, lid, owner, rng)
        _rubbish(canvas, place.base + UP * height, radius, owner, rng)
    elif round_one:
        drum(
            canvas,
            place.base + UP * height,
            (radius * 1.03, radius * 0.8),
            0.06,
            round_side(lid, 0.2),
            lid,
            owner,
        )
    else:
        low = (-radius * 1.03, height, -radius * 1.03)
        skin = Skin(plain(lid, 5), plain(lid, 5), plain(lid, 5))
        block(canvas, place, low, (radius * 2.06, 0.06, radius * 2.06), skin, owner)
    return canvas.end_outline()


def _any_colour(rng: Rng, low: float, high: float) -> tuple[int, int, int]:
    red, green, blue = rng.uniform(low, high, 3)
    return int(red), int(green), int(blue)


def _open_lid(
    canvas: Canvas,
    rim: F64,
    yaw: float,
    radius: float,
    lid: tuple[int, int, int],
    owner: int,
    rng: Rng,
) -> None:
    """The lid swung up at the back; a third of open bins have none."""
    if rng.random() < 0.33:
        return
    back = -np.array([np.sin(yaw), 0.0, np.cos(yaw)])
    across = cross(back, UP)
    swing = float(rng.uniform(0.9, 1.9))
    rise = (UP * np.sin(swing) - back * np.cos(swing)) * 2 * radius
    corner = rim + back * radius - across * radius
    canvas.face(corner, across * 2 * radius, rise, plain(lid, 8), owner=owner)


def _rubbish(canvas: Canvas, rim: F64, radius: float, owner: int, rng: Rng) -> None:
    """Scraps above the rim, and the edge of a bag."""
    for _ in range(int(rng.integers(2, 8))):
        spot = rim + np.array(
            [rng.uniform(-0.6, 0.6) * radius, -0.02, rng.uniform(-0.6, 0.6) * radius]
        )
        colour = _any_colour(rng, 40, 235)
        size = float(rng.uniform(0.03, 0.08))
        drum(
            canvas,
            spot,
            (size, size * 0.6),
            float(rng.uniform(0.02, 0.1)),
            round_side(colour, 0.1),
            colour,
            owner,
        )


def draw_flame(canvas: Canvas, at: F64, width: float, owner: int, rng: Rng, *, blue: bool) -> int:
    """A flame on a burner: a tall orange one, or the blue ring of gas; returns its pixels."""
    height = width * float(rng.uniform(0.25, 0.4) if blue else rng.uniform(0.7, 1.9))
    return lay_flame(canvas, at, (width, height), flame(rng, blue=blue), owner)


def lay_flame(canvas: Canvas, at: F64, size: tuple[float, float], drawn: U8, owner: int) -> int:
    """A drawn flame of this width and height, metres, turned to the camera; returns its pixels."""
    to_camera = canvas.camera.at - at
    across = cross(np.array([to_camera[0], 0, to_camera[2]]), UP)
    across *= size[0] / max(float(np.linalg.norm(across)), 1e-6)
    start = at - across / 2 + UP * size[1]
    return canvas.stain(start, across, -UP * size[1], drawn, owner)


def flame(rng: Rng, *, blue: bool) -> U8:
    """Tongues of flame as colour and alpha, shape (96, 96, 4)."""
    y, x = np.mgrid[1:0:96j, -1:1:96j].astype(np.float32)
    row, column = (int(part) for part in rng.integers(0, 160, 2))
    flicker = noise(3)[row : row + 96, column : column + 96]
    x = x + flicker * 0.09 * y
    inside = np.zeros((96, 96), np.float32)
    for middle in np.linspace(-0.62, 0.62, int(rng.integers(3, 7))):
        tall = float(rng.uniform(0.5, 1.0)) * (1 - 0.45 * abs(middle))
        share = np.clip(y / tall, 0, 1)
        width = float(rng.uniform(0.42, 0.7)) * (share + 0.3) ** 0.4 * (1 - share) ** 0.7
        sway = float(rng.normal(0, 0.16)) * share**1.5
        far = ((x - middle - sway) / np.maximum(width, 1e-3)) ** 2
        inside = np.maximum(inside, np.clip(1 - far, 0, 1) * (1 - 0.7 * share))
    heat = np.clip(inside * 0.95 + flicker * 0.16, 0, 1)[:, :, None]
    cold, warm = ((24, 60, 220), (130, 190, 255)) if blue else ((220, 66, 12), (255, 170, 40))
    rgb = np.array(cold) + (np.array(warm) - np.array(cold)) * np.clip(heat * 1.5, 0, 1)
    if not blue:
        rgb += (np.array((255, 248, 214)) - rgb) * np.clip(heat * 2.4 - 1.35, 0, 1)
    alpha = np.clip(inside * 4.5, 0, 1)[:, :, None] * (225 if blue else 250)
    return np.asarray(np.clip(np.concatenate([rgb, alpha], axis=2), 0, 255), np.uint8)


def draw_spill(canvas: Canvas, x: float, z: float, owner: int, rng: Rng) -> int:
    """A puddle on the floor; returns its pixels uncovered."""
    side = float(rng.uniform(0.35, 1.0))
    corner = np.array([x - side / 2, 0.0, z + side / 2])
    along = np.array([side * float(rng.uniform(0.9, 1.7)), 0, 0])
    away = np.array([0, 0, -side])
    return canvas.stain(corner, along, away, _puddle(rng), owner)


def _puddle(rng: Rng) -> U8:
    """A blot with a bright edge and reflections, shape (128, 128, 4)."""
    y, x = np.mgrid[-1:1:128j, -1:1:128j].astype(np.float32)
    turn = np.arctan2(y, x)
    wave = sum(
        float(rng.normal(0, 0.16 / n)) * np.cos(n * turn + float(rng.uniform(0, 6)))
        for n in range(1, 7)
    )
    far = np.hypot(x, y) / (0.68 + wave)
    for _ in range(int(rng.integers(0, 5))):
        angle, out = rng.uniform(0, 6.3), rng.uniform(0.6, 0.9)
        drop = np.hypot(x - out * np.cos(angle), y - out * np.sin(angle)) / rng.uniform(0.04, 0.13)
        far = np.minimum(far, drop)
    colours = (
        (190, 204, 212),
        (92, 54, 28),
        (206, 160, 52),
        (150, 34, 28),
        (232, 228, 214),
        (70, 74, 76),
    )
    colour = np.array(colours[int(rng.integers(len(colours)))], np.float32)
    shine = np.roll(noise(2), int(rng.integers(256)), 1)[:128, :128]
    glint = np.clip(shine * 1.6 - 0.6, 0, 1) + np.exp(-(((far - 0.94) / 0.05) ** 2)) * 0.5
    rgb = colour * 0.85 + np.clip(glint, 0, 1)[:, :, None] * 130
    alpha = np.clip((1 - far) * 14, 0, 1) * float(rng.uniform(120, 225))
    return np.asarray(np.clip(np.concatenate([rgb, alpha[:, :, None]], axis=2), 0, 255), np.uint8)


def shadow(canvas: Canvas, x: float, z: float, radius: float, strength: float = 0.5) -> None:
    """A soft dark spot on the floor under something."""
    corner = np.array([x - radius, 0.0, z + radius])
    edge = np.array([2 * radius, 0, 0]), np.array([0, 0, -2 * radius])
    canvas.darken(corner, *edge, _soft_dark(round(strength * 10)))


def shade_pieces(canvas: Canvas, layout: Layout) -> None:
    """The dark under all that stands on the floor."""
    for piece in layout.pieces:
        if piece.kind not in OFF_THE_FLOOR:
            shadow(canvas, piece.x, piece.z, 0.3 + piece.length * 0.5, 0.5)


@cache
def _soft_dark(tenths: int) -> U8:
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    dark = np.clip(1 - np.hypot(x, y), 0, 1) ** 1.2 * 25.5 * tenths
    return np.asarray(255 - dark, np.uint8)
