"""Work days by notice, by the rule of the week, and school breaks."""

from datetime import date

import pytest

from domain.workdays import (
    SCHOOL_BREAKS,
    USUAL_TERMS,
    CalendarBasis,
    PublishedBreak,
    SchoolBreak,
    Terms,
    basis,
    guessed_from,
    is_workday,
)


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
    assert USUAL_TERMS.rest(day) == name


def test_a_banner_s_dates_stand_for_the_city_s_and_those_for_the_usual_ones():
    city = PublishedBreak(None, "寒假", "Winter break", date(2027, 1, 16), date(2027, 2, 21))
    own = PublishedBreak("150602", "寒假", "Winter break", date(2027, 1, 20), date(2027, 2, 28))
    autumn = PublishedBreak(None, "秋假", "Autumn break", date(2027, 10, 25), date(2027, 10, 27))
    terms = Terms((own, city, autumn))
    assert terms.rest(date(2027, 1, 17), "150603") == "寒假"
    assert terms.rest(date(2027, 1, 17), "150602") is None
    assert terms.rest(date(2027, 1, 13)) is None
    assert terms.rest(date(2028, 1, 13), "150602") == "寒假"  # another year: the usual dates
    assert terms.rest(date(2027, 10, 26), "150602") == "秋假"
    assert terms.rest(date(2027, 8, 1), "150602") == "暑假"


def test_a_break_over_new_year_belongs_to_the_year_it_ends_in():
    over = SchoolBreak("寒假", "Winter break", (12, 20), (2, 10))
    assert over.year(date(2026, 12, 24)) == over.year(date(2027, 1, 5)) == 2027
    assert SCHOOL_BREAKS[0].year(date(2027, 1, 20)) == 2027


def test_a_missing_notice_is_said_as_long_before_as_it_matters(monkeypatch):
    def known_to_2026(day):
        if day.year > 2026:
            raise NotImplementedError
        return True

    monkeypatch.setattr("domain.workdays.chinese_calendar.is_workday", known_to_2026)
    assert guessed_from(date(2026, 10, 1)) is None
    assert guessed_from(date(2026, 11, 26)) == date(2027, 1, 1)
    assert guessed_from(date(2027, 3, 1)) == date(2027, 3, 1)
