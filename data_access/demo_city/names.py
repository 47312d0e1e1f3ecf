"""Believable names: establishments, people, phones."""

from collections.abc import Iterator

import numpy as np

from data_access.demo_city.words import WordLists, word_lists
from data_access.places import UNASSIGNED_KIND
from domain.categories import Category

Rng = np.random.Generator

_MONGOLIAN_SHARE = 0.12


class Words:
    """Draws one word after another from a list; numbers are drawn in blocks, which is fast."""

    def __init__(self, rng: Rng, lists: WordLists | None = None) -> None:
        self.lists = lists or word_lists()
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
        if not any(blocked in name for blocked in draw.lists.blocked):
            return name


def person_name(draw: Words) -> str:
    """A Han name, or a Mongolian one in about an eighth of the draws."""
    if draw.chance(_MONGOLIAN_SHARE) and draw.lists.mongolian_people:
        return draw.one(draw.lists.mongolian_people)
    return draw.one(draw.lists.surnames) + draw.one(draw.lists.given)


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
            ending = draw.one(draw.lists.medium_endings)
            return draw.one(draw.lists.stems) + draw.one(draw.lists.medium_dishes) + ending
        case Category.LARGE:
            return draw.one(draw.lists.stems) + draw.one(draw.lists.large_endings)
        case Category.EXTRA_LARGE:
            return draw.one(draw.lists.stems) + draw.one(draw.lists.extra_large_endings)
        case Category.DRINKS:
            return draw.one(draw.lists.stems) + draw.one(draw.lists.drinks)
        case Category.MOBILE_BANQUET:
            return (
                draw.one(draw.lists.surnames)
                + draw.one(draw.lists.given)
                + draw.one(draw.lists.mobile)
            )
        case _:
            return _canteen(draw, category, banner, place)


def _small(draw: Words, place: str) -> str:
    dish, ending = draw.one(draw.lists.small_dishes), draw.one(draw.lists.small_endings)
    if dish[-1] in "铺坊店":
        ending = ""
    if draw.chance(0.45):
        return draw.one(draw.lists.surnames) + draw.one(draw.lists.titles) + dish + ending
    if draw.chance(0.15):
        return f"{place}{draw.one(draw.lists.surnames)}{draw.one(draw.lists.titles)}{dish}{ending}"
    return draw.one(draw.lists.stems) + dish + ending


def _canteen(draw: Words, category: Category, banner: str, place: str) -> str:
    where = banner if draw.chance(0.5) else place
    kinds = {
        Category.SCHOOL_CANTEEN: draw.lists.schools,
        Category.ELDERLY_CARE_CANTEEN: draw.lists.elderly,
        Category.MEDICAL_CANTEEN: draw.lists.medical,
        Category.CHILDCARE_CANTEEN: draw.lists.childcare,
        Category.GOVERNMENT_CANTEEN: draw.lists.government,
    }
    body = f"{where}{draw.one(draw.lists.stems)}{draw.one(kinds[category])}"
    if category is Category.GOVERNMENT_CANTEEN:
        return body + draw.one(draw.lists.government_endings)
    return body + "食堂"


def _stem(township: str) -> str:
    if township == UNASSIGNED_KIND:
        return ""
    for kind in ("街道", "苏木", "镇", "乡"):
        if township.endswith(kind) and len(township) > len(kind) + 1:
            return township.removesuffix(kind)
    return township


def _uniform(rng: Rng) -> Iterator[float]:
    while True:
        yield from rng.random(4096).tolist()
