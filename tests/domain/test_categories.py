"""A city's own categories: whose rules hold, and what becomes of one that is not known any more."""

import pytest

from domain.categories import (
    CATEGORIES,
    CODES,
    Category,
    CategoryFacts,
    CategoryGroup,
    adopt,
    counted_as,
    facts_of,
    is_own_code,
    rules_of,
)

NOODLES = CategoryFacts("面馆", "Noodle shop", CategoryGroup.PUBLIC, 10)


@pytest.fixture
def city():
    adopt({"small": CATEGORIES[Category.SMALL], "small.noodles": NOODLES})
    yield
    adopt({})


def test_a_citys_own_stands_after_what_it_follows(city):
    at = list(CODES).index("small")
    assert list(CODES)[at + 1] == "small.noodles"
    assert len(CODES) == len(list(CODES)) == 12
    assert "small.noodles" in CODES
    assert facts_of("small.noodles") is NOODLES
    assert rules_of("small.noodles") is Category.SMALL


def test_one_that_is_gone_from_the_settings_counts_as_what_it_followed():
    assert "small.noodles" not in CODES
    assert counted_as("small.noodles") == "small"
    assert facts_of("small.noodles") is CATEGORIES[Category.SMALL]


@pytest.mark.parametrize(
    ("code", "may"),
    [
        ("small.noodles", True),
        ("small", False),
        ("small.", False),
        ("bakery.bread", False),
        ("small.Noodles", False),
        ("small.a.b", False),
        ("small.1a", False),
        ("elderly_care_canteen.day", True),
        ("elderly_care_canteen.days", False),
    ],
)
def test_the_code_of_an_own_category_names_what_it_follows(code, may):
    assert is_own_code(code) is may
