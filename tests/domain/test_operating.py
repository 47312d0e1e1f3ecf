"""On which days kitchens cook, and which periods they owe."""

from datetime import date

import pytest

from domain.categories import Category
from domain.control import ControlKind
from domain.operating import (
    REASON_GUESSED,
    REASON_NOT_OPEN,
    REASON_NOT_WORKING,
    Closure,
    Kitchen,
    excuse,
    why_resting,
)
from domain.workdays import PublishedBreak, Terms

DAILY, WEEKLY, MONTHLY = ControlKind
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "category", "start", "words"),
    [
        (DAILY, Category.SCHOOL_CANTEEN, date(2026, 11, 19), None),
        (DAILY, Category.SCHOOL_CANTEEN, date(2026, 11, 21), "非工作日"),
        (DAILY, Category.SCHOOL_CANTEEN, date(2026, 8, 3), "暑假"),
        (WEEKLY, Category.SCHOOL_CANTEEN, date(2026, 8, 3), "暑假"),
        (WEEKLY, Category.SCHOOL_CANTEEN, date(2026, 8, 31), None),  # term begins on Tuesday
        (MONTHLY, Category.SCHOOL_CANTEEN, date(2026, 8, 1), "暑假"),
        (MONTHLY, Category.SCHOOL_CANTEEN, date(2026, 7, 1), None),
        (DAILY, Category.GOVERNMENT_CANTEEN, date(2026, 11, 22), "非工作日"),
        (WEEKLY, Category.GOVERNMENT_CANTEEN, date(2026, 11, 16), None),
        (DAILY, Category.SMALL, date(2026, 11, 22), None),
        (DAILY, Category.ELDERLY_CARE_CANTEEN, date(2026, 2, 17), None),  # New Year's Day
    ],
)
def test_kitchens_that_do_not_cook_owe_nothing(kind, category, start, words):
    assert excuse(kind, Kitchen(category), start) == words


def test_a_day_excused_on_a_guess_says_so():
    sunday = date(2035, 10, 7)
    assert excuse(DAILY, Kitchen(Category.GOVERNMENT_CANTEEN), sunday) == REASON_GUESSED


@pytest.mark.parametrize(
    ("closures", "rest", "words"),
    [
        ((), "", None),
        ((), "1", "每周店休"),
        ((Closure(MONDAY, MONDAY, "装修"),), "", "停业报备：装修"),
        ((Closure(MONDAY, MONDAY, "装修"),), "1", "停业报备：装修"),
        ((Closure(date(2026, 11, 17), SUNDAY, "装修"),), "", None),
    ],
)
def test_a_closed_day_or_a_rest_day_owes_no_daily_record(closures, rest, words):
    kitchen = Kitchen(Category.SMALL, rest_weekdays=rest, closures=closures)
    assert excuse(DAILY, kitchen, MONDAY) == words


@pytest.mark.parametrize(
    ("closures", "rest", "words"),
    [
        ((Closure(MONDAY, SUNDAY, "装修"),), "", "停业报备：装修"),
        ((Closure(MONDAY, date(2026, 11, 21), "装修"),), "", None),
        # Closed on every day it would cook: Sunday is its rest day.
        ((Closure(MONDAY, date(2026, 11, 21), "装修"),), "7", "停业报备：装修"),
        (
            (Closure(MONDAY, date(2026, 11, 18), "a"), Closure(date(2026, 11, 19), SUNDAY, "b")),
            "",
            "停业报备：a",
        ),
    ],
)
def test_a_week_is_excused_only_when_every_operating_day_is_closed(closures, rest, words):
    kitchen = Kitchen(Category.SMALL, rest_weekdays=rest, closures=closures)
    assert excuse(WEEKLY, kitchen, MONDAY) == words
    assert excuse(MONTHLY, kitchen, date(2026, 11, 1)) is None


def test_an_establishment_owes_from_the_first_operating_day_after_its_opening():
    kitchen = Kitchen(Category.GOVERNMENT_CANTEEN, opened_on=date(2026, 11, 21))  # a Saturday
    assert why_resting(kitchen, date(2026, 11, 20)) == REASON_NOT_OPEN
    assert why_resting(kitchen, date(2026, 11, 21)) == REASON_NOT_WORKING
    assert excuse(WEEKLY, kitchen, MONDAY) == "尚未开业"
    assert why_resting(kitchen, date(2026, 11, 23)) is None


def test_published_dates_move_the_break_of_their_banner():
    late = PublishedBreak("150602", "寒假", "Winter break", date(2027, 1, 20), date(2027, 3, 7))
    terms = Terms((late,))
    here = Kitchen(Category.SCHOOL_CANTEEN, "150602")
    there = Kitchen(Category.SCHOOL_CANTEEN, "150603")
    thursday = date(2027, 1, 14)  # usual break, not yet the published one
    assert excuse(DAILY, here, thursday, terms) is None
    assert excuse(DAILY, there, thursday, terms) == "寒假"
    friday = date(2027, 3, 5)
    assert excuse(DAILY, here, friday, terms) == "寒假"
    assert excuse(DAILY, there, friday, terms) is None
