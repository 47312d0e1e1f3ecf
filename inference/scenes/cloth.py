"""How clothes are painted: jackets with buttons, aprons, stripes, checks, prints, folds."""

import numpy as np
import numpy.typing as npt

from inference.detections import F32
from inference.scenes.solids import Paint, Surface
from inference.scenes.textures import Rgb, noise, sample
from inference.scenes.wear import WORK_CLOTHES, Clothes, Look


def plain_cloth(colour: Rgb, seed: int, *, folds: float = 0.1) -> Paint:
    """One colour with soft folds."""
    field = noise(3)

    def paint(surface: Surface) -> F32:
        at = surface.at
        fold = sample(field, at[0] + at[2] * 0.6 + seed, at[1] * 0.45, 330)
        rgb = np.array(colour, np.float32)[None] * (1 + folds * fold[:, None])
        return np.asarray(rgb, np.float32)

    return paint


def skin_paint(colour: Rgb) -> Paint:
    """Skin or a glove."""
    return plain_cloth(colour, 0, folds=0.03)


def torso_paint(look: Look, lift: float) -> Paint:
    """The upper body; `lift` is how far the middle of the part lies above the hips, metres."""
    cloth = plain_cloth(look.cloth, look.seed)
    trim = (30, 30, 34) if sum(look.cloth) > 330 else (226, 226, 222)
    line = tuple(part * 0.62 for part in look.cloth)
    narrow = (look.apron is not None, look.clothes)

    def paint(surface: Surface) -> F32:
        x, z = surface.at[0], surface.at[2]
        y = surface.at[1] + np.float32(lift)
        rgb = cloth(surface)
        front = z > 0.0
        match narrow[1]:
            case Clothes.JACKET:
                button = (np.abs(np.abs(x) - 0.055) < 0.011) & (
                    np.abs(np.mod(y, 0.085) - 0.04) < 0.011
                )
                rgb = _over(rgb, trim, button & front & (y > 0.1))
                rgb = _over(rgb, line, (np.abs(x + 0.075 - y * 0.1) < 0.004) & front)
            case Clothes.TUNIC:
                rgb = _over(rgb, trim if look.seed % 2 else line, (np.abs(x) < 0.006) & front)
                pocket = (np.abs(x - 0.085) < 0.045) & (np.abs(y - 0.28) < 0.004)
                rgb = _over(rgb, line, pocket & front)
            case Clothes.COAT | Clothes.SHIRT | Clothes.HOODIE:
                rgb = _over(rgb, line, (np.abs(x) < 0.007) & front)
                rgb = _ordinary(rgb, look, x, y, front)
            case Clothes.T_SHIRT:
                rgb = _ordinary(rgb, look, x, y, front)
            case _:
                pass
        if look.apron is not None:
            bib = front & (np.abs(x) < 0.135 + np.maximum(0.12 - y, 0) * 0.6) & (y < 0.3)
            strap = (np.abs(np.abs(x) - 0.1) < 0.016) & (y >= 0.29)
            tie = (np.abs(y - 0.06) < 0.016) & ~front
            cross = (np.abs(np.abs(x) - np.abs(y - 0.2) * 0.5) < 0.014) & ~front & (y > 0.06)
            rgb = _over(rgb, look.apron, bib | strap & front | tie | cross)
            seam = bib & (np.abs(np.abs(x) - 0.06) < 0.004) & (y < 0.14)
            rgb = _over(rgb, tuple(part * 0.75 for part in look.apron), seam)
        return rgb

    return paint


def sleeve_paint(look: Look) -> Paint:
    """Sleeves and shoulders: stripes and checks run round them."""
    cloth = plain_cloth(look.cloth, look.seed + 1)
    if look.clothes in WORK_CLOTHES or look.pattern not in {1, 2}:
        return cloth

    def paint(surface: Surface) -> F32:
        band = np.mod(surface.at[1] + look.seed, 0.07) < 0.028
        return _over(cloth(surface), look.second, band, 1.0 if look.pattern == 1 else 0.5)

    return paint


def _ordinary(rgb: F32, look: Look, x: F32, y: F32, front: npt.NDArray[np.bool_]) -> F32:
    """Stripes, checks or a print on ordinary clothes."""
    if look.pattern == 1:
        return _over(rgb, look.second, np.mod(y + look.seed, 0.07) < 0.028)
    if look.pattern == 2:
        rgb = _over(rgb, look.second, np.mod(y, 0.08) < 0.03, 0.5)
        return _over(rgb, look.second, np.mod(x, 0.08) < 0.03, 0.5)
    if look.pattern == 3:
        spot = (np.abs(x) < 0.1) & (np.abs(y - 0.27) < 0.07) & front
        writing = spot & (np.mod(y * 28, 2) < 1.1) & (np.mod(x * 60 + np.floor(y * 14) * 3, 3) < 2)
        return _over(rgb, look.second, writing)
    return rgb


def _over(
    rgb: F32, colour: tuple[float, ...], where: npt.NDArray[np.bool_], share: float = 1.0
) -> F32:
    rgb[where] += (np.array(colour, np.float32) - rgb[where]) * np.float32(share)
    return rgb
