"""What hangs on walls and lies on floors and means nothing: it must not be taken for a fault."""

from itertools import pairwise

import cv2
import numpy as np

from inference.detections import U8
from inference.scenes import textures
from inference.scenes.blocks import UP, Frame, Skin, block, frame
from inference.scenes.canvas import Canvas
from inference.scenes.cloth import plain_cloth
from inference.scenes.layouts import Layout
from inference.scenes.pose import turned
from inference.scenes.solids import Layer, Light
from inference.scenes.textures import noise

Rng = np.random.Generator
_CLOTHS = ((240, 240, 236), (232, 234, 238), (44, 46, 52), (60, 84, 140), (120, 44, 42))
_LITTER = (
    (70, 62, 54),
    (120, 92, 66),
    (196, 190, 178),
    (60, 84, 130),
    (168, 150, 60),
    (40, 40, 42),
)
_NOBODY = 0  # owner number of what has no label


def decorate(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """Lamps, notices, clocks, pipes, and clothes on hooks."""
    lamp = textures.plain((255, 253, 244), 1)
    for _ in range(int(rng.integers(1, 4))):
        x, z = rng.uniform(0.8, layout.width - 1.4), rng.uniform(1.2, layout.depth - 0.6)
        corner = np.array([x, layout.height - 0.01, z])
        canvas.face(corner, np.array([1.2, 0, 0]), np.array([0, 0, 0.16]), lamp)
    for _ in range(int(rng.integers(1, 6))):
        spot = _on_wall(layout, rng)
        draw = (_notice, _notice, _garment, _garment, _clock, _pipe)[int(rng.integers(6))]
        draw(canvas, spot, layout, rng)


def litter(canvas: Canvas, layout: Layout, light: Light, rng: Rng) -> None:
    """Rags, peelings, a shoe or a hose on the floor: dark, low, and no rodents."""
    for _ in range(int(rng.integers(1, 4))):
        x, z = layout.ways[int(rng.integers(len(layout.ways)))]
        at = np.array([x + rng.normal(0, 0.5), 0.0, z + rng.normal(0, 0.5)])
        paint = plain_cloth(_LITTER[int(rng.integers(len(_LITTER)))], int(rng.integers(200)))
        layer = Layer(canvas.camera, light, at - np.array([0.7, 0, 0.7]), at + 0.7)
        axes = turned(float(rng.uniform(0, 6.3)))
        if rng.random() < 0.25:
            bend = rng.uniform(0.5, 3.0)
            turn = np.linspace(0, bend, 8)
            path = [at + axes @ np.array([np.cos(t) * 0.4, 0.012, np.sin(t) * 0.4]) for t in turn]
            for here, after in pairwise(path):
                layer.limb(here, after, (0.012, 0.012), paint, 1)
        else:
            for _ in range(int(rng.integers(1, 4))):
                size = rng.uniform(0.02, 0.11, 3) * (1.0, 0.5, 1.0)
                middle = at + np.array([rng.normal(0, 0.06), size[1] * 0.8, rng.normal(0, 0.06)])
                layer.quadric(
                    middle, axes, (float(size[0]), float(size[1]), float(size[2])), paint, 1
                )
        canvas.lay(layer, _NOBODY)


def _on_wall(layout: Layout, rng: Rng) -> Frame:
    """A place on a wall, a little off it."""
    side = int(rng.integers(4))
    if side < 2:
        return frame(float(rng.uniform(0.5, layout.width - 0.5)), layout.depth - 0.015, "south")
    z = float(rng.uniform(1.0, layout.depth - 0.6))
    return frame(0.015, z, "east") if side == 2 else frame(layout.width - 0.015, z, "west")


def _notice(canvas: Canvas, spot: Frame, _layout: Layout, rng: Rng) -> None:
    width = float(rng.uniform(0.25, 0.7))
    low = spot.at(-width / 2, float(rng.uniform(1.2, 1.8)), 0)
    canvas.face(low, spot.right * width, UP * width * 0.75, textures.notice(rng))


def _garment(canvas: Canvas, spot: Frame, _layout: Layout, rng: Rng) -> None:
    """A jacket, an apron or a cap on a hook."""
    height = float(rng.uniform(0.7, 0.95))
    top = spot.at(-0.3, float(rng.uniform(1.5, 1.8)), 0)
    canvas.stain(top, spot.right * 0.6, -UP * height, _cloth_on_hook(rng))


def _clock(canvas: Canvas, spot: Frame, _layout: Layout, rng: Rng) -> None:
    picture = np.zeros((64, 64, 4), np.uint8)
    cv2.circle(picture, (32, 32), 30, (60, 60, 64, 255), -1, cv2.LINE_AA)
    cv2.circle(picture, (32, 32), 26, (240, 240, 236, 255), -1, cv2.LINE_AA)
    for length, width in ((20, 2), (13, 3)):
        turn = float(rng.uniform(0, 6.3))
        end = (round(32 + length * np.sin(turn)), round(32 - length * np.cos(turn)))
        cv2.line(picture, (32, 32), end, (30, 30, 34, 255), width, cv2.LINE_AA)
    canvas.stain(spot.at(-0.16, 2.2, 0), spot.right * 0.32, -UP * 0.32, picture)


def _pipe(canvas: Canvas, spot: Frame, layout: Layout, rng: Rng) -> None:
    skin = textures.plain((206, 206, 200) if rng.random() < 0.6 else (180, 60, 48), 4)
    block(canvas, spot, (0, 0, 0), (0.06, layout.height, 0.06), Skin(skin, skin, None))


def _cloth_on_hook(rng: Rng) -> U8:
    """Hanging cloth with folds as colour and alpha, shape (128, 96, 4)."""
    colour = np.array(_CLOTHS[int(rng.integers(len(_CLOTHS)))], np.float32)
    shape = np.zeros((128, 96), np.uint8)
    kind = rng.random()
    if kind < 0.4:
        points = [
            (40, 4),
            (56, 4),
            (84, 18),
            (92, 78),
            (80, 80),
            (74, 40),
            (76, 122),
            (20, 122),
            (22, 40),
            (16, 80),
            (4, 78),
            (12, 18),
        ]
    elif kind < 0.8:
        points = [(42, 2), (54, 2), (62, 34), (76, 46), (80, 124), (16, 124), (20, 46), (34, 34)]
    else:
        points = [(30, 26), (34, 8), (62, 8), (66, 26), (72, 30), (24, 30)]
    cv2.fillPoly(shape, [np.array(points, np.int32)], 255, cv2.LINE_AA)
    row, column = (int(part) for part in rng.integers(0, 120, 2))
    folds = noise(4, 8).T[row : row + 128, column : column + 96]
    rgb = colour * (0.88 + 0.16 * folds[:, :, None])
    return np.asarray(np.clip(np.dstack([rgb, shape]), 0, 255), np.uint8)
