"""Figures as they stood when a day ended: those whose past nothing else keeps.

A day is noted only while its end is near. A day on which nobody was there to note it has no
figures, and screens say so: what cameras showed then cannot be found out afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from domain.clock import city_day, city_moment
from domain.measures import Measure
from domain.share import Line, Share

KEPT = (
    Measure.ONLINE,
    Measure.LICENCES,
    Measure.CERTIFICATES,
    Measure.KITCHENS,
    Measure.PUBLIC,
)
"""What is noted: figures of a moment. All others are counted from facts that carry their day."""

NOTED_AT = time(23, 50)
"""When a day is noted, by the city's clock (平台规则)."""
_EARLY = timedelta(minutes=30)
_LATE = timedelta(hours=1)

Shares = Mapping[Measure, Share]


@dataclass(frozen=True, slots=True)
class DayEnds:
    """Figures of earlier days, to compare today's with.

    Attributes:
        yesterday, week_before: At the end of yesterday, and of the same weekday last week; empty
            for a day without figures.
        lines: Percent at the end of each of the last 30 days, None where a day has none.
        demo: Whether the figures of yesterday are invented (演示).
    """

    yesterday: Shares = field(default_factory=dict)
    week_before: Shares = field(default_factory=dict)
    lines: Mapping[Measure, Line] = field(default_factory=dict)
    demo: bool = False


def day_ending(now: datetime) -> date | None:
    """The city day whose end is near enough to be noted at `now`, None while none is.

    It is noted from half an hour before its end until an hour after it, so that a run that failed
    can be made up for once.
    """
    day = city_day(now)
    if now >= city_moment(day + timedelta(days=1)) - _EARLY:
        return day
    return day - timedelta(days=1) if now < city_moment(day) + _LATE else None
