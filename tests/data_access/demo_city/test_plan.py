from datetime import UTC, datetime

import pytest

from data_access.demo_city.plan import Plan, share_out
from domain.categories import CATEGORIES
from settings import Demo

NOW = datetime(2026, 11, 19, 2, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),  # the first of equals takes the remainder
        (7, [0, 2, 5], [0, 2, 5]),
        (1, [1, 9], [0, 1]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_shares_add_up(total, weights, shares):
    assert share_out(total, weights) == shares


def test_nothing_can_be_shared_out_over_nothing():
    with pytest.raises(ValueError, match="every weight is zero"):
        share_out(3, [0, 0])


def test_full_size_has_the_counts_of_the_plan():
    counts = Plan(Demo(), NOW).counts
    assert counts == {category: facts.planned for category, facts in CATEGORIES.items()}
    assert sum(counts.values()) == 11_266


def test_steps_draw_from_streams_of_their_own():
    plan = Plan(Demo(), NOW)
    first = plan.rng("a").random()
    assert first == plan.rng("a").random()
    assert first != plan.rng("b").random()
