"""Reading the figures at the top of 总览: from roll-ups, the open alerts and the register."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, select

from data_access.day_ends import day_ends
from data_access.figures import (
    alert_columns,
    alerts_same_time_yesterday,
    answered_before,
    completion_columns,
    counted,
    found_by_severity,
    late_now,
    total,
)
from data_access.schema import alert, alert_rollup, control_rollup
from data_access.scoping import in_scope
from data_access.trend import trend
from domain.alerts import OPEN_STATES, AlertState
from domain.control import ControlKind, last_starts, period_start
from domain.figures import NO_TASKS, TREND_DAYS, AlertSums, Completion, Figures
from domain.overview import AlertWindow, ControlFigure, Overview
from domain.papers import Papers
from domain.scope import Scope
from domain.share import Share
from domain.trend import STEPS, Followed, Span

_PERIODS = {
    ControlKind.DAILY_CONTROL: STEPS[Span.DAY],
    ControlKind.WEEKLY_REVIEW: STEPS[Span.WEEK],
    ControlKind.MONTHLY_DISPATCH: STEPS[Span.MONTH],
}


def overview(
    conn: Connection,
    scope: Scope,
    figures: Figures,
    papers: Papers,
    kitchens: int,
    day: date,
    now: datetime,
) -> Overview:
    """The figures of all that `scope` sees.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not.
        figures: Their sum as the league gives it, so that the two agree.
        papers: Of the register.
        kitchens: Establishments with a camera online.
        day: City day of `now`.
        now: Aware.
    """
    first = day - timedelta(days=TREND_DAYS - 1)
    earlier = first - timedelta(days=TREND_DAYS)
    alerts = trend(conn, scope, Followed.ALERTS, Span.DAY, day)
    weeks = trend(conn, scope, Followed.ALERTS, Span.WEEK, day)
    return Overview(
        control={kind: _control(conn, scope, kind, day, now) for kind in ControlKind},
        found_today=found_by_severity(conn, scope, day),
        found_by_now_yesterday=alerts_same_time_yesterday(conn, scope, day, now),
        found_line=tuple(float(one.share.whole) for one in alerts.points[:-1]),
        window=window(conn, scope, first, day, now),
        before=window(conn, scope, earlier, first - timedelta(days=1), now),
        rectified_line=tuple(one.share.percent for one in weeks.points[:-1]),
        online=figures.online,
        channels=figures.channels,
        purchases=purchases(conn, scope, day),
        purchases_before=purchases(conn, scope, day - timedelta(days=1)),
        papers=papers,
        kitchens=Share(kitchens, papers.register.establishments),
        day_ends=day_ends(conn, scope, day),
    )


def window(conn: Connection, scope: Scope, first: date, last: date, now: datetime) -> AlertWindow:
    """Alerts found from `first` to `last`, both included."""
    sums = conn.execute(
        select(*alert_columns()).where(
            alert_rollup.c.raised_on.between(first, last),
            in_scope(scope, alert_rollup.c.township_code, None),
        )
    ).mappings()
    unfixed = alert.c.state.in_((AlertState.RAISED, AlertState.CONFIRMED))
    late = conn.execute(
        select(counted(and_(unfixed, alert.c.rectify_by < now)), counted(late_now(now))).where(
            alert.c.state.in_(OPEN_STATES),
            alert.c.raised_on.between(first, last),
            in_scope(scope, alert.c.township_code, alert.c.establishment_id),
        )
    ).one()
    return AlertWindow(AlertSums(**sums.one()), late[0], late[1])


def purchases(conn: Connection, scope: Scope, day: date) -> Share:
    """进货查验 passed, of the daily checks of a day in which it applied."""
    passed, failed = conn.execute(
        select(
            total(control_rollup.c.purchases_passed), total(control_rollup.c.purchases_failed)
        ).where(
            control_rollup.c.kind == ControlKind.DAILY_CONTROL,
            control_rollup.c.period_start == day,
            in_scope(scope, control_rollup.c.township_code, None),
        )
    ).one()
    return Share(passed, passed + failed)


def _control(
    conn: Connection, scope: Scope, kind: ControlKind, day: date, now: datetime
) -> ControlFigure:
    starts = last_starts(kind, day, _PERIODS[kind] + 1)
    rows = conn.execute(
        select(control_rollup.c.period_start, *completion_columns())
        .where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start.between(starts[0], starts[-1]),
            in_scope(scope, control_rollup.c.township_code, None),
        )
        .group_by(control_rollup.c.period_start)
    )
    found = {row[0]: Completion(*row[1:]) for row in rows}
    return ControlFigure(
        current=found.get(period_start(kind, day), NO_TASKS),
        same_age=answered_before(conn, scope, kind, day, now),
        previous=found.get(starts[-2], NO_TASKS),
        line=tuple(found.get(one, NO_TASKS).answered.percent for one in starts[:-1]),
    )
