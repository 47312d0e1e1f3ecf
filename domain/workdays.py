"""Which days people work and which days pupils eat: holidays, 调休 and school breaks.

Work days follow the State Council's yearly notices, through the package chinesecalendar. A notice
appears each November for the next year; until the package knows it, the rule of the week stands
in and the answer says so.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import chinese_calendar


class CalendarBasis(StrEnum):
    """What a statement about a day rests on."""

    NOTICE = "notice"
    WEEK_RULE = "week_rule"


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """Days between two terms, every year alike.

    Attributes:
        starts: (month, day) of the first free day.
        ends: (month, day) of the last free day; before `starts` when it crosses New Year.
    """

    zh: str
    en: str
    starts: tuple[int, int]
    ends: tuple[int, int]
    source_document: str = "平台规则"
    effective_from: date = date(2023, 8, 29)

    def holds(self, day: date) -> bool:
        """Whether `day` lies in this break."""
        place = (day.month, day.day)
        if self.starts <= self.ends:
            return self.starts <= place <= self.ends
        return place >= self.starts or place <= self.ends


# The education bureau sets each year's dates; these are the usual ones of Ordos, to the week.
SCHOOL_BREAKS = (
    SchoolBreak("寒假", "Winter break", (1, 12), (2, 28)),
    SchoolBreak("暑假", "Summer break", (7, 13), (8, 31)),
)


def is_workday(day: date) -> bool:
    """Whether offices work on `day`; see `basis` for how sure that is."""
    if basis(day) is CalendarBasis.NOTICE:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def basis(day: date) -> CalendarBasis:
    """NOTICE where a published holiday notice covers the year, else WEEK_RULE (a guess)."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return CalendarBasis.WEEK_RULE
    return CalendarBasis.NOTICE


def school_break(day: date) -> SchoolBreak | None:
    """The break that `day` lies in, None in term."""
    return next((item for item in SCHOOL_BREAKS if item.holds(day)), None)


def is_school_day(day: date) -> bool:
    """Whether pupils are in school: a work day outside the breaks."""
    return is_workday(day) and school_break(day) is None
