"""Hair of many styles, bare or under headwear."""

import numpy as np
import numpy.typing as npt

from inference.detections import F32
from inference.scenes.headform import Head, filled
from inference.scenes.solids import Keep, Paint, Surface
from inference.scenes.textures import noise, sample
from inference.scenes.wear import Hair, Hat, Look


def strands(look: Look, *, fine: float = 1.0) -> Paint:
    """Hair: streaks that run from the crown down, and a band of shine."""
    streaks = noise(4, 16)
    dark = sum(look.hair_colour) < 200
    shine, contrast = (46, 0.28) if dark else (26, 0.13)

    def paint(surface: Surface) -> F32:
        at = surface.at
        turn = np.arctan2(at[0], at[2] + 0.02)
        lock = sample(streaks, turn * 0.5 * fine + look.seed, at[1] * 0.3, 150)
        rgb = filled(surface, look.hair_colour) * (0.97 + contrast * lock[:, None])
        glow = np.exp(-(((surface.normal[1] + 0.72) / 0.2) ** 2)) * (0.6 + 0.4 * lock)
        return np.asarray(rgb + (glow * shine)[:, None], np.float32)

    return paint


def _hairline(look: Look) -> Keep:
    """Where hair grows: above the forehead, behind the temples, down to the nape."""
    front = {Hair.FRINGE: 0.046, Hair.BOB: 0.05, Hair.BUZZ: 0.078}.get(look.hair, 0.07)
    low = {Hair.BOB: -0.11, Hair.LONG: -0.14}.get(look.hair, -0.06)
    edge = noise(4)

    def keep(at: F32) -> npt.NDArray[np.bool_]:
        rough = sample(edge, at[0] + look.seed, at[2], 1100) * 0.006
        line = front - np.abs(at[0]) * 0.35 + rough
        temple = np.where(at[1] > -0.012, 0.02 + rough, -0.036)
        return np.asarray(((at[1] > line) | (at[2] < temple)) & (at[1] > low + rough))

    return keep


def draw_hair(head: Head) -> None:
    """The hair that headwear leaves to be seen."""
    look = head.look
    paint, keep = strands(look), _hairline(look)
    hidden = look.hat in {Hat.HOOD, Hat.BOUFFANT}
    flat = look.hat is not Hat.NONE
    if look.hair is Hair.BALD or hidden:
        if look.hair is not Hair.BALD:
            return
        head.part(
            (0, 0.022, -0.02), (0.0775, 0.085, 0.094), paint, lambda at: (at[1] < 0.045) & keep(at)
        )
        return
    full = {Hair.BUZZ: 0.004, Hair.CURLY: 0.024, Hair.SHORT: 0.01}.get(look.hair, 0.013)
    full = min(full, 0.007) if flat else full
    radii = (0.0745 + full, 0.1 + full, 0.096 + full)
    if look.hair is Hair.CURLY:
        paint = _curls(look)
    head.part((0.0, 0.032, -0.014), radii, paint, keep)
    if look.hair in {Hair.LONG, Hair.BOB}:
        length = 0.16 if look.hair is Hair.LONG else 0.1
        head.part(
            (0, -0.035 - length * 0.3, -0.045),
            (0.084, length, 0.062),
            paint,
            lambda at: (at[1] < 0.05) & (at[2] < 0.012),
        )
    elif look.hair is Hair.TAIL:
        head.part((0, 0.03, -0.125), (0.024, 0.024, 0.03), paint)
        head.part((0, -0.05, -0.142), (0.03, 0.085, 0.028), paint)
    elif look.hair is Hair.BUN and not flat:
        up = 0.09 if look.seed % 2 else 0.02
        head.part((0, up, -0.115 + up * 0.5), (0.042, 0.04, 0.038), paint)


def _curls(look: Look) -> Paint:
    field = noise(3)

    def paint(surface: Surface) -> F32:
        at = surface.at
        curl = sample(field, at[0] + at[2] * 0.6 + look.seed, at[1] + at[2] * 0.5, 1300)
        return np.asarray(filled(surface, look.hair_colour) * (0.95 + 0.5 * curl[:, None]) + 6)

    return paint
