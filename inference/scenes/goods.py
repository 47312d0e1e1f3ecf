"""What stands on counters and shelves: pots, jars, bowls, cartons, boards with food."""

from collections.abc import Callable

import numpy as np

from inference.scenes.blocks import Frame, Skin, block, drum, round_side
from inference.scenes.canvas import Canvas
from inference.scenes.textures import goods, plain

Rng = np.random.Generator
_STEELS = ((186, 188, 190), (160, 162, 164), (206, 206, 202))
_CERAMICS = ((236, 234, 226), (222, 228, 232), (60, 64, 72), (180, 60, 48), (96, 132, 168))
_FOODS = ((120, 150, 70), (190, 90, 60), (214, 176, 90), (110, 70, 46), (226, 218, 196))
_LIQUIDS = ((120, 62, 30), (182, 46, 38), (206, 160, 60), (56, 44, 38), (90, 130, 80))
_CARTONS = ((190, 158, 116), (204, 178, 138), (216, 212, 200), (120, 150, 180), (168, 60, 48))


def _pick(rng: Rng, colours: tuple[tuple[int, int, int], ...]) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]


def pot(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A stock pot or steamer, with or without its lid."""
    radius, height = rng.uniform(0.12, 0.24), rng.uniform(0.14, 0.42)
    top = _pick(rng, _STEELS if rng.random() < 0.5 else _FOODS)
    base = place.at(along + radius, up, out)
    drum(canvas, base, (radius, radius), height, round_side(_pick(rng, _STEELS)), top)
    return 2 * radius


def wok(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A wok with food, or empty."""
    radius = rng.uniform(0.18, 0.3)
    top = _pick(rng, (*_FOODS, (58, 54, 52), (40, 38, 37)))
    base = place.at(along + radius, up, out)
    drum(canvas, base, (radius * 0.45, radius), 0.12, round_side((58, 55, 53), 0.15), top)
    return 2 * radius


def jar(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A jar or bottle with a lid."""
    radius, height = rng.uniform(0.035, 0.08), rng.uniform(0.12, 0.32)
    base = place.at(along + radius, up, out)
    drum(canvas, base, (radius, radius), height, round_side(_pick(rng, _LIQUIDS)), None)
    lid = _pick(rng, (*_CERAMICS, (196, 60, 40)))
    drum(
        canvas,
        base + np.array([0.0, height, 0.0]),
        (radius * 0.6, radius * 0.6),
        0.05,
        round_side(lid),
        lid,
    )
    return 2 * radius


def bowls(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A stack of bowls, a plate, or a basin of food."""
    radius, height = rng.uniform(0.08, 0.2), rng.uniform(0.03, 0.16)
    colour = _pick(rng, (*_CERAMICS[:3], *_STEELS))
    base = place.at(along + radius, up, out)
    top = _pick(rng, _FOODS) if rng.random() < 0.6 else colour
    drum(canvas, base, (radius * 0.7, radius), height, round_side(colour), top)
    return 2 * radius


def carton(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A carton, crate or packet."""
    length, height = rng.uniform(0.12, 0.4), rng.uniform(0.1, 0.3)
    colour = _pick(rng, _CARTONS)
    side = goods(rng, colour)
    low = (along, up, out - 0.12)
    block(canvas, place, low, (length, height, 0.24), Skin(side, plain(colour), plain(colour)))
    return length


def board(canvas: Canvas, place: Frame, along: float, up: float, out: float, rng: Rng) -> float:
    """A cutting board or tray with pieces of food."""
    length = rng.uniform(0.3, 0.5)
    colour = _pick(rng, ((206, 172, 122), (232, 232, 226), (150, 176, 150), (170, 172, 174)))
    skin = Skin(plain(colour), plain(colour), plain(colour))
    block(canvas, place, (along, up, out - 0.15), (length, 0.03, 0.3), skin)
    for _ in range(int(rng.integers(0, 5))):
        spot = place.at(
            along + rng.uniform(0.06, length - 0.06), up + 0.03, out + rng.uniform(-0.1, 0.1)
        )
        size = rng.uniform(0.02, 0.06)
        food = _pick(rng, _FOODS)
        drum(canvas, spot, (size, size * 0.8), rng.uniform(0.02, 0.08), round_side(food, 0.1), food)
    return length


_KINDS: dict[str, tuple[Callable[[Canvas, Frame, float, float, float, Rng], float], ...]] = {
    "work": (board, board, bowls, bowls, pot, jar, carton),
    "store": (carton, carton, carton, jar, bowls, pot),
    "dishes": (bowls, bowls, bowls, jar, pot),
    "stove": (wok, wok, pot, pot),
}


def row(
    canvas: Canvas,
    place: Frame,
    length: float,
    up: float,
    rng: Rng,
    kind: str,
    *,
    out: float = 0.0,
    density: float = 0.6,
) -> None:
    """Things side by side along a surface of this length; `density` says how full it is."""
    at = -length / 2 + rng.uniform(0.03, 0.2)
    while at < length / 2 - 0.35:
        if rng.random() < density:
            draw = _KINDS[kind][int(rng.integers(len(_KINDS[kind])))]
            at += draw(canvas, place, at, up, out + rng.uniform(-0.04, 0.04), rng)
            at += rng.uniform(0.02, 0.12)
        else:
            at += rng.uniform(0.15, 0.5)
