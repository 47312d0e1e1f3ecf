"""Which days people work and which days pupils eat: holidays, 调休 and school breaks.

Work days follow the State Council's yearly notices, through the package chinesecalendar. A notice
appears each November for the next year; until the package knows it, the rule of the week stands
in and the answer says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import chinese_calendar

LOOKED_AHEAD = timedelta(days=60)
"""How far ahead a missing notice matters: leave and closures are planned about so early."""


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

    def year(self, day: date) -> int:
        """The year in which the break ends that `day` lies in."""
        crosses = self.starts > self.ends and (day.month, day.day) >= self.starts
        return day.year + crosses


# The usual ones of Ordos, to the week; they hold until a bureau enters the dates of a year.
SCHOOL_BREAKS = (
    SchoolBreak("寒假", "Winter break", (1, 12), (2, 28)),
    SchoolBreak("暑假", "Summer break", (7, 13), (8, 31)),
)


@dataclass(frozen=True, slots=True)
class PublishedBreak:
    """A break with the dates of one year, as the education bureau set them.

    Attributes:
        banner_adcode: Of one banner's schools, None for the whole city's.
    """

    banner_adcode: str | None
    zh: str
    en: str
    starts: date
    ends: date

    @property
    def year(self) -> int:
        """The year it ends in: what it stands for."""
        return self.ends.year

    def holds(self, day: date) -> bool:
        """Whether `day` lies in this break."""
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Terms:
    """When schools rest: published dates, and the usual ones where none are published.

    Dates published for a banner stand for the city's of that name and year, and both for the usual
    ones; a name that is not usual (秋假) adds days.

    Attributes:
        published: One a banner, name and year.
    """

    published: tuple[PublishedBreak, ...] = ()

    def rest(self, day: date, banner_adcode: str | None = None) -> str | None:
        """Name of the break that `day` lies in, None in term."""
        known = self._of(banner_adcode)
        for (zh, _year), one in known.items():
            if one.holds(day):
                return zh
        for usual in SCHOOL_BREAKS:
            if usual.holds(day) and (usual.zh, usual.year(day)) not in known:
                return usual.zh
        return None

    def _of(self, banner_adcode: str | None) -> dict[tuple[str, int], PublishedBreak]:
        own = [one for one in self.published if one.banner_adcode == banner_adcode]
        city = [one for one in self.published if one.banner_adcode is None]
        return {(one.zh, one.year): one for one in (*city, *own)}  # own ones last: they win


USUAL_TERMS = Terms()


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


def guessed_from(today: date, ahead: timedelta = LOOKED_AHEAD) -> date | None:
    """First day within `ahead` of `today` whose holidays are guessed, None when all are known."""
    # A notice covers whole years, so the first days of years tell.
    years = range(today.year + 1, (today + ahead).year + 1)
    for day in (today, *(date(year, 1, 1) for year in years)):
        if basis(day) is CalendarBasis.WEEK_RULE:
            return day
    return None
