"""Time: aware UTC inside, Asia/Shanghai at the edges, one clock that tests and the demo can set."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real clock: aware UTC."""
    return datetime.now(UTC)


def city_day(moment: datetime) -> date:
    """The calendar day in the city at `moment` (aware)."""
    return moment.astimezone(CITY_TIME).date()


def city_moment(day: date, at: time = time.min) -> datetime:
    """Aware UTC of a wall-clock time in the city."""
    return datetime.combine(day, at, tzinfo=CITY_TIME).astimezone(UTC)
