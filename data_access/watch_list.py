"""重点关注: the few establishments that need somebody first, each with its reason.

Order (平台规则): open red alerts, open orange alerts, days of daily control missed in a row, risk
level. No score is invented: what is counted is what is shown.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from data_access.figures import counted
from data_access.schema import alert, control_task, establishment, township
from data_access.scoping import in_scope
from data_access.watched_facts import watched_facts
from domain.alerts import OPEN_STATES
from domain.control import ControlKind, ControlState
from domain.figures import Watched
from domain.grades import IN_REGISTER, RiskLevel
from domain.scope import Scope

LENGTH = 6
CANDIDATES = 200
LONGEST_STREAK = 14


def watch_list(
    conn: Connection, scope: Scope, day: date, now: datetime, limit: int = LENGTH
) -> list[Watched]:
    """The establishments that need somebody most, worst first; never padded with good ones."""
    urgent = _urgent(conn, scope)
    streaks = _streaks(conn, scope, day)
    able = set(urgent) | set(sorted(streaks, key=lambda n: -streaks[n])[:CANDIDATES])
    if len(able) < limit:
        able |= set(_riskiest(conn, scope, limit))
    found = [
        Watched(
            row.id, row.name, row.township, row.category, row.risk_level, {}, streaks.get(row.id, 0)
        )
        for row in conn.execute(
            select(
                establishment.c.id,
                establishment.c.name,
                establishment.c.category,
                establishment.c.risk_level,
                township.c.name_zh.label("township"),
            )
            .join_from(establishment, township)
            .where(
                establishment.c.id.in_(able),
                in_scope(scope, establishment.c.township_code, establishment.c.id),
            )
        )
    ]
    worst = sorted(found, key=lambda one: (_order(one, urgent), one.establishment_id))[:limit]
    ids = [one.establishment_id for one in worst]
    alerts, facts = _open_alerts(conn, ids), watched_facts(conn, ids, day, now)
    return [
        replace(one, open_alerts=dict(alerts[one.establishment_id]), **facts[one.establishment_id])
        for one in worst
    ]


def _order(one: Watched, urgent: dict[int, tuple[int, int]]) -> tuple[int, ...]:
    reds, oranges = urgent.get(one.establishment_id, (0, 0))
    level = RiskLevel(one.risk_level) if one.risk_level else RiskLevel.A
    return (-reds, -oranges, -one.missed_days, -ord(level))


def _urgent(conn: Connection, scope: Scope) -> dict[int, tuple[int, int]]:
    reds, oranges = counted(alert.c.severity == 1), counted(alert.c.severity == 2)
    stmt = (
        select(alert.c.establishment_id, reds, oranges)
        .where(
            alert.c.state.in_(OPEN_STATES),
            alert.c.severity <= 2,
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
        .group_by(alert.c.establishment_id)
        .order_by(reds.desc(), oranges.desc(), alert.c.establishment_id)
        .limit(CANDIDATES)
    )
    return {row[0]: (row[1], row[2]) for row in conn.execute(stmt)}


def _streaks(conn: Connection, scope: Scope, day: date) -> dict[int, int]:
    """Days missed in a row, counted back from the newest day that has been closed."""
    first = day - timedelta(days=LONGEST_STREAK)
    missed: dict[int, set[date]] = defaultdict(set)
    for establishment_id, period in conn.execute(
        select(control_task.c.establishment_id, control_task.c.period_start).where(
            control_task.c.kind == ControlKind.DAILY_CONTROL,
            control_task.c.period_start.between(first, day),
            control_task.c.state == ControlState.MISSED,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
    ):
        missed[establishment_id].add(period)
    newest = max((max(days) for days in missed.values()), default=day)
    return {
        establishment_id: streak
        for establishment_id, days in missed.items()
        if (streak := _back_from(newest, days)) > 1
    }


def _back_from(newest: date, days: set[date]) -> int:
    streak = 0
    while newest - timedelta(days=streak) in days:
        streak += 1
    return streak


def _riskiest(conn: Connection, scope: Scope, limit: int) -> list[int]:
    stmt = (
        select(establishment.c.id)
        .where(
            establishment.c.risk_level == RiskLevel.D,
            establishment.c.status.in_(IN_REGISTER),
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .order_by(establishment.c.id)
        .limit(limit)
    )
    return list(conn.execute(stmt).scalars())


def _open_alerts(conn: Connection, ids: list[int]) -> dict[int, Counter[int]]:
    found: dict[int, Counter[int]] = defaultdict(Counter)
    stmt = (
        select(alert.c.establishment_id, alert.c.severity, func.count())
        .where(alert.c.establishment_id.in_(ids), alert.c.state.in_(OPEN_STATES))
        .group_by(alert.c.establishment_id, alert.c.severity)
        .order_by(alert.c.establishment_id, alert.c.severity)
    )
    for establishment_id, severity, count in conn.execute(stmt):
        found[establishment_id][severity] = count
    return found
