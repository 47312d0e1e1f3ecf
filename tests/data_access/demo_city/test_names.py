import numpy as np
import pytest

from data_access.demo_city import words
from data_access.demo_city.names import Words, establishment_name, masked_phones
from domain.categories import Category


def drawn(category: Category, count: int = 2000) -> list[str]:
    draw = Words(np.random.default_rng(4))
    return [establishment_name(draw, category, "东胜区", "天骄街道") for _ in range(count)]


@pytest.mark.parametrize("category", list(Category))
def test_no_name_holds_a_brand(category):
    assert not [
        name for name in drawn(category) for brand in words.word_lists().blocked if brand in name
    ]


@pytest.mark.parametrize(
    "category", [category for category in Category if category.endswith("_canteen")]
)
def test_canteens_are_called_canteens(category):
    assert all(name.endswith("食堂") for name in drawn(category, 50))


def test_small_places_vary():
    assert len(set(drawn(Category.SMALL))) > 1800


def test_phones_cannot_be_dialled():
    phones = masked_phones(np.random.default_rng(5), 100)
    assert all(len(phone) == 11 and phone[3:7] == "****" for phone in phones)
