"""On which days a kitchen cooks, and so for which periods it owes nothing.

Schools rest in breaks and on free days, canteens of offices and childcare on free days; everyone
else cooks every day but on rest days of the week and in closures that were declared beforehand.
All of it 平台规则: the law only says 每个经营日.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.categories import Category
from domain.control import ControlKind, period_end
from domain.workdays import USUAL_TERMS, CalendarBasis, Terms, basis, is_workday

# Stored with the duty, so the record says why long after the rule has changed.
REASON_NOT_WORKING = "非工作日"
REASON_GUESSED = "非工作日（放假通知尚未收录，按周末推定）"
REASON_REST = "每周店休"
REASON_SUSPENDED = "停业报备"
REASON_NOT_OPEN = "尚未开业"
REASON_STANDSTILL = "平台停机，无法填报"

MOST_AFTER_MIDNIGHT = 6
"""Hours past midnight that a kitchen may close, at most: then the next morning begins."""
MOST_REST_DAYS = 6
"""Weekdays a kitchen may rest: one that never cooks is suspended instead."""
LONGEST_CLOSURE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days that were declared closed.

    Attributes:
        ends: Last day it holds; of one that was withdrawn, the day before.
        same_day: When it was declared, `23:59`, if that was on its first day; empty when before.
    """

    starts: date
    ends: date
    reason: str
    same_day: str = ""

    def holds(self, day: date) -> bool:
        """Whether the kitchen is closed on `day` for it."""
        return self.starts <= day <= self.ends

    def words(self, day: date) -> str:
        """What stays with a duty of `day` that it excuses."""
        return closure_words(self.reason, self.same_day if day == self.starts else "")


def closure_words(reason: str, same_day: str = "") -> str:
    """What stays with a duty that a closure excuses.

    A day that was declared closed only when it had begun says so for ever, wherever it is read:
    who closes at 23:59 each time has to answer for it.

    Args:
        reason: As declared.
        same_day: As of `Closure`.
    """
    told = f"（当日{same_day}报备）" if same_day else ""
    return f"{REASON_SUSPENDED}{told}：{reason}"[:200]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What decides when an establishment cooks.

    Attributes:
        banner_adcode: For the breaks of its schools.
        rest_weekdays: ISO weekdays, as stored: `17` for Mondays and Sundays.
        opened_on: None when it always has been open.
    """

    category: Category
    banner_adcode: str | None = None
    rest_weekdays: str = ""
    closures: tuple[Closure, ...] = ()
    opened_on: date | None = None


def why_resting(kitchen: Kitchen, day: date, terms: Terms = USUAL_TERMS) -> str | None:
    """Why the kitchen does not cook on `day`, None when it does."""
    if kitchen.opened_on is not None and day < kitchen.opened_on:
        return REASON_NOT_OPEN
    for closure in kitchen.closures:
        if closure.holds(day):
            return closure.words(day)
    if kitchen.category is Category.SCHOOL_CANTEEN:
        rest = terms.rest(day, kitchen.banner_adcode)
        if rest is not None:
            return rest
    if kitchen.category in _OF_WORKDAYS and not is_workday(day):
        return REASON_NOT_WORKING if basis(day) is CalendarBasis.NOTICE else REASON_GUESSED
    return REASON_REST if str(day.isoweekday()) in kitchen.rest_weekdays else None


def excuse(
    kind: ControlKind, kitchen: Kitchen, start: date, terms: Terms = USUAL_TERMS
) -> str | None:
    """Why the kitchen owes nothing for the period, None when it does.

    A week or a month is owed as soon as one of its days is cooked on; else a closure within it is
    named first, then why its first day is free.
    """
    found: list[str] = []
    day, end = start, period_end(kind, start)
    while day <= end:
        why = why_resting(kitchen, day, terms)
        if why is None:
            return None
        found.append(why)
        day += timedelta(days=1)
    declared = [words for words in found if words.startswith(REASON_SUSPENDED)]
    return (declared or found)[0]


_OF_WORKDAYS = frozenset(
    {Category.SCHOOL_CANTEEN, Category.GOVERNMENT_CANTEEN, Category.CHILDCARE_CANTEEN}
)
