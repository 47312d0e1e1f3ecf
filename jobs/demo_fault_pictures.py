"""Drawn pictures of faults and of their ends, for people of the demonstration, who have no camera.

Every picture says 演示画面 on its face. Equal arguments give equal bytes, so many findings share
one file.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from data_access.demo_city.faults import Motif
from jobs.demo_brush import FINER, HEIGHT, WIDTH, Brush

VARIANTS = 3
"""Pictures of one scene; they differ in wall, light and side."""

_WALLS = ((226, 224, 216), (214, 222, 224), (230, 219, 204))
_FLOORS = ((150, 146, 138), (132, 140, 142), (160, 142, 124))
_HORIZON = 430
_STEEL, _DARK, _SHADE = (188, 194, 198), (52, 54, 58), (96, 98, 100)
_PAPER, _INK, _RED, _GREEN = (250, 249, 244), (70, 72, 78), (196, 62, 48), (62, 138, 92)
_BLUE, _WOOD, _MEAT = (70, 116, 168), (196, 158, 108), (190, 92, 88)
_SAID = "演示画面 · 绘制示意，非实拍"
_QUALITY = 80
_GRAIN = 1.5
_WITH_DIGITS = {Motif.THERMOMETER}


def draw(motif: Motif, variant: int, font: Path, *, right: bool) -> bytes:
    """A JPEG of WIDTH x HEIGHT pixels.

    Args:
        motif: The scene.
        variant: 0 to VARIANTS - 1.
        font: That has the characters of the mark.
        right: As it is when it has been put right.
    """
    brush = Brush()
    _room(brush, variant)
    _SCENES[motif](brush, right)
    picture = brush.image.reduce(FINER)
    if variant % 2 and motif not in _WITH_DIGITS:
        picture = ImageOps.mirror(picture)
    picture = _lit(picture, variant)
    _mark(picture, font)
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=_QUALITY, optimize=True)
    return body.getvalue()


def _room(brush: Brush, variant: int) -> None:
    """A tiled wall and a floor."""
    wall, floor = _WALLS[variant], _FLOORS[variant]
    brush.box(0, 0, WIDTH, _HORIZON, wall)
    seam = tuple(value - 16 for value in wall)
    for x in range(0, WIDTH, 80):
        brush.line([(x, 0), (x, _HORIZON)], seam, 2)
    for y in range(30, _HORIZON, 80):
        brush.line([(0, y), (WIDTH, y)], seam, 2)
    brush.box(0, _HORIZON, WIDTH, HEIGHT, floor)
    seam = tuple(value - 18 for value in floor)
    for x in range(-800, 1700, 130):
        brush.line([(400 + (x - 400) * 0.55, _HORIZON), (x, HEIGHT)], seam, 2)
    for y in (462, 512, 580):
        brush.line([(0, y), (WIDTH, y)], seam, 2)
    brush.box(0, _HORIZON - 8, WIDTH, _HORIZON, tuple(value - 34 for value in wall))


def _lit(picture: Image.Image, variant: int) -> Image.Image:
    """Light from one side and the grain of a small camera."""
    rng = np.random.default_rng([11, variant])
    across = np.linspace(1.05, 0.84, WIDTH)[:: 1 if variant < 2 else -1]
    down = np.linspace(1.02, 0.9, HEIGHT)
    light = (down[:, None] * across[None, :])[..., None]
    grain = rng.normal(0, _GRAIN, (HEIGHT, WIDTH, 1))
    return Image.fromarray(np.clip(np.asarray(picture) * light + grain, 0, 255).astype(np.uint8))


def _mark(picture: Image.Image, font: Path) -> None:
    drawing = ImageDraw.Draw(picture, "RGBA")
    letters = ImageFont.truetype(str(font), 26)
    wide = round(drawing.textlength(_SAID, letters))
    drawing.rectangle((0, HEIGHT - 48, wide + 36, HEIGHT), (20, 20, 22, 190))
    drawing.text((18, HEIGHT - 43), _SAID, (255, 255, 255, 255), letters)


def _certificate(brush: Brush, right: bool) -> None:
    brush.box(140, 90, 660, 360, _WOOD, 10)
    brush.box(154, 104, 646, 346, (238, 234, 222))
    for x in (180, 340, 500):
        brush.page(x, 130, 125, 180, stamp=_RED)
    if not right:
        brush.polygon([(310, 84), (520, 108), (506, 356), (296, 330)], (236, 178, 62))
        brush.polygon([(330, 110), (500, 127), (496, 180), (326, 163)], _RED)
        for y in (210, 240, 270):
            brush.line([(330, y), (480, y + 14)], (120, 82, 30), 8)


def _ledger(brush: Brush, right: bool) -> None:
    brush.box(60, 400, 740, 440, _STEEL, 4)
    brush.box(60, 436, 740, 446, _SHADE)
    brush.polygon([(210, 130), (590, 130), (620, 400), (180, 400)], _WOOD)
    brush.polygon([(228, 150), (572, 150), (598, 390), (202, 390)], _PAPER)
    brush.box(350, 112, 450, 150, _SHADE, 8)
    for row in range(6):
        y, left = 182 + row * 34, 238 - row * 4
        brush.line([(left - 8, y + 14), (800 - left + 8, y + 14)], (196, 196, 192), 2)
        filled = right or row < 3
        for column in range(4 if filled else 1):
            x = left + column * 86
            brush.line([(x, y), (x + 52 + 9 * (row % 2), y)], _INK, 5)
    if right:
        brush.line([(470, 372), (490, 352), (500, 374), (520, 350), (548, 366)], _BLUE, 5)
    else:
        brush.outline(226, 276, 574, 384, _RED, 6)


def _basin(brush: Brush, right: bool) -> None:
    brush.box(90, 300, 710, 330, _STEEL, 6)
    brush.box(100, 330, 700, 470, (170, 176, 180), 6)
    for x, tint in ((130, _GREEN), (320, _MEAT), (510, _BLUE)):
        brush.box(x, 312, x + 160, 424, (120, 128, 132), 14)
        brush.box(x + 8, 320, x + 152, 416, (140, 178, 190) if right else (134, 142, 120), 10)
        brush.line([(x + 80, 300), (x + 80, 210), (x + 118, 210), (x + 118, 240)], _SHADE, 12)
        if right:
            brush.box(x + 20, 130, x + 140, 176, _PAPER, 6)
            brush.box(x + 20, 130, x + 140, 146, tint, 6)
    if right:
        return
    for x, y, size, tint in (
        (170, 350, 44, _GREEN), (230, 372, 34, _MEAT), (356, 344, 50, _GREEN),
        (420, 380, 36, (214, 190, 120)), (560, 352, 52, _MEAT), (626, 378, 36, _GREEN),
    ):  # fmt: skip
        brush.ellipse(x, y, x + size * 1.4, y + size, tint)
    brush.polygon([(150, 160), (240, 150), (246, 186), (156, 198)], _PAPER)


def _coat(brush: Brush, right: bool) -> None:
    brush.box(180, 84, 620, 104, _WOOD, 6)
    for x, tint in ((300, (246, 246, 244)), (480, (246, 246, 244) if right else (86, 96, 120))):
        brush.line([(x, 104), (x, 132)], _SHADE, 8)
        brush.polygon(
            [(x - 30, 136), (x + 30, 136), (x + 92, 178), (x + 74, 262), (x + 56, 250),
             (x + 66, 410), (x - 66, 410), (x - 56, 250), (x - 74, 262), (x - 92, 178)],
            tint,
        )  # fmt: skip
        brush.line([(x, 150), (x, 405)], tuple(value - 30 for value in tint), 3)
        for y in (200, 250, 300):
            brush.ellipse(x + 8, y, x + 18, y + 10, _SHADE)
    if not right:
        for x, y, size in ((268, 268, 46), (308, 320, 62), (262, 340, 30), (318, 232, 22)):
            brush.ellipse(x, y, x + size, y + size * 0.8, (176, 140, 74))


def _crate(brush: Brush, x: float, y: float, *, labelled: bool) -> None:
    brush.box(x, y, x + 200, y + 110, (206, 220, 226), 10)
    brush.box(x + 8, y + 28, x + 192, y + 102, (214, 172, 110), 8)
    brush.box(x - 8, y - 8, x + 208, y + 18, (120, 150, 168), 8)
    if labelled:
        brush.box(x + 56, y + 36, x + 146, y + 90, _PAPER, 4)
        for row in range(3):
            brush.line([(x + 66, y + 50 + row * 14), (x + 134 - row * 12, y + 50 + row * 14)], _INK)


def _boxes(brush: Brush, right: bool) -> None:
    for x in (120, 670):
        brush.box(x, 90, x + 14, 520, _SHADE)
    for y in (230, 400):
        brush.box(110, y, 694, y + 14, _STEEL)
    _crate(brush, 170, 120, labelled=True)
    _crate(brush, 430, 120, labelled=right)
    if right:
        _crate(brush, 170, 290, labelled=True)
        _crate(brush, 430, 290, labelled=True)
    else:
        _crate(brush, 170, 290, labelled=False)
        brush.ellipse(270, 546, 580, 580, (92, 90, 86))
        _crate(brush, 330, 452, labelled=False)


def _boards(brush: Brush, right: bool) -> None:
    brush.box(40, 380, 760, 420, _STEEL, 4)
    brush.box(40, 416, 760, 520, (168, 174, 178))
    tops = ((90, _RED), (320, _GREEN), (550, _BLUE))
    for x, tint in tops:
        brush.polygon([(x + 24, 296), (x + 176, 296), (x + 200, 384), (x, 384)], (240, 240, 236))
        brush.polygon([(x, 384), (x + 200, 384), (x + 200, 396), (x, 396)], tint)
        brush.box(x + 84, 304, x + 116, 312, tint, 4)
    brush.box(90, 140, 710, 156, _SHADE)
    for x, tint in tops:
        brush.box(x + 90, 156, x + 104, 200, tint, 4)
        brush.polygon([(x + 84, 200), (x + 110, 200), (x + 110, 270), (x + 84, 250)], _STEEL)
    meat = ((130, 324),) if right else ((130, 324), (372, 322))
    for x, y in meat:
        brush.ellipse(x, y, x + 112, y + 48, _MEAT)
        brush.ellipse(x + 22, y + 12, x + 70, y + 32, (232, 196, 190))
    for x, y in ((590, 330), (640, 336)) if right else ((392, 318), (440, 352), (600, 334)):
        brush.ellipse(x, y, x + 54, y + 30, _GREEN)


def _thermometer(brush: Brush, right: bool) -> None:
    brush.box(170, 40, 630, 500, (206, 212, 216), 16)
    brush.box(194, 64, 606, 160, _DARK, 10)
    brush.digits("4.2" if right else "11.6", 300, 82, 60, _GREEN if right else (240, 84, 60))
    brush.box(194, 180, 606, 480, (126, 140, 150), 10)
    brush.box(206, 192, 594, 468, (196, 216, 226), 8)
    for y in (280, 370):
        brush.box(206, y, 594, y + 8, _STEEL)
    for x, y, tint in (
        (230, 226, _MEAT), (330, 214, _GREEN), (450, 222, (228, 200, 120)),
        (240, 312, (228, 200, 120)), (370, 308, _MEAT), (480, 300, _GREEN), (300, 400, _BLUE),
    ):  # fmt: skip
        brush.box(x, y, x + 84, y + (280 - 226 if y < 280 else 56), tint, 10)
    if not right:
        brush.polygon([(594, 192), (690, 220), (690, 500), (594, 468)], (168, 184, 194))


def _dishes(brush: Brush, right: bool) -> None:
    brush.box(120, 60, 680, 500, (198, 204, 208), 10)
    brush.box(140, 80, 660, 480, (108, 116, 122), 6)
    for y in (200, 330, 460):
        brush.box(140, y, 660, y + 10, _STEEL)
        for x in (180, 350, 520):
            for plate in range(5):
                top = y - 20 - plate * 14
                brush.ellipse(x, top, x + 110, top + 22, (246, 246, 242))
                brush.ellipse(x + 18, top + 3, x + 92, top + 16, (226, 226, 220))
    if right:
        brush.glass(140, 80, 396, 480)
        brush.glass(404, 80, 660, 480)
        return
    brush.polygon([(140, 80), (60, 50), (60, 520), (140, 480)], (176, 196, 206))
    for x, y in ((214, 122), (262, 118), (384, 252), (560, 380), (420, 124), (590, 248)):
        brush.ellipse(x, y, x + 34, y + 10, (156, 112, 52))


def _bin(brush: Brush, right: bool) -> None:
    brush.ellipse(220, 520, 600, 574, (96, 94, 90))
    brush.polygon([(270, 230), (530, 230), (504, 548), (296, 548)], (58, 96, 72))
    brush.polygon([(300, 240), (330, 240), (340, 540), (318, 540)], (74, 118, 90))
    if right:
        brush.box(252, 196, 548, 236, (44, 78, 58), 16)
        brush.box(370, 180, 430, 200, (44, 78, 58), 8)
        brush.box(330, 548, 470, 562, _DARK, 6)
        return
    brush.ellipse(262, 196, 538, 262, (34, 40, 38))
    for x, y, size, tint in (
        (290, 170, 80, _PAPER), (356, 150, 90, (214, 190, 120)), (430, 168, 76, _GREEN),
        (320, 196, 60, _MEAT), (402, 196, 70, (230, 228, 220)),
    ):  # fmt: skip
        brush.ellipse(x, y, x + size, y + size * 0.74, tint)
    brush.polygon([(540, 250), (660, 330), (640, 372), (520, 296)], (44, 78, 58))
    for x, tint in ((596, _PAPER), (176, (214, 190, 120)), (650, _GREEN)):
        brush.ellipse(x, 532, x + 52, 560, tint)


def _door(brush: Brush, right: bool) -> None:
    brush.box(230, 40, 570, 452, (128, 118, 104))
    low = 446 if right else 424
    brush.box(244, 54, 556, 452, (255, 246, 214))
    brush.box(244, 54, 556, low, (150, 160, 164))
    brush.box(280, 90, 520, 230, (134, 146, 150), 6)
    brush.box(510, 262, 536, 300, _DARK, 6)
    if right:
        brush.box(216, 330, 584, 456, _STEEL, 4)
        for y in (350, 436):
            brush.line([(216, y), (584, y)], _SHADE, 3)
        brush.box(216, 330, 584, 338, (236, 196, 70))
        return
    brush.polygon([(244, 452), (556, 452), (660, 560), (150, 560)], (206, 194, 160))
    brush.line([(600, 424), (600, 452)], _RED, 5)
    for y in (424, 452):
        brush.line([(586, y), (614, y)], _RED, 5)


def _floor(brush: Brush, right: bool) -> None:
    brush.box(60, 240, 300, 440, _STEEL, 6)
    brush.box(60, 300, 300, 306, _SHADE)
    for x in (76, 276):
        brush.box(x, 440, x + 12, 500, _SHADE)
    brush.ellipse(440, 500, 540, 536, _DARK)
    for x in range(452, 530, 16):
        brush.line([(x, 504), (x, 532)], _STEEL, 4)
    if right:
        brush.polygon([(610, 300), (680, 300), (716, 520), (574, 520)], (240, 200, 60))
        brush.polygon([(632, 330), (658, 330), (672, 420), (618, 420)], _PAPER)
        return
    for x, y, wide, tall in ((330, 470, 380, 84), (250, 510, 260, 62), (520, 452, 220, 50)):
        brush.ellipse(x, y, x + wide, y + tall, (104, 116, 112))
    for x, y, wide in ((380, 488, 120), (560, 470, 90), (320, 530, 80)):
        brush.ellipse(x, y, x + wide, y + 14, (176, 190, 188))
    for x, y in ((470, 520), (610, 506), (410, 546)):
        brush.ellipse(x, y, x + 46, y + 16, (122, 96, 54))


def _camera(brush: Brush, right: bool) -> None:
    brush.box(60, 330, 740, 440, _STEEL, 6)
    brush.box(360, 40, 440, 64, _SHADE, 6)
    brush.box(390, 60, 410, 130, _SHADE)
    if right:
        brush.polygon([(330, 120), (470, 120), (500, 210), (300, 210)], (240, 240, 238))
        brush.ellipse(350, 168, 450, 252, _DARK)
        brush.ellipse(380, 192, 420, 230, (60, 90, 130))
        brush.ellipse(470, 132, 482, 144, _GREEN)
        brush.veil([(370, 250), (430, 250), (640, 440), (160, 440)], (255, 240, 170, 70))
        return
    brush.polygon([(400, 100), (520, 40), (566, 120), (440, 184)], (240, 240, 238))
    brush.ellipse(510, 42, 590, 116, _DARK)
    brush.ellipse(536, 60, 572, 94, (60, 90, 130))
    brush.ellipse(420, 120, 432, 132, _RED)
    brush.veil([(560, 40), (590, 104), (800, 60), (800, 0), (640, 0)], (255, 240, 170, 70))


_SCENES: Mapping[Motif, Callable[[Brush, bool], None]] = {
    Motif.CERTIFICATE: _certificate,
    Motif.LEDGER: _ledger,
    Motif.BASIN: _basin,
    Motif.COAT: _coat,
    Motif.BOX: _boxes,
    Motif.BOARDS: _boards,
    Motif.THERMOMETER: _thermometer,
    Motif.DISHES: _dishes,
    Motif.BIN: _bin,
    Motif.DOOR: _door,
    Motif.FLOOR: _floor,
    Motif.CAMERA: _camera,
}
