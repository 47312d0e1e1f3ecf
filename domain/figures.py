"""What figures are made of: values that queries fill and screens show, and the shares they form.

Answered = done + late, of due = open + done + late + missed; excused tasks stand apart. An unknown
is never counted as good: cameras that were never looked at and risk that was never assessed have
their own numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from domain.kitchen import LOOKED_AT, CameraState
from domain.share import Share

TREND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Completion:
    """Control tasks of one period by state."""

    open: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0

    @property
    def answered(self) -> Share:
        """Answered, in time or late, of due."""
        return Share(self.done + self.late, self.due)

    @property
    def on_time(self) -> Share:
        """Answered in time, of due."""
        return Share(self.done, self.due)

    @property
    def due(self) -> int:
        """Tasks that had to be answered."""
        return self.open + self.done + self.late + self.missed

    def __add__(self, other: "Completion") -> "Completion":
        return Completion(
            self.open + other.open,
            self.done + other.done,
            self.late + other.late,
            self.missed + other.missed,
            self.excused + other.excused,
        )


@dataclass(frozen=True, slots=True)
class AlertSums:
    """Alerts by what became of them."""

    found: int = 0
    confirmed: int = 0
    false: int = 0
    rectified: int = 0
    rectified_on_time: int = 0
    closed: int = 0
    closed_here: int = 0
    documented: int = 0

    @property
    def reviewed(self) -> Share:
        """False alarms, of all that a person has judged."""
        return Share(self.false, self.confirmed + self.false)

    @property
    def fixed(self) -> Share:
        """Rectified, of confirmed."""
        return Share(self.rectified, self.confirmed)

    @property
    def on_record(self) -> Share:
        """Closed with every step and a picture, of closed; the demonstration's past left out."""
        return Share(self.documented, self.closed_here)

    def __add__(self, other: "AlertSums") -> "AlertSums":
        return AlertSums(
            self.found + other.found,
            self.confirmed + other.confirmed,
            self.false + other.false,
            self.rectified + other.rectified,
            self.rectified_on_time + other.rectified_on_time,
            self.closed + other.closed,
            self.closed_here + other.closed_here,
            self.documented + other.documented,
        )


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category: how many are in the register, and its daily control of one day."""

    category: str
    establishments: int
    daily: Completion


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Alerts that are not closed, per severity 1 to 4.

    Attributes:
        by_severity: All of them.
        overdue: Those whose next clock (confirm, rectify or recheck) has run out.
    """

    by_severity: dict[int, int]
    overdue: dict[int, int]


NOTHING = Share(0, 0)
NO_TASKS = Completion()
NO_ALERTS = AlertSums()


class Level(StrEnum):
    """What a row of the league is."""

    BANNER = "banner"
    TOWNSHIP = "township"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one place on one city day, or over a reach of days that ends with it.

    Attributes:
        establishments: In the register.
        risk: Per level A to D and None (not assessed, which is not good), on the last day.
        online: Cameras online of those ever looked at, at the end of the last day; unknown for a
            day that nobody noted.
        channels: All cameras now, looked at or not.
        daily, weekly, monthly: Duties of the period that holds the day.
        reached: Daily control answered, of due, over the reach; of the day alone it is that of
            `daily`.
        alerts_found: Found in the reach.
        alerts: Found in the last 30 days, and what became of them.
        overdue_alerts: Of those, unfinished after their rectify-by.
        days: Daily control answered, of due, on the last 30 days, oldest first, the day itself
            last.
    """

    establishments: int = 0
    risk: dict[str | None, int] = field(default_factory=dict)
    online: Share = NOTHING
    channels: int = 0
    daily: Completion = NO_TASKS
    weekly: Completion = NO_TASKS
    monthly: Completion = NO_TASKS
    reached: Share = NOTHING
    alerts_found: int = 0
    alerts: AlertSums = NO_ALERTS
    overdue_alerts: int = 0
    days: tuple[Share, ...] = (NOTHING,) * TREND_DAYS

    @property
    def rectified_on_time(self) -> Share:
        """Rectified within the clock, of rectified or overdue: what had to be finished by now."""
        return Share(self.alerts.rectified_on_time, self.alerts.rectified + self.overdue_alerts)

    @property
    def alerts_per_hundred(self) -> Share:
        """Alerts of the reach per hundred establishments, as a share."""
        return Share(self.alerts_found, self.establishments)

    @property
    def high_risk(self) -> Share:
        """Levels C and D of all that are assessed."""
        assessed = sum(n for level, n in self.risk.items() if level is not None)
        return Share(self.risk.get("C", 0) + self.risk.get("D", 0), assessed)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.establishments + other.establishments,
            _merged(self.risk, other.risk),
            self.online + other.online,
            self.channels + other.channels,
            self.daily + other.daily,
            self.weekly + other.weekly,
            self.monthly + other.monthly,
            self.reached + other.reached,
            self.alerts_found + other.alerts_found,
            self.alerts + other.alerts,
            self.overdue_alerts + other.overdue_alerts,
            tuple(a + b for a, b in zip(self.days, other.days, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the league.

    Attributes:
        code: Adcode, code of a township, or id of an office as text (empty: of no office).
        kind: The township's (镇, 街道, …), empty for others.
        banner: Adcode of the banner that it is, or lies in.
        office: Of a township or an office.
    """

    code: str
    name_zh: str
    name_en: str
    kind: str
    figures: Figures
    banner: str = ""
    office: int | None = None


@dataclass(frozen=True, slots=True)
class League:
    """All places of one level in a scope, and their sum; a KPI is that sum, so the two agree."""

    level: Level
    day: date
    rows: tuple[Row, ...]
    total: Figures


@dataclass(frozen=True, slots=True)
class Watched:
    """One establishment that needs somebody.

    Attributes:
        open_alerts: Per severity, those without left out.
        missed_days: Daily control missed in a row, LONGEST_STREAK at most.
        repeats: Alerts of the class that came most often in 30 days.
        offline_h: Hours for which a camera has given no usable picture, the longest.
        licence_days: Until the licence ends, negative when it has; None without a date.
        score: Of risk, 0 to 100, where one was worked out.
    """

    establishment_id: int
    name: str
    township: str
    category: str
    risk_level: str | None
    open_alerts: dict[int, int]
    missed_days: int
    repeats: int = 0
    offline_h: int = 0
    licence_days: int | None = None
    score: float | None = None


def online(states: Mapping[str, int]) -> Share:
    """Cameras online of those the patrol has looked at; the others are 未巡查."""
    looked_at = sum(states.get(state, 0) for state in LOOKED_AT)
    return Share(states.get(CameraState.ONLINE, 0), looked_at)


def _merged(one: dict[Any, int], other: dict[Any, int]) -> dict[Any, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}
