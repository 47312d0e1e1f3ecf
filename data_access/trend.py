"""Reading trends: sums by day, week or month, and those of the stretch before."""

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from data_access.schema import trend_rollup
from data_access.scoping import in_scope
from domain.scope import Scope
from domain.share import Share
from domain.trend import STEPS, Followed, Point, Span, Trend, span_start, starts


def trend(conn: Connection, scope: Scope, of: Followed, span: Span, day: date) -> Trend:
    """One measure over the last steps of a span, beside the stretch before them.

    Args:
        conn: Open connection.
        scope: Who asks; an establishment may not.
        of: What is followed.
        span: Length of a step.
        day: City day; the step that holds it is the last one.
    """
    number = STEPS[span]
    steps = starts(span, day, 2 * number)
    kept = trend_rollup.c
    rows = conn.execute(
        select(kept.start, func.sum(kept.part), func.sum(kept.whole))
        .where(
            kept.measure == of,
            kept.span == span,
            kept.start.between(steps[0], steps[-1]),
            in_scope(scope, kept.township_code, None),
        )
        .group_by(kept.start)
    )
    found = {row[0]: Share(int(row[1]), int(row[2])) for row in rows}
    none = Share(0, 0)
    tomorrow = day + timedelta(days=1)
    if of is Followed.DAILY_CONTROL and span_start(span, tomorrow) == steps[-1]:
        found[steps[-1]] = _without(conn, scope, found.get(steps[-1], none), tomorrow)
    return Trend(
        of,
        span,
        tuple(
            Point(start, found.get(start, none), found.get(before, none))
            for before, start in zip(steps[:number], steps[number:], strict=True)
        ),
    )


def _without(conn: Connection, scope: Scope, step: Share, tomorrow: date) -> Share:
    """A step without the duties of tomorrow: they are opened in the evening before."""
    kept = trend_rollup.c
    coming = conn.execute(
        select(func.coalesce(func.sum(kept.part), 0), func.coalesce(func.sum(kept.whole), 0)).where(
            kept.measure == Followed.DAILY_CONTROL,
            kept.span == Span.DAY,
            kept.start == tomorrow,
            in_scope(scope, kept.township_code, None),
        )
    ).one()
    return Share(step.part - int(coming[0]), step.whole - int(coming[1]))
