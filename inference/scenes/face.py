"""Skull, face and ears."""

import numpy as np

from inference.detections import F32
from inference.scenes.headform import FACE, Head, blend, filled, spot
from inference.scenes.solids import Paint, Surface
from inference.scenes.textures import noise, sample
from inference.scenes.wear import Hat, Look, Mask

_SKULL = ((0.0, 0.03, -0.012), (0.074, 0.1, 0.094))
_JAW = ((0.0, -0.052, 0.02), (0.055, 0.068, 0.068))


def draw_face(head: Head) -> None:
    """The head without hair, headwear and mask; what is painted on it is."""
    skin = _face(head.look)
    head.part(*_SKULL, skin)
    head.part(*_JAW, skin, piece=FACE)
    head.part((0.0, -0.014, 0.088), (0.0125, 0.026, 0.02), skin, piece=FACE)
    head.part((0.0, -0.026, 0.096), (0.016, 0.011, 0.013), skin, piece=FACE)
    if head.look.hat is not Hat.HOOD:
        for side in (-1.0, 1.0):
            head.part((0.076 * side, -0.004, -0.012), (0.011, 0.031, 0.02), _ear(head.look))


def _face(look: Look) -> Paint:
    grain = noise(3)
    lip = (look.skin[0] * 0.86, look.skin[1] * 0.58, look.skin[2] * 0.58)
    dark = (look.skin[0] * 0.6, look.skin[1] * 0.54, look.skin[2] * 0.52)

    def paint(surface: Surface) -> F32:
        at = surface.at
        rgb = filled(surface, look.skin)
        rgb *= 1 + 0.035 * sample(grain, at[0] + look.seed, at[1], 900)[:, None]
        blush = spot(at, 0.038, -0.03, 0.022, 0.018)
        rgb = blend(rgb, (look.skin[0], look.skin[1] * 0.84, look.skin[2] * 0.82), blush * 0.4)
        rgb = blend(rgb, dark, spot(at, 0.03, 0.014, 0.02, 0.013) * 0.35)
        rgb = blend(rgb, dark, spot(at, 0.0, -0.04, 0.014, 0.005) * 0.55)
        rgb = blend(rgb, dark, spot(at, 0.0, -0.086, 0.02, 0.006) * 0.25)
        if look.beard > 0:
            beard = spot(at, 0.0, -0.09, 0.056, 0.05) + spot(at, 0.0, -0.05, 0.03, 0.008)
            beard *= 0.7 + 0.3 * sample(grain, at[0] * 3, at[1] * 3, 1200)
            rgb = blend(rgb, look.hair_colour, np.clip(beard, 0, 1) * min(look.beard, 0.8))
        rgb = blend(rgb, lip, spot(at, 0.0, -0.066, 0.023, 0.008) * 0.9)
        rgb = blend(rgb, dark, spot(at, 0.0, -0.0665, 0.02, 0.0022) * 0.8)
        rgb = blend(rgb, look.hair_colour, spot(at, 0.031, 0.033, 0.019, 0.0045) * 0.8)
        rgb = blend(rgb, (236, 232, 228), spot(at, 0.031, 0.012, 0.0135, 0.0062))
        rgb = blend(rgb, (30, 24, 22), spot(at, 0.031, 0.012, 0.0062, 0.0062))
        rgb = blend(rgb, (40, 30, 28), spot(at, 0.031, 0.0185, 0.015, 0.0022) * 0.9)
        if look.glasses:
            ring = np.hypot((np.abs(at[0]) - 0.032) / 0.024, (at[1] - 0.01) / 0.018)
            line = (np.abs(ring - 1) < 0.14) & (at[2] > 0.0)
            arm = (np.abs(at[1] - 0.014) < 0.003) & (np.abs(at[0]) > 0.05)
            rgb = blend(rgb, (36, 34, 36), (line | arm) * 0.85)
        if look.mask is Mask.ON:
            slope = (at[2] - 0.05) * 0.35
            strap = (np.abs(at[1] + 0.022 + slope) < 0.0025) | (
                np.abs(at[1] + 0.06 - slope) < 0.0025
            )
            rgb = blend(rgb, look.mask_colour, (strap & (at[2] > -0.01)) * 0.9)
        return rgb

    return paint


def _ear(look: Look) -> Paint:
    inner = (look.skin[0] * 0.72, look.skin[1] * 0.6, look.skin[2] * 0.58)

    def paint(surface: Surface) -> F32:
        at = surface.at
        hollow = np.hypot((at[1] + 0.004) / 0.019, (at[2] + 0.012) / 0.011) < 1
        return blend(filled(surface, look.skin), inner, hollow * 0.55)

    return paint
