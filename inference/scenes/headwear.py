"""Caps, toques, hairnets, hoods and scarves; masks."""

import numpy as np
import numpy.typing as npt

from inference.detections import F32
from inference.scenes.hair import strands
from inference.scenes.headform import FACE, Head, above, blend, cloth, filled, spot
from inference.scenes.solids import Paint, Surface
from inference.scenes.textures import Rgb, noise, sample
from inference.scenes.wear import Hat, Mask


def draw_hat(head: Head) -> None:
    """What covers the hair, if anything does."""
    _HATS[head.look.hat](head)


def _banded(colour: Rgb, seed: int, rim: float, slope: float, band: Rgb, width: float) -> Paint:
    fabric = cloth(colour, seed)

    def paint(surface: Surface) -> F32:
        up = surface.at[1] - rim - slope * surface.at[2]
        rgb = blend(fabric(surface), band, up < width)
        return blend(rgb, (40, 40, 44), (np.abs(up - width) < 0.0022) * 0.5)

    return paint


def _bare(_head: Head) -> None:
    """Nothing on the head."""


def _skull_cap(head: Head) -> None:
    look = head.look
    band = look.hat_colour if look.seed % 3 else look.second
    paint = _banded(look.hat_colour, look.seed, 0.046, 0.2, band, 0.026)
    head.part((0, 0.04, -0.013), (0.0865, 0.106, 0.108), paint, above(0.046, 0.2))


def _pleated(colour: Rgb, count: int) -> Paint:
    def paint(surface: Surface) -> F32:
        turn = np.arctan2(surface.at[0], surface.at[2])
        fold = np.cos(turn * count) * 0.07 + 0.95
        return np.asarray(filled(surface, colour) * fold[:, None], np.float32)

    return paint


def _toque(head: Head) -> None:
    look = head.look
    tall = 0.045 + (look.seed % 5) * 0.012
    head.part(
        (0, 0.07 + tall, -0.013), (0.083, tall, 0.104), _pleated(look.hat_colour, 14), taper=-0.06
    )
    puff = 0.045 + (look.seed % 3) * 0.014
    head.part((0, 0.075 + 2 * tall, -0.016), (0.097, puff, 0.116), _pleated(look.hat_colour, 11))
    shade = (look.hat_colour[0] * 0.93, look.hat_colour[1] * 0.93, look.hat_colour[2] * 0.93)
    head.part((0, 0.072, -0.013), (0.086, 0.024, 0.107), cloth(shade, look.seed), taper=0.0)


def _gathered(head: Head) -> Paint:
    """Thin fleece with folds that run to its rim; hair shines through a little."""
    look = head.look
    field = noise(4, 16)
    colour = np.array(look.hat_colour) * 0.84 + np.array(look.hair_colour) * 0.16

    def paint(surface: Surface) -> F32:
        at = surface.at
        turn = np.arctan2(at[0], at[2] + 0.02)
        fold = sample(field, turn * 0.4 + look.seed, at[1] * 0.2, 190)
        pinch = np.clip(1 - (at[1] - 0.035) / 0.05, 0, 1)
        lines = np.cos(turn * 34 + fold * 3) * 0.09 * pinch
        gain = 1 + 0.08 * fold + lines
        return np.asarray(colour.astype(np.float32) * gain[:, None], np.float32)

    return paint


def _bouffant(head: Head) -> None:
    puff = 1 + (head.look.seed % 4) * 0.05
    head.part(
        (0, 0.046, -0.03), (0.096 * puff, 0.1 * puff, 0.118), _gathered(head), above(0.03, 0.3)
    )
    rim = (
        head.look.hat_colour[0] * 0.86,
        head.look.hat_colour[1] * 0.87,
        head.look.hat_colour[2] * 0.88,
    )
    head.part(
        (0, 0.036, -0.012),
        (0.083, 0.09, 0.102),
        cloth(rim, 3),
        lambda at: np.abs(at[1] - 0.034 - 0.3 * at[2]) < 0.008,
    )


def _hairnet(head: Head) -> None:
    look = head.look
    hair = strands(look)
    colour = (236, 240, 242) if look.seed % 2 else (96, 138, 190) if look.seed % 3 else (52, 46, 44)

    def paint(surface: Surface) -> F32:
        at = surface.at
        turn = np.arctan2(at[0], at[2] + 0.02)
        first, second = np.sin(turn * 30 + at[1] * 260), np.sin(turn * 30 - at[1] * 260)
        web = (np.maximum(first, second) > 0.72) * 0.62 + 0.2
        rim = np.clip(1 - np.abs(at[1] - 0.046 - 0.28 * at[2]) / 0.007, 0, 1)
        return blend(hair(surface), colour, np.maximum(web, rim * 0.95))

    head.part((0, 0.036, -0.02), (0.086, 0.104, 0.112), paint, above(0.042, 0.28))


