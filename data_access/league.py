"""Places of one level beside each other: banners of a city, townships of a banner or office."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from data_access.figures import (
    IN_REGISTER,
    TREND_DAYS,
    AlertSums,
    Completion,
    alert_columns,
    completion_columns,
    counted,
    total,
)
from data_access.schema import (
    alert,
    alert_rollup,
    banner,
    camera,
    control_rollup,
    establishment,
    township,
)
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES, AlertState
from domain.control import ControlKind, period_start
from domain.kitchen import CameraState
from domain.scope import Scope
from domain.share import Share

MAX_PLACES = 200
NO_TASKS = Completion()
NO_ALERTS = AlertSums()
LOOKED_AT = (CameraState.ONLINE, CameraState.OFFLINE, CameraState.UNREADABLE)
UNFINISHED = tuple(state for state in OPEN_STATES if state != AlertState.RECTIFIED)


class Level(StrEnum):
    """What a row of the league is."""

    BANNER = "banner"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one place on one city day.

    Attributes:
        establishments: In the register.
        risk: Per level A to D and None (not assessed, which is not good).
        cameras: Per state.
        daily, weekly, monthly: The period that holds the day.
        alerts_today: Found on the day.
        alerts: Found in the last 30 days, and what became of them.
        overdue_alerts: Of those, unfinished after their rectify-by.
        days: Daily control of the last 30 days, oldest first, the day itself last.
    """

    establishments: int = 0
    risk: dict[str | None, int] = field(default_factory=dict)
    cameras: dict[str, int] = field(default_factory=dict)
    weekly: Completion = NO_TASKS
    monthly: Completion = NO_TASKS
    alerts_today: int = 0
    alerts: AlertSums = NO_ALERTS
    overdue_alerts: int = 0
    days: tuple[Completion, ...] = (NO_TASKS,) * TREND_DAYS

    @property
    def daily(self) -> Completion:
        """Daily control of the day itself."""
        return self.days[-1]

    @property
    def online(self) -> Share:
        """Cameras online of those the patrol has looked at; the others are 未巡查."""
        return Share(
            self.cameras.get(CameraState.ONLINE, 0),
            sum(self.cameras.get(state, 0) for state in LOOKED_AT),
        )

    @property
    def channels(self) -> int:
        """All camera channels, patrolled or not."""
        return sum(self.cameras.values())

    @property
    def rectified_on_time(self) -> Share:
        """Rectified within the clock, of rectified or overdue: what had to be finished by now."""
        return Share(self.alerts.rectified_on_time, self.alerts.rectified + self.overdue_alerts)

    @property
    def alerts_per_hundred(self) -> Share:
        """Alerts of the day per hundred establishments, as a share."""
        return Share(self.alerts_today, self.establishments)

    @property
    def high_risk(self) -> Share:
        """Levels C and D of all that are assessed."""
        assessed = sum(n for level, n in self.risk.items() if level is not None)
        return Share(self.risk.get("C", 0) + self.risk.get("D", 0), assessed)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.establishments + other.establishments,
            _merged(self.risk, other.risk),
            _merged(self.cameras, other.cameras),
            self.weekly + other.weekly,
            self.monthly + other.monthly,
            self.alerts_today + other.alerts_today,
            self.alerts + other.alerts,
            self.overdue_alerts + other.overdue_alerts,
            tuple(a + b for a, b in zip(self.days, other.days, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the league; `kind` is the township's (镇, 街道, …), empty for a banner."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class League:
    """All places of one level in a scope, and their sum; a KPI is that sum, so the two agree."""

    level: Level
    day: date
    rows: tuple[Row, ...]
    total: Figures


def league(conn: Connection, scope: Scope, level: Level, day: date, now: datetime) -> League:
    """Figures of every place that `scope` sees, by code.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not (NotAllowedError).
        level: Banners or townships.
        day: City day of `now`.
        now: Aware; after it an unfinished alert is overdue.
    """
    place = township.c.banner_adcode if level == Level.BANNER else township.c.code
    found = _Columns(conn, scope, place)
    risk = found.risk()
    parts: dict[str, dict[str, Any]] = {
        "establishments": {place: sum(levels.values()) for place, levels in risk.items()},
        "risk": risk,
        "cameras": found.cameras(),
        "weekly": found.completion(ControlKind.WEEKLY_REVIEW, day),
        "monthly": found.completion(ControlKind.MONTHLY_DISPATCH, day),
        "alerts_today": found.alerts_today(day),
        "alerts": found.alerts(day),
        "overdue_alerts": found.overdue(day, now),
        "days": found.days(day),
    }
    rows = tuple(
        Row(
            code,
            name_zh,
            name_en,
            kind,
            Figures(**{name: part[code] for name, part in parts.items() if code in part}),
        )
        for code, name_zh, name_en, kind in _places(conn, scope, level)
    )
    return League(level, day, rows, reduce(add, (row.figures for row in rows), Figures()))


def _places(conn: Connection, scope: Scope, level: Level) -> list[tuple[str, str, str, str]]:
    seen = in_scope(scope, township.c.code, None)
    if level == Level.TOWNSHIP:
        towns = select(township.c.code, township.c.name_zh, township.c.kind).where(seen)
        rows = conn.execute(towns.order_by(township.c.code).limit(MAX_PLACES))
        return [(row.code, row.name_zh, row.name_zh, row.kind) for row in rows]
    with_rows = select(township.c.banner_adcode).where(seen)
    banners = select(banner.c.adcode, banner.c.name_zh, banner.c.name_en)
    banners = banners.where(banner.c.adcode.in_(with_rows)).order_by(banner.c.adcode)
    rows = conn.execute(banners.limit(MAX_PLACES))
    return [(row.adcode, row.name_zh, row.name_en, "") for row in rows]


@dataclass(frozen=True, slots=True)
class _Columns:
    """One grouped query a column, each from an index that holds it or a roll-up."""

    conn: Connection
    scope: Scope
    place: Column[str]

    def risk(self) -> dict[str, dict[str | None, int]]:
        """In the register, per place and risk level."""
        stmt = (
            self._from(establishment, establishment.c.risk_level, func.count())
            .where(establishment.c.status.in_(IN_REGISTER))
            .group_by(establishment.c.risk_level)
        )
        return self._nested(stmt)

    def cameras(self) -> dict[str, dict[str, int]]:
        """Channels per place and state."""
        stmt = self._from(camera, camera.c.state, func.count())
        return self._nested(stmt.group_by(camera.c.state))

    def completion(self, kind: ControlKind, day: date) -> dict[str, Completion]:
        """Tasks of the period that holds `day`, per place."""
        stmt = self._from(control_rollup, *completion_columns()).where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start == period_start(kind, day),
        )
        return {row[0]: Completion(*row[1:]) for row in self.conn.execute(stmt)}

    def days(self, day: date) -> dict[str, tuple[Completion, ...]]:
        """Daily control of the last 30 days per place."""
        first = day - timedelta(days=TREND_DAYS - 1)
        stmt = (
            self._from(control_rollup, control_rollup.c.period_start, *completion_columns())
            .where(
                control_rollup.c.kind == ControlKind.DAILY_CONTROL,
                control_rollup.c.period_start.between(first, day),
            )
            .group_by(control_rollup.c.period_start)
        )
        found: dict[str, dict[date, Completion]] = defaultdict(dict)
        for row in self.conn.execute(stmt):
            found[row[0]][row[1]] = Completion(*row[2:])
        each = [first + timedelta(days=n) for n in range(TREND_DAYS)]
        return {
            place: tuple(by_day.get(one, NO_TASKS) for one in each)
            for place, by_day in found.items()
        }

    def alerts_today(self, day: date) -> dict[str, int]:
        """Found on `day` per place."""
        stmt = self._from(alert_rollup, total(alert_rollup.c.found)).where(
            alert_rollup.c.raised_on == day
        )
        return {row[0]: row[1] for row in self.conn.execute(stmt)}

    def alerts(self, day: date) -> dict[str, AlertSums]:
        """Found in the last 30 days per place."""
        stmt = self._from(alert_rollup, *alert_columns()).where(
            alert_rollup.c.raised_on.between(day - timedelta(days=TREND_DAYS - 1), day)
        )
        return {row[0]: AlertSums(*row[1:]) for row in self.conn.execute(stmt)}

    def overdue(self, day: date, now: datetime) -> dict[str, int]:
        """Unfinished alerts of the last 30 days whose rectify-by has passed, per place."""
        stmt = self._from(alert, counted(alert.c.rectify_by < now)).where(
            alert.c.state.in_(UNFINISHED),
            alert.c.raised_on.between(day - timedelta(days=TREND_DAYS - 1), day),
        )
        return {row[0]: row[1] for row in self.conn.execute(stmt)}

    def _from(self, facts: Any, *columns: Any) -> Select[Any]:
        return (
            select(self.place, *columns)
            .select_from(facts.join(township, township.c.code == facts.c.township_code))
            .where(in_scope(self.scope, facts.c.township_code, None))
            .group_by(self.place)
        )

    def _nested(self, stmt: Select[Any]) -> dict[str, dict[Any, int]]:
        found: dict[str, dict[Any, int]] = defaultdict(dict)
        for place, key, count in self.conn.execute(stmt):
            found[place][key] = count
        return found


def _merged(one: dict[Any, int], other: dict[Any, int]) -> dict[Any, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}
