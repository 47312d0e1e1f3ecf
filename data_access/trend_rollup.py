"""Sums by day, week and month, written with the roll-ups that they sum.

A step is a handful of rows whatever its length, so a trend of twelve months costs what one of
thirty days does.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from data_access.schema import alert_rollup, control_rollup, trend_rollup
from domain.control import ControlKind
from domain.trend import Followed, Span, span_start

_KEY = ("measure", "span", "start", "township_code")
Key = tuple[str, str, date, str]
_ROWS_A_STATEMENT = 500


def shift(
    conn: Connection, measure: Followed, day: date, township_code: str, part: int, whole: int
) -> None:
    """Add to the three steps that hold `day`."""
    if not part and not whole:
        return
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(trend_rollup).values(
        [
            {
                "measure": measure,
                "span": span,
                "start": span_start(span, day),
                "township_code": township_code,
                "part": part,
                "whole": whole,
            }
            for span in Span
        ]
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=list(_KEY),
            set_={
                name: trend_rollup.c[name] + statement.excluded[name] for name in ("part", "whole")
            },
        )
    )


def recount_day(conn: Connection, day: date) -> None:
    """Daily control of one day anew, from its roll-up, and the two longer steps with it."""
    _replace(conn, Followed.DAILY_CONTROL, Span.DAY, day, _by_day(Followed.DAILY_CONTROL, day))
    for span in (Span.WEEK, Span.MONTH):
        start = span_start(span, day)
        kept = trend_rollup.c
        sums = (
            select(literal(start), kept.township_code, func.sum(kept.part), func.sum(kept.whole))
            .where(
                kept.measure == Followed.DAILY_CONTROL,
                kept.span == Span.DAY,
                kept.start.between(start, _last(span, start)),
            )
            .group_by(kept.township_code)
        )
        _replace(conn, Followed.DAILY_CONTROL, span, start, sums)


def rebuild(conn: Connection, measure: Followed) -> list[Key]:
    """Sum the whole roll-up anew.

    Returns:
        Keys whose sums were wrong; empty when they were right.
    """
    kept = _sums(conn, measure)
    made: dict[Key, tuple[int, int]] = {}
    for day, township_code, part, whole in conn.execute(_by_day(measure)):
        for span in Span:
            key = (str(measure), str(span), span_start(span, day), township_code)
            before = made.get(key, (0, 0))
            made[key] = (before[0] + int(part), before[1] + int(whole))
    conn.execute(delete(trend_rollup).where(trend_rollup.c.measure == measure))
    _insert(conn, made)
    made = {key: sums for key, sums in made.items() if any(sums)}
    return sorted(key for key in kept.keys() | made.keys() if kept.get(key) != made.get(key))


def _insert(conn: Connection, sums: dict[Key, tuple[int, int]]) -> None:
    rows = [
        dict(zip((*_KEY, "part", "whole"), (*key, *values), strict=True))
        for key, values in sorted(sums.items())
    ]
    for first in range(0, len(rows), _ROWS_A_STATEMENT):
        conn.execute(insert(trend_rollup), rows[first : first + _ROWS_A_STATEMENT])


def _sums(conn: Connection, measure: Followed) -> dict[Key, tuple[int, int]]:
    rows = conn.execute(select(trend_rollup).where(trend_rollup.c.measure == measure))
    return {
        (row.measure, row.span, row.start, row.township_code): (row.part, row.whole)
        for row in rows
        if row.part or row.whole
    }


def _by_day(measure: Followed, day: date | None = None) -> Select[Any]:
    """Day, township, part, whole; of one day when it is given."""
    kept: list[ColumnElement[bool]] = []
    when: Column[date] = alert_rollup.c.raised_on
    township: Column[str] = alert_rollup.c.township_code
    part: ColumnElement[int] = alert_rollup.c.rectified
    whole: ColumnElement[int] = alert_rollup.c.found
    if measure is Followed.DAILY_CONTROL:
        sums = control_rollup.c
        kept = [sums.kind == ControlKind.DAILY_CONTROL]
        when, township = sums.period_start, sums.township_code
        part, whole = sums.done + sums.late, sums.open + sums.done + sums.late + sums.missed
    if day is not None:
        kept.append(when == day)
    columns: list[Any] = [when, township, func.sum(part), func.sum(whole)]
    return select(*columns).where(*kept).group_by(when, township)


def _replace(
    conn: Connection, measure: Followed, span: Span, start: date, sums: Select[Any]
) -> None:
    rows = conn.execute(sums).all()
    conn.execute(
        delete(trend_rollup).where(
            trend_rollup.c.measure == measure,
            trend_rollup.c.span == span,
            trend_rollup.c.start == start,
        )
    )
    _insert(
        conn,
        {(str(measure), str(span), start, row[1]): (int(row[2]), int(row[3])) for row in rows},
    )


def _last(span: Span, start: date) -> date:
    if span is Span.WEEK:
        return start + timedelta(days=6)
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
