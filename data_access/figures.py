"""Figures of a scope, from roll-ups and covering indexes: their cost is the same every year.

What the words mean: answered = done + late, of due = open + done + late + missed; excused tasks
stand apart. Found, confirmed, false, rectified: see alert_rollup. An establishment counts while it
is in the register, which 注销 and 迁址 end.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    case,
    func,
    or_,
    select,
)

from data_access.schema import (
    alert,
    alert_rollup,
    camera,
    control_rollup,
    control_task,
    establishment,
    trend_rollup,
)
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES, RECHECK_WITHIN, AlertState
from domain.categories import CODES
from domain.clock import city_moment
from domain.control import ControlKind, ControlState, begins_at, period_start, previous_start
from domain.figures import AlertSums, CategoryRow, Completion, OpenAlerts
from domain.grades import IN_REGISTER
from domain.scope import Scope
from domain.share import Share
from domain.trend import Followed, Span


def completion_columns() -> list[ColumnElement[int]]:
    """Sums that make a Completion, in the order of its fields."""
    return [total(control_rollup.c[name]) for name in Completion.__dataclass_fields__]


def alert_columns() -> list[ColumnElement[int]]:
    """Sums that make AlertSums, in the order of its fields."""
    return [total(alert_rollup.c[name]) for name in AlertSums.__dataclass_fields__]


def total(column: Column[int]) -> ColumnElement[int]:
    """Sum of a column, 0 of no rows."""
    return func.coalesce(func.sum(column), 0).label(column.name)


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows hold `condition`."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def counted_sum(column: Column[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Sum of a column over the rows that hold `condition`."""
    return func.coalesce(func.sum(case((condition, column), else_=0)), 0)


def categories(
    conn: Connection, scope: Scope, day: date, used: Collection[str] = CODES
) -> list[CategoryRow]:
    """Categories in the order of the plan, those without establishments included.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not.
        day: City day of the daily control shown.
        used: What the city counts (city_categories); others appear once they have establishments.
    """
    registered = dict(
        _rows(
            conn,
            select(establishment.c.category, func.count())
            .where(_registered(scope))
            .group_by(establishment.c.category),
        )
    )
    daily = {
        row[0]: Completion(*row[1:])
        for row in conn.execute(
            select(control_rollup.c.category, *completion_columns())
            .where(
                control_rollup.c.kind == ControlKind.DAILY_CONTROL,
                control_rollup.c.period_start == day,
                in_scope(scope, control_rollup.c.township_code, None),
            )
            .group_by(control_rollup.c.category)
        )
    }
    return [
        CategoryRow(category, registered.get(category, 0), daily.get(category, Completion()))
        for category in CODES
        if category in used or category in registered or category in daily
    ]


def answered_before(
    conn: Connection, scope: Scope, kind: ControlKind, day: date, now: datetime
) -> Share:
    """What the period before the running one had reached at the age the running one has now.

    Part of a day only compares with the same part of an earlier one. A day compares with the same
    weekday of the week before, because kitchens keep a weekly rhythm.
    """
    start = period_start(kind, day)
    earlier = previous_start(kind, start)
    if kind is ControlKind.DAILY_CONTROL:
        earlier = start - timedelta(days=7)
    return answered_until(conn, scope, kind, earlier, begins_at(earlier) + (now - begins_at(start)))


def answered_until(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, moment: datetime
) -> Share:
    """What the period that begins on `start` had reached at a moment."""
    row = conn.execute(
        select(counted(control_task.c.submitted_at <= moment), func.count()).where(
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            control_task.c.state != ControlState.EXCUSED,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
    ).one()
    return Share(row[0], row[1])


def alerts_between(conn: Connection, scope: Scope, start: datetime, end: datetime) -> int:
    """Alerts raised from `start` to `end`, the end excluded; for part of a day."""
    found: int = conn.execute(
        select(func.count()).where(
            alert.c.raised_at >= start,
            alert.c.raised_at < end,
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
    ).scalar_one()
    return found


def alerts_same_time_yesterday(conn: Connection, scope: Scope, day: date, now: datetime) -> int:
    """Alerts of yesterday up to the clock time of `now`: today is only part of a day."""
    yesterday = city_moment(day - timedelta(days=1))
    return alerts_between(conn, scope, yesterday, now - timedelta(days=1))


def open_alerts(conn: Connection, scope: Scope, now: datetime) -> OpenAlerts:
    """Open alerts per severity 1 to 4, and those whose next clock has run out at `now`."""
    late = late_now(now)
    rows = conn.execute(
        select(alert.c.severity, func.count(), counted(late))
        .where(
            alert.c.state.in_(OPEN_STATES),
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
        .group_by(alert.c.severity)
    ).all()
    found = {row[0]: row[1] for row in rows}
    overdue = {row[0]: row[2] for row in rows}
    return OpenAlerts(
        {severity: found.get(severity, 0) for severity in (1, 2, 3, 4)},
        {severity: overdue.get(severity, 0) for severity in (1, 2, 3, 4)},
    )


def late_now(now: datetime) -> ColumnElement[bool]:
    """The alert's next clock (confirm, rectify or recheck) has run out."""
    return or_(
        (alert.c.state == AlertState.RAISED) & (alert.c.confirm_by < now),
        (alert.c.state == AlertState.CONFIRMED) & (alert.c.rectify_by < now),
        (alert.c.state == AlertState.RECTIFIED) & (alert.c.rectified_at < now - RECHECK_WITHIN),
    )


def found_by_severity(conn: Connection, scope: Scope, day: date) -> dict[int, int]:
    """Alerts found on a city day per severity 1 to 4, zeros included."""
    found = dict(
        _rows(
            conn,
            select(alert_rollup.c.severity, total(alert_rollup.c.found))
            .where(
                alert_rollup.c.raised_on == day,
                in_scope(scope, alert_rollup.c.township_code, None),
            )
            .group_by(alert_rollup.c.severity),
        )
    )
    return {severity: found.get(severity, 0) for severity in (1, 2, 3, 4)}


def cameras_by_township(conn: Connection, scope: Scope) -> dict[str, dict[str, int]]:
    """Camera channels now, per township and state."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = conn.execute(
        select(camera.c.township_code, camera.c.state, func.count())
        .where(in_scope(scope, camera.c.township_code, None))
        .group_by(camera.c.township_code, camera.c.state)
    )
    for place, state, number in rows:
        found[place][state] = number
    return found


def since_start(conn: Connection, scope: Scope) -> Share:
    """Rectified of all alerts ever found; from the sums of months, of which there are few."""
    kept = trend_rollup.c
    stmt = select(total(kept.part), total(kept.whole)).where(
        kept.measure == Followed.ALERTS,
        kept.span == Span.MONTH,
        in_scope(scope, kept.township_code, None),
    )
    part, whole = conn.execute(stmt).one()
    return Share(part, whole)


def _registered(scope: Scope) -> ColumnElement[bool]:
    return establishment.c.status.in_(IN_REGISTER) & in_scope(
        scope, establishment.c.township_code, establishment.c.id
    )


def _rows(conn: Connection, stmt: Any) -> list[tuple[Any, int]]:
    return [(row[0], row[1]) for row in conn.execute(stmt)]
