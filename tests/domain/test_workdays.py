"""Work days by notice, by the rule of the week, and school breaks."""

from datetime import date

import pytest

from domain.workdays import CalendarBasis, basis, is_school_day, is_workday, school_break


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 19), True),  # a Thursday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday worked for the holiday (调休)
    ],
)
def test_work_days_follow_the_published_notice(day, works):
    assert is_workday(day) is works
    assert basis(day) is CalendarBasis.NOTICE


def test_a_year_without_notice_falls_back_to_the_week_and_says_so():
    assert basis(date(2035, 10, 1)) is CalendarBasis.WEEK_RULE
    assert is_workday(date(2035, 10, 1))  # a Monday: the rule of the week knows no holidays
    assert not is_workday(date(2035, 10, 7))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 11), None),
        (date(2026, 1, 12), "寒假"),
        (date(2026, 2, 28), "寒假"),
        (date(2026, 7, 13), "暑假"),
        (date(2026, 8, 31), "暑假"),
        (date(2026, 9, 1), None),
    ],
)
def test_breaks_begin_and_end_on_their_days(day, name):
    found = school_break(day)
    assert (found and found.zh) == name


def test_pupils_rest_on_free_days_and_in_breaks():
    assert is_school_day(date(2026, 11, 19))
    assert not is_school_day(date(2026, 11, 21))
    assert not is_school_day(date(2026, 7, 20))
