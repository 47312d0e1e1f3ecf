"""Believable names: establishments, people, phones."""

from collections.abc import Iterator

import numpy as np

from data_access.demo_city import words
from domain.categories import Category

Rng = np.random.Generator

_MONGOLIAN_SHARE = 0.12


class Words:
    """Draws one word after another from a list; numbers are drawn in blocks, which is fast."""

    def __init__(self, rng: Rng) -> None:
        self._uniform = _uniform(rng)

    def one(self, choices: list[str]) -> str:
        """Any of `choices`, all alike."""
        return choices[int(next(self._uniform) * len(choices))]

    def chance(self, share: float) -> bool:
        """True in `share` of the calls."""
        return next(self._uniform) < share


def establishment_name(draw: Words, category: Category, banner: str, township: str) -> str:
    """A name for an establishment of `category`, without real brands.

    Args:
        draw: Source of chance.
        category: What the name must fit.
        banner: Name of its banner.
        township: Name of its township.
    """
    while True:
        name = _compose(draw, category, banner, _stem(township))
        if not any(blocked in name for blocked in words.BLOCKED):
            return name


def person_name(draw: Words) -> str:
    """A Han name, or a Mongolian one in about an eighth of the draws."""
    if draw.chance(_MONGOLIAN_SHARE):
        return draw.one(words.MONGOLIAN_PEOPLE)
    return draw.one(words.SURNAMES) + draw.one(words.GIVEN)


def masked_phones(rng: Rng, count: int) -> list[str]:
    """Mobile numbers with the middle hidden, so that none can be dialled."""
    prefixes = rng.choice([133, 135, 136, 138, 139, 147, 150, 151, 152, 158, 159, 182, 186], count)
    ends = rng.integers(0, 10_000, count)
    return [f"{prefix}****{end:04d}" for prefix, end in zip(prefixes, ends, strict=True)]


def _compose(draw: Words, category: Category, banner: str, place: str) -> str:
    match category:
        case Category.SMALL:
            return _small(draw, place)
        case Category.MEDIUM:
            ending = draw.one(words.MEDIUM_ENDINGS)
            return draw.one(words.STEMS) + draw.one(words.MEDIUM_DISHES) + ending
        case Category.LARGE:
            return draw.one(words.STEMS) + draw.one(words.LARGE_ENDINGS)
        case Category.EXTRA_LARGE:
            return draw.one(words.STEMS) + draw.one(words.EXTRA_LARGE_ENDINGS)
        case Category.DRINKS:
            return draw.one(words.STEMS) + draw.one(words.DRINKS)
        case Category.MOBILE_BANQUET:
            return draw.one(words.SURNAMES) + draw.one(words.GIVEN) + draw.one(words.MOBILE)
        case _:
            return _canteen(draw, category, banner, place)


def _small(draw: Words, place: str) -> str:
    dish, ending = draw.one(words.SMALL_DISHES), draw.one(words.SMALL_ENDINGS)
    if dish[-1] in "铺坊店":
        ending = ""
    if draw.chance(0.45):
        return draw.one(words.SURNAMES) + draw.one(words.TITLES) + dish + ending
    if draw.chance(0.15):
        return f"{place}{draw.one(words.SURNAMES)}{draw.one(words.TITLES)}{dish}{ending}"
    return draw.one(words.STEMS) + dish + ending


def _canteen(draw: Words, category: Category, banner: str, place: str) -> str:
    where = banner if draw.chance(0.5) else place
    kinds = {
        Category.SCHOOL_CANTEEN: words.SCHOOLS,
        Category.ELDERLY_CARE_CANTEEN: words.ELDERLY,
        Category.MEDICAL_CANTEEN: words.MEDICAL,
        Category.CHILDCARE_CANTEEN: words.CHILDCARE,
        Category.GOVERNMENT_CANTEEN: words.GOVERNMENT,
    }
    body = f"{where}{draw.one(words.STEMS)}{draw.one(kinds[category])}"
    if category is Category.GOVERNMENT_CANTEEN:
        return body + draw.one(words.GOVERNMENT_ENDINGS)
    return body + "食堂"


def _stem(township: str) -> str:
    for kind in ("街道", "苏木", "镇", "乡"):
        if township.endswith(kind) and len(township) > len(kind) + 1:
            return township.removesuffix(kind)
    return township if township != "未分乡镇" else ""


def _uniform(rng: Rng) -> Iterator[float]:
    while True:
        yield from rng.random(4096).tolist()
