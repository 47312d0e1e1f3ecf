"""Reading what a place had reached one period earlier.

Days that are over come from the roll-ups. Of a running day only its part up to now compares, so
that one day of the earlier period is counted from its duties and alerts.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from data_access.day_ends import shares_on
from data_access.figures import (
    alerts_between,
    answered_before,
    answered_until,
    completion_columns,
    total,
)
from data_access.overview import window
from data_access.schema import alert_rollup, control_rollup, trend_rollup
from data_access.scoping import in_scope
from domain.before import Before
from domain.clock import city_moment
from domain.control import ControlKind, begins_at, period_start, previous_start
from domain.figures import NOTHING, TREND_DAYS, Completion
from domain.measures import Measure
from domain.reach import Reach
from domain.scope import Scope
from domain.share import Share
from domain.trend import Followed, Span

_DAY = timedelta(days=1)


def before(conn: Connection, scope: Scope, reach: Reach, now: datetime) -> Before:
    """The figures of the earlier reach.

    Args:
        conn: Open connection.
        scope: Of the place; an establishment may not (NotAllowedError).
        reach: The days shown now.
        now: Aware.
    """
    first = reach.day - timedelta(days=2 * TREND_DAYS - 1)
    longer = (ControlKind.WEEKLY_REVIEW, ControlKind.MONTHLY_DISPATCH)
    return Before(
        {ControlKind.DAILY_CONTROL: _daily(conn, scope, reach, now)}
        | {kind: _period(conn, scope, kind, reach, now) for kind in longer},
        window(conn, scope, first, reach.day - timedelta(days=TREND_DAYS), now).on_time,
        _found(conn, scope, reach, now),
        shares_on(conn, scope, reach.before[1]).get(Measure.ONLINE),
    )


def _daily(conn: Connection, scope: Scope, reach: Reach, now: datetime) -> Share:
    first, last = reach.before
    if not reach.running:
        return _answered(conn, scope, first, last)
    daily = ControlKind.DAILY_CONTROL
    moment = begins_at(last) + (now - begins_at(reach.today))
    part = answered_until(conn, scope, daily, last, moment)
    return part + (_answered(conn, scope, first, last - _DAY) if first < last else NOTHING)


def _answered(conn: Connection, scope: Scope, first: date, last: date) -> Share:
    kept = trend_rollup.c
    row = conn.execute(
        select(total(kept.part), total(kept.whole)).where(
            kept.measure == Followed.DAILY_CONTROL,
            kept.span == Span.DAY,
            kept.start.between(first, last),
            in_scope(scope, kept.township_code, None),
        )
    ).one()
    return Share(row[0], row[1])


def _period(
    conn: Connection, scope: Scope, kind: ControlKind, reach: Reach, now: datetime
) -> Share:
    start = period_start(kind, reach.day)
    if start == period_start(kind, reach.today):
        return answered_before(conn, scope, kind, reach.today, now)
    sums = conn.execute(
        select(*completion_columns()).where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start == previous_start(kind, start),
            in_scope(scope, control_rollup.c.township_code, None),
        )
    ).mappings()
    return Completion(**sums.one()).answered


def _found(conn: Connection, scope: Scope, reach: Reach, now: datetime) -> int:
    first, last = reach.before
    whole = last - _DAY if reach.running else last
    found: int = conn.execute(
        select(total(alert_rollup.c.found)).where(
            alert_rollup.c.raised_on.between(first, whole),
            in_scope(scope, alert_rollup.c.township_code, None),
        )
    ).scalar_one()
    if reach.running:
        gone = now - city_moment(reach.today)
        found += alerts_between(conn, scope, city_moment(last), city_moment(last) + gone)
    return found