def _peaked(head: Head) -> None:
    look = head.look
    head.part(
        (0, 0.044, -0.01),
        (0.088, 0.1, 0.105),
        _banded(look.hat_colour, look.seed, 0.046, 0.05, look.hat_colour, 0.01),
        above(0.046, 0.05),
    )
    tip = np.array([[1, 0, 0], [0, 0.95, 0.3], [0, -0.3, 0.95]])
    edge = (look.hat_colour[0] * 0.8, look.hat_colour[1] * 0.8, look.hat_colour[2] * 0.8)
    head.part((0, 0.05, 0.11), (0.074, 0.009, 0.072), cloth(edge, 1), tilt=tip.T)


def _paper(head: Head) -> None:
    look = head.look
    stripe = look.second if look.seed % 2 else look.hat_colour
    paint = _banded(look.hat_colour, look.seed, 0.05, 0.0, stripe, 0.022)
    head.part((0, 0.098, -0.012), (0.084, 0.05, 0.106), paint, taper=0.0)
    head.part((0, 0.146, -0.012), (0.084, 0.008, 0.106), cloth(look.hat_colour, 2))


def _hood(head: Head) -> None:
    """A cap that covers ears and neck and leaves an oval for the face."""
    look = head.look

    def keep(at: F32) -> npt.NDArray[np.bool_]:
        oval = (at[0] / 0.064) ** 2 + ((at[1] + 0.018) / 0.088) ** 2
        return np.asarray((oval > 1) | (at[2] < 0.0))

    fabric = cloth(look.hat_colour, look.seed)
    head.part((0, 0.028, -0.014), (0.09, 0.118, 0.11), fabric, keep)
    head.part((0, -0.08, -0.012), (0.082, 0.09, 0.088), fabric, lambda at: keep(at) & (at[1] < 0.0))


def _scarf(head: Head) -> None:
    look = head.look
    fabric, field = cloth(look.hat_colour, look.seed), noise(2)

    def paint(surface: Surface) -> F32:
        at = surface.at
        print_ = sample(field, at[0] + look.seed, at[1] + at[2], 2400) > 0.7
        return blend(fabric(surface), look.second, print_ * (0.8 if look.pattern > 1 else 0.0))

    head.part((0, 0.036, -0.016), (0.085, 0.104, 0.11), paint, above(0.044, 0.5))
    head.part((0, -0.01, -0.13), (0.02, 0.02, 0.018), fabric)
    head.part((0, -0.05, -0.135), (0.03, 0.045, 0.012), fabric)


def draw_mask(head: Head) -> None:
    """The mask over mouth and nose, or under the chin."""
    look = head.look
    if look.mask is Mask.NONE:
        return
    dark = (look.mask_colour[0] * 0.8, look.mask_colour[1] * 0.82, look.mask_colour[2] * 0.84)

    def paint(surface: Surface) -> F32:
        at = surface.at
        fold = (np.abs(np.mod(at[1] + 0.0075, 0.021) - 0.0105) > 0.009) * 0.45
        rgb = blend(filled(surface, look.mask_colour), dark, fold)
        return blend(rgb, (248, 248, 248), spot(at, 0.0, -0.014, 0.03, 0.004) * 0.5)

    if look.mask is Mask.CHIN:
        head.part(
            (0, -0.095, 0.026),
            (0.062, 0.042, 0.072),
            paint,
            lambda at: (at[1] < -0.084 + 0.15 * (0.09 - at[2])) & (at[2] > -0.02),
            piece=FACE,
        )
        return

    def keep(at: F32) -> npt.NDArray[np.bool_]:
        top = -0.024 + 0.022 * np.exp(-((at[0] / 0.024) ** 2))
        side = 0.012 + 0.25 * np.abs(at[1] + 0.05)
        return np.asarray((at[1] < top) & (at[2] > side))

    head.part((0, -0.056, 0.03), (0.0625, 0.07, 0.083), paint, keep, piece=FACE)


_HATS = {
    Hat.NONE: _bare,
    Hat.SKULL_CAP: _skull_cap,
    Hat.TOQUE: _toque,
    Hat.BOUFFANT: _bouffant,
    Hat.HAIRNET: _hairnet,
    Hat.PEAKED: _peaked,
    Hat.PAPER: _paper,
    Hat.HOOD: _hood,
    Hat.SCARF: _scarf,
}
