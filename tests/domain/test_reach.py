from datetime import date

import pytest

from domain.reach import Reach
from domain.trend import Span

TODAY = date(2026, 11, 19)  # Thursday


def reach(**query):
    return Reach.parse(query, TODAY)


def test_a_day_compares_with_the_same_weekday_a_week_before():
    assert reach() == Reach(Span.DAY, TODAY, TODAY)
    assert reach().before == (date(2026, 11, 12), date(2026, 11, 12))


def test_a_week_runs_from_monday_and_compares_as_far_into_the_one_before():
    assert reach(period="week").since == date(2026, 11, 16)
    assert reach(period="week").before == (date(2026, 11, 9), date(2026, 11, 12))
    monday = reach(period="week", day="2026-11-16")
    assert monday.since == monday.day
    assert monday.before == (date(2026, 11, 9), date(2026, 11, 9))


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-19", (date(2026, 10, 1), date(2026, 10, 19))),
        ("2026-03-31", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2026-01-01", (date(2025, 12, 1), date(2025, 12, 1))),
    ],
)
def test_a_month_ends_with_the_shorter_one_before_it(day, before):
    assert reach(period="month", day=day).before == before


@pytest.mark.parametrize(
    "day", ["2026-11-20", "2027-01-01", "2026-02-30", "x", "", "２０２６-11-18", "2026-11-18T00"]
)
def test_coming_and_impossible_days_are_today(day):
    assert reach(day=day).running


def test_very_old_days_and_unknown_periods():
    assert reach(day="0001-01-01").day == date(2000, 1, 1)
    assert reach(period="year").span is Span.DAY


def test_an_address_says_only_what_differs():
    assert reach().query() == {}
    past = reach(period="week", day="2026-11-18")
    assert past.query() == {"period": "week", "day": "2026-11-18"}
    assert Reach.parse(past.query(), TODAY) == past
