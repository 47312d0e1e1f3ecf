"""Places of one level beside each other: banners of a city, townships of a banner or office."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from data_access.figures import (
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
from domain.figures import NO_TASKS, TREND_DAYS, AlertSums, Completion, Figures, League, Level, Row
from domain.grades import IN_REGISTER
from domain.scope import Scope

MAX_PLACES = 200
UNFINISHED = tuple(state for state in OPEN_STATES if state != AlertState.RECTIFIED)


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
