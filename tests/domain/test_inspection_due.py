from datetime import date, timedelta

import pytest

from domain.inspection_due import next_inspection, patrol_pace

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("level", "days"), [("A", 365), ("B", 365), ("C", 182), ("D", 121), (None, 182)]
)
def test_the_next_inspection_follows_the_level(level, days):
    assert next_inspection(level, DAY, None) == DAY + timedelta(days=days)
    assert next_inspection(level, None, DAY) == DAY + timedelta(days=days)


def test_without_any_day_it_is_due_now():
    assert next_inspection("A", None, None) is None


def test_the_riskier_the_sooner_a_camera_is_looked_at_again():
    paces = [patrol_pace(level) for level in "ABCD"]
    assert paces == sorted(paces, reverse=True)
    assert patrol_pace(None) <= patrol_pace("B")
