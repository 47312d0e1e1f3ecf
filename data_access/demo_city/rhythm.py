"""When establishments hand in their records: curves over the hours of a day, a week, a month.

The seed draws the past from these curves and the live feed follows the same ones, so that today
grows as yesterday did. All of them are invented.
"""

from datetime import date, datetime
from functools import lru_cache

import numpy as np

from data_access.demo_city.habits import habits
from data_access.demo_city.plan import Floats
from domain.control import ControlKind, begins_at, due_at

# Records per hour of the day: after the morning check, after lunch, before closing.
_HOURS = np.array(
    [0, 0, 0, 0, 0, 1, 4, 12, 26, 36, 30, 20, 9, 8, 12, 12, 9, 7, 6, 7, 10, 11, 6, 2], dtype=float
)
_WEEKDAYS = np.array([6, 13, 18, 20, 25, 10, 8], dtype=float)

HARDER = {
    ControlKind.DAILY_CONTROL: 0.0,
    ControlKind.WEEKLY_REVIEW: 0.012,
    ControlKind.MONTHLY_DISPATCH: 0.02,
}
LATE_SHARE = {  # of those that are not on time; the others are missed
    ControlKind.DAILY_CONTROL: 0.22,
    ControlKind.WEEKLY_REVIEW: 0.4,
    ControlKind.MONTHLY_DISPATCH: 0.35,
}


def on_time_share(kind: ControlKind, adcode: str) -> float:
    """Share of the records of `kind` that a banner's establishments give on time."""
    return habits(adcode).on_time - HARDER[kind]


@lru_cache(maxsize=256)
def curve(kind: ControlKind, start: date) -> Floats:
    """Share of the timely records of a period that are in before each hour since it began.

    Returns:
        One rising value an hour from the beginning to the due moment, 0 to 1.
    """
    hours = round((due_at(kind, start) - begins_at(start)).total_seconds() / 3600)
    days = hours // 24
    if kind is ControlKind.DAILY_CONTROL:
        weights = np.ones(1)
    elif kind is ControlKind.WEEKLY_REVIEW:
        weights = _WEEKDAYS
    else:  # most meet in the last third of the month, some only in the days of grace
        weights = np.exp(-(((np.arange(days) - 0.68 * days) / (0.2 * days)) ** 2)) + 0.08
    sums = np.concatenate([[0.0], np.cumsum(np.outer(weights, _HOURS))])
    shares: Floats = sums / sums[-1]
    return shares


def share_in(kind: ControlKind, start: date, now: datetime) -> float:
    """Share of the timely records of a period that are in at `now`, 0 to 1."""
    passed = (now - begins_at(start)).total_seconds() / 3600
    values = curve(kind, start)
    return float(np.interp(passed, np.arange(len(values)), values))
