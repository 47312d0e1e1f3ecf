"""Surfaces as small pictures: tiles, steel, wood, doors, cloth noise."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from inference.detections import F32, U8

SIDE = 256
_TILE_M = 1.6  # what a tile texture spans on a wall or floor

Rgb = tuple[float, float, float]


@cache
def noise(octaves: int = 4, stretch: int = 1) -> F32:
    """Smooth noise that joins at its edges, shape (256, 256), mean 0, most of it within ±1.

    `stretch` makes it streaky along the second axis.
    """
    rng = np.random.default_rng(octaves * 100 + stretch)
    total = np.zeros((SIDE, SIDE), np.float32)
    for octave in range(octaves):
        cells = 8 << octave
        grid = rng.normal(size=(cells, max(cells // stretch, 2))).astype(np.float32)
        wide = np.pad(grid, 1, mode="wrap")
        scale_y, scale_x = SIDE // grid.shape[0], SIDE // grid.shape[1]
        size = (wide.shape[1] * scale_x, wide.shape[0] * scale_y)
        big = cv2.resize(wide, size, interpolation=cv2.INTER_CUBIC)
        total += big[scale_y : scale_y + SIDE, scale_x : scale_x + SIDE] / 2**octave
    return np.asarray(total / (total.std() * 2), np.float32)


def sample(field: F32, a: F32, b: F32, per_m: float) -> F32:
    """Values (n,) of a noise field at coordinates in metres, `per_m` field pixels to the metre."""
    rows = (a * per_m).astype(np.int32) & (SIDE - 1)
    columns = (b * per_m).astype(np.int32) & (SIDE - 1)
    return np.asarray(field[rows, columns])


def plain(colour: Rgb, rough: float = 6.0, *, stretch: int = 1) -> U8:
    """One colour with a little noise."""
    grain = noise(4, stretch)[::4, ::4, None] * rough
    return np.clip(np.array(colour, np.float32) + grain, 0, 255).astype(np.uint8)


def tiles(rng: np.random.Generator, colour: Rgb, across: int, down: int, rough: float) -> U8:
    """Tiles that differ a little, with joints; spans TILE_M metres."""
    cells = np.array(colour) + rng.normal(0, rough, (down, across, 1))
    picture = cv2.resize(cells, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    picture = picture + noise(3)[:, :, None] * 5
    joint = np.array(colour) * rng.uniform(0.55, 0.9)
    for i in range(across):
        picture[:, round(i * SIDE / across) : round(i * SIDE / across) + 2] = joint
    for i in range(down):
        picture[round(i * SIDE / down) : round(i * SIDE / down) + 2] = joint
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def checks(first: Rgb, second: Rgb, cells: int) -> U8:
    """A floor of two colours in turn."""
    board = np.indices((cells, cells)).sum(axis=0) % 2
    small = np.where(board[:, :, None] > 0, np.array(first), np.array(second))
    picture = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.clip(picture + noise(4)[:, :, None] * 6, 0, 255), np.uint8)


def steel(rng: np.random.Generator, level: float) -> U8:
    """Brushed steel with broad soft reflections."""
    bands = cv2.resize(
        rng.normal(0, 22, (1, int(rng.integers(4, 9)))), (SIDE // 2, SIDE // 2), interpolation=2
    )
    fade = np.linspace(16, -16, SIDE // 2)[:, None]
    grey = level + bands + fade + noise(4, 8)[::2, ::2] * 5
    tint = np.array([1.0, 1.0, 0.99]) + rng.normal(0, 0.012, 3)
    return np.clip(grey[:, :, None] * tint, 0, 255).astype(np.uint8)


def doors(surface: U8, count: int, *, handle: str = "bar", drawers: bool = False) -> U8:
    """The front of a cupboard or fridge: seams and handles."""
    picture = cv2.resize(surface, (SIDE, SIDE))
    red, green, blue, _ = cv2.mean(picture)
    seam = (red * 0.55, green * 0.55, blue * 0.55)
    dark = (red * 0.38, green * 0.38, blue * 0.38)
    for i in range(count):
        left, right = round(i * SIDE / count), round((i + 1) * SIDE / count)
        cv2.rectangle(picture, (left, 2), (right, SIDE - 3), seam, 2)
        if drawers:
            for y in (SIDE // 3, SIDE * 2 // 3):
                cv2.line(picture, (left, y), (right, y), seam, 2)
                cv2.line(picture, (left + 20, y + 14), (right - 20, y + 14), dark, 4)
        elif handle == "bar":
            x = right - 12 if i % 2 == 0 else left + 10
            cv2.line(picture, (x, SIDE // 3), (x, SIDE * 2 // 3), dark, 4)
        else:
            cv2.line(picture, (left + 22, 22), (right - 22, 22), dark, 5)
    cv2.rectangle(picture, (0, SIDE - 14), (SIDE, SIDE), dark, -1)
    return np.asarray(picture)


def oven_front(rng: np.random.Generator, surface: U8) -> U8:
    """Windows of ovens, some lit."""
    picture = cv2.resize(surface, (SIDE, SIDE))
    decks = int(rng.integers(1, 4))
    for i in range(decks):
        top, low = round((i + 0.15) * SIDE / decks), round((i + 0.9) * SIDE / decks)
        lit = (196, 128, 58) if rng.random() < 0.3 else (38, 32, 28)
        cv2.rectangle(picture, (16, top), (SIDE - 52, low), lit, -1)
        cv2.rectangle(picture, (16, top), (SIDE - 52, low), (90, 88, 84), 4)
        for y in (top + 10, top + 30):
            cv2.circle(picture, (SIDE - 24, y), 7, (40, 40, 42), -1)
    return np.asarray(picture)


def notice(rng: np.random.Generator) -> U8:
    """A sheet with lines of writing on it."""
    papers: Sequence[Rgb] = ((236, 232, 220), (225, 236, 240), (246, 226, 160), (205, 60, 50))
    paper = papers[int(rng.integers(len(papers)))]
    picture = np.full((96, 128, 3), paper, np.uint8)
    ink = (60, 70, 90) if paper[0] > 210 else (250, 240, 220)
    cv2.rectangle(picture, (10, 8), (int(rng.integers(60, 118)), 20), (190, 50, 40), -1)
    for y in range(30, 88, 9):
        end = int(rng.integers(50, 120))
        for x in range(10, end, 8):
            cv2.rectangle(picture, (x, y), (x + 5, y + 4), ink, -1)
    return picture


def window(rng: np.random.Generator) -> U8:
    """Glass between frames: light from outside, or a room behind."""
    glass = np.array([(196, 214, 226), (232, 238, 240), (88, 104, 112)][int(rng.integers(3))])
    picture = np.clip(glass + noise(2)[::2, ::2, None] * 22, 0, 255).astype(np.uint8)
    for x in range(0, 128, 42):
        cv2.rectangle(picture, (x, 0), (x + 42, 127), (210, 210, 206), 4)
    return picture


def goods(rng: np.random.Generator, colour: Rgb) -> U8:
    """The side of a carton or packet: tape, a label, some print."""
    picture = np.full((48, 64, 3), colour, np.uint8)
    if rng.random() < 0.6:
        label = tuple(int(part) for part in rng.integers(40, 250, 3))
        x, y = int(rng.integers(4, 24)), int(rng.integers(4, 18))
        cv2.rectangle(picture, (x, y), (x + 30, y + 20), label, -1)
        cv2.rectangle(picture, (x + 4, y + 6), (x + 24, y + 9), (240, 240, 236), -1)
    if rng.random() < 0.5:
        cv2.line(picture, (0, 24), (64, 24), tuple(int(part * 0.8) for part in colour), 3)
    return picture


def gain(texture: U8, level: float) -> U8:
    """The texture brighter or darker."""
    return np.asarray(cv2.convertScaleAbs(texture, alpha=level), np.uint8)


def repeats(length: float, height: float) -> tuple[float, float]:
    """How often a tile texture repeats on a face of this size in metres."""
    return length / _TILE_M, height / _TILE_M
