"""How somebody looks: hair, headwear, mask, clothes, what they hold. Drawn at random."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from inference.scenes.textures import Rgb

Rng = np.random.Generator
_T = TypeVar("_T")


class Hair(StrEnum):
    """A hair style."""

    BALD = "bald"
    BUZZ = "buzz"
    SHORT = "short"
    FRINGE = "fringe"
    CURLY = "curly"
    BOB = "bob"
    LONG = "long"
    TAIL = "tail"
    BUN = "bun"


class Hat(StrEnum):
    """What covers the hair, or that nothing does."""

    NONE = "none"
    SKULL_CAP = "skull_cap"
    TOQUE = "toque"
    BOUFFANT = "bouffant"
    HAIRNET = "hairnet"
    PEAKED = "peaked"
    PAPER = "paper"
    HOOD = "hood"
    SCARF = "scarf"


class Mask(StrEnum):
    """Where the mask is."""

    NONE = "none"
    ON = "on"
    CHIN = "chin"


class Clothes(StrEnum):
    """What covers the upper body; the first four are work clothes."""

    JACKET = "jacket"
    TUNIC = "tunic"
    APRON = "apron"
    GOWN = "gown"
    T_SHIRT = "t_shirt"
    SHIRT = "shirt"
    HOODIE = "hoodie"
    COAT = "coat"


WORK_CLOTHES = {Clothes.JACKET, Clothes.TUNIC, Clothes.APRON, Clothes.GOWN}
_SKINS: tuple[Rgb, ...] = (
    (228, 184, 152),
    (214, 166, 132),
    (196, 146, 112),
    (236, 198, 170),
    (176, 126, 94),
    (132, 92, 68),
)
_HAIRS: tuple[Rgb, ...] = (
    (24, 21, 20),
    (34, 29, 27),
    (44, 36, 32),
    (66, 48, 38),
    (104, 74, 50),
    (142, 140, 138),
    (152, 112, 68),
)
_WHITES: tuple[Rgb, ...] = ((240, 240, 238), (228, 232, 236), (236, 232, 222))
_WORK: tuple[Rgb, ...] = (
    *_WHITES,
    *_WHITES,
    (40, 42, 48),
    (30, 31, 34),
    (52, 76, 130),
    (96, 142, 190),
    (120, 40, 40),
)
_APRONS: tuple[Rgb, ...] = (
    (44, 46, 52),
    (240, 240, 236),
    (60, 84, 140),
    (130, 44, 44),
    (64, 96, 72),
    (120, 94, 66),
    (90, 150, 200),
)
_MASKS: tuple[Rgb, ...] = (
    (164, 204, 232),
    (184, 214, 234),
    (244, 246, 248),
    (246, 247, 248),
    (150, 206, 190),
    (40, 41, 45),
    (226, 190, 196),
)
_CAPS: tuple[Rgb, ...] = (
    *_WHITES,
    *_WHITES,
    (36, 37, 40),
    (60, 84, 140),
    (150, 48, 46),
    (96, 142, 190),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How one person is dressed.

    Attributes:
        height_m: From sole to crown.
        build: Width of the body, 1 is usual.
        pattern: Of ordinary clothes: 0 plain, 1 stripes, 2 checks, 3 a print.
        beard: 0 to 1.
        seed: Shifts the noise in cloth and hair.
    """

    height_m: float
    build: float
    skin: Rgb
    hair: Hair
    hair_colour: Rgb
    hat: Hat
    hat_colour: Rgb
    mask: Mask
    mask_colour: Rgb
    clothes: Clothes
    cloth: Rgb
    second: Rgb
    apron: Rgb | None
    trousers: Rgb
    gloves: Rgb | None
    sleeves: bool
    pattern: int
    beard: float
    glasses: bool
    seed: int


def any_look(rng: Rng) -> Look:
    """A member of staff or a visitor; rules are kept and broken about equally often."""
    works = rng.random() < 0.6
    clothes = _choose(rng, tuple(Clothes)[:4] if works else tuple(Clothes)[4:])
    hats = (
        Hat.SKULL_CAP,
        Hat.SKULL_CAP,
        Hat.TOQUE,
        Hat.BOUFFANT,
        Hat.BOUFFANT,
        Hat.HAIRNET,
        Hat.PEAKED,
        Hat.PAPER,
        Hat.HOOD,
        Hat.SCARF,
    )
    hat = _choose(rng, hats) if rng.random() < (0.64 if works else 0.3) else Hat.NONE
    hair = _choose(rng, tuple(Hair))
    light_net = ((224, 234, 238), (188, 216, 230), (206, 228, 216), (238, 238, 238))
    colour = _choose(rng, light_net if hat in {Hat.BOUFFANT, Hat.HOOD} else _CAPS)
    mask = Mask.ON if rng.random() < 0.48 else (Mask.CHIN if rng.random() < 0.2 else Mask.NONE)
    cloth = _choose(rng, _WORK) if works else _varied(rng)
    apron = _choose(rng, _APRONS)
    wears_apron = clothes is Clothes.APRON or (works and rng.random() < 0.35)
    return Look(
        height_m=float(rng.normal(1.67, 0.08)),
        build=float(np.clip(rng.normal(1.04, 0.12), 0.85, 1.4)),
        skin=_shifted(rng, _choose(rng, _SKINS), 8),
        hair=hair,
        hair_colour=_shifted(rng, _choose(rng, _HAIRS), 6),
        hat=hat,
        hat_colour=colour,
        mask=mask,
        mask_colour=_choose(rng, _MASKS),
        clothes=clothes,
        cloth=_shifted(rng, cloth, 6),
        second=_varied(rng),
        apron=apron if wears_apron else None,
        trousers=_choose(
            rng, ((40, 42, 48), (58, 62, 74), (52, 76, 130), (200, 200, 196), (96, 88, 76))
        ),
        gloves=_choose(rng, ((230, 234, 238), (110, 160, 214), (40, 40, 44)))
        if rng.random() < 0.25
        else None,
        sleeves=clothes is not Clothes.T_SHIRT
        and (clothes is not Clothes.APRON or rng.random() < 0.6),
        pattern=int(rng.integers(0, 4)),
        beard=float(max(rng.normal(-0.2, 0.5), 0.0))
        if hair not in {Hair.BOB, Hair.LONG, Hair.BUN}
        else 0.0,
        glasses=bool(rng.random() < 0.12),
        seed=int(rng.integers(0, 256)),
    )


def _choose(rng: Rng, choices: tuple[_T, ...]) -> _T:
    return choices[int(rng.integers(len(choices)))]


def _varied(rng: Rng) -> Rgb:
    base = rng.uniform(20, 235)
    r, g, b = np.clip(base + rng.normal(0, 48, 3), 12, 245)
    return float(r), float(g), float(b)


def _shifted(rng: Rng, colour: Rgb, by: float) -> Rgb:
    r, g, b = np.clip(np.array(colour) + rng.normal(0, by / 2) + rng.normal(0, by / 3, 3), 8, 250)
    return float(r), float(g), float(b)
