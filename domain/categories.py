"""The eleven categories of catering establishments, how many the plan counts, and a city's own.

Rules hang on the eleven: what a kitchen is asked, when it rests, what it scores. A city's own
category is a kind of one of them and says so in its code: `small.noodles` follows the rules of
`small`. So no rule has to know it, and a register keeps its meaning whatever the settings say.

Source: 鄂尔多斯市“暖城阳光餐饮”工程实施方案 (2023-08-29), section four: 11,266 in all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload

LONGEST_CODE = 24
"""As wide as the columns are."""
_OWN = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Category(StrEnum):
    """Code of a category, as stored."""

    EXTRA_LARGE = "extra_large"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    DRINKS = "drinks"
    SCHOOL_CANTEEN = "school_canteen"
    ELDERLY_CARE_CANTEEN = "elderly_care_canteen"
    MEDICAL_CANTEEN = "medical_canteen"
    GOVERNMENT_CANTEEN = "government_canteen"
    CHILDCARE_CANTEEN = "childcare_canteen"
    MOBILE_BANQUET = "mobile_banquet"


class CategoryGroup(StrEnum):
    """How the screens group categories."""

    PUBLIC = "public"
    CANTEEN = "canteen"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """Names of a category, its group, and the plan's count of establishments."""

    zh: str
    en: str
    group: CategoryGroup
    planned: int


CATEGORIES: dict[Category, CategoryFacts] = {
    Category.EXTRA_LARGE: CategoryFacts(
        "特大型餐饮", "Extra-large restaurant", CategoryGroup.PUBLIC, 28
    ),
    Category.LARGE: CategoryFacts("大型餐饮", "Large restaurant", CategoryGroup.PUBLIC, 232),
    Category.MEDIUM: CategoryFacts("中型餐饮", "Medium restaurant", CategoryGroup.PUBLIC, 1_589),
    Category.SMALL: CategoryFacts("小型餐饮", "Small restaurant", CategoryGroup.PUBLIC, 8_059),
    Category.DRINKS: CategoryFacts("饮品店", "Drinks shop", CategoryGroup.PUBLIC, 115),
    Category.SCHOOL_CANTEEN: CategoryFacts(
        "学校(幼儿园)食堂", "School canteen", CategoryGroup.CANTEEN, 463
    ),
    Category.ELDERLY_CARE_CANTEEN: CategoryFacts(
        "养老机构食堂", "Elderly-care canteen", CategoryGroup.CANTEEN, 54
    ),
    Category.MEDICAL_CANTEEN: CategoryFacts(
        "医疗机构食堂", "Medical canteen", CategoryGroup.CANTEEN, 10
    ),
    Category.GOVERNMENT_CANTEEN: CategoryFacts(
        "机关事业单位食堂", "Government canteen", CategoryGroup.CANTEEN, 597
    ),
    Category.CHILDCARE_CANTEEN: CategoryFacts(
        "托育机构食堂", "Childcare canteen", CategoryGroup.CANTEEN, 17
    ),
    Category.MOBILE_BANQUET: CategoryFacts(
        "大型聚餐流动餐馆", "Mobile banquet caterer", CategoryGroup.MOBILE, 102
    ),
}

_CITY: dict[str, CategoryFacts] = {}
"""What the city of this process calls categories, its own among them; filled once, at the start."""


def adopt(facts: Mapping[str, CategoryFacts]) -> None:
    """Make these the categories of the city, instead of what was adopted before.

    Args:
        facts: Of some of the eleven, and of codes that are `is_own_code`.
    """
    _CITY.clear()
    _CITY.update(facts)


def is_own_code(code: str) -> bool:
    """Whether a city may give the code to a category of its own."""
    rules, point, name = code.partition(".")
    known = bool(point) and rules in set(Category) and _OWN.fullmatch(name) is not None
    return known and len(code) <= LONGEST_CODE


def rules_of(code: str) -> Category:
    """Whose rules hold for a code: its own, or those of the category that a city's own follows.

    Raises:
        ValueError: No code of a category.
    """
    return Category(code.partition(".")[0])


def counted_as(code: str) -> str:
    """The code, or what it follows when the city does not have it any more."""
    return code if code in CODES else rules_of(code)


def facts_of(code: str) -> CategoryFacts:
    """Names and group of a code as stored, as the city says it."""
    known = counted_as(code)
    said = _CITY.get(known)
    return CATEGORIES[Category(known)] if said is None else said


class _Codes(Sequence[str]):
    """All codes of this process: each of the eleven, then the city's own that follow it."""

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[str]:
        for kind in Category:
            yield kind.value
            yield from (code for code in _CITY if code != kind and rules_of(code) is kind)

    def __contains__(self, code: object) -> bool:
        return code in CATEGORIES or code in _CITY

    def __len__(self) -> int:
        return len({*Category, *_CITY})


CODES: Sequence[str] = _Codes()
