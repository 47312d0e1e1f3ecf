"""A city's facts repeated backwards by whole weeks, as if they had been kept for years."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Interval,
    String,
    Table,
    func,
    insert,
    literal,
    select,
    text,
)

from data_access import alert_rollup, control_rollup
from data_access.engine import writing
from data_access.schema import alert, control_task
from domain.alerts import OPEN_STATES
from domain.control import ControlKind, ControlState

THREE_YEARS = 1095
"""Days."""


def repeat_duties(engine: Engine, reach: int = THREE_YEARS) -> int:
    """Daily duties until they reach `reach` days back; how many there are then."""
    task = control_task
    index = next(one for one in task.indexes if one.name == "ix_control_task_board")
    which = (task.c.kind == ControlKind.DAILY_CONTROL,)
    with writing(engine) as conn:
        index.drop(conn)  # sorting once is several times faster than keeping it with every row
        ended = (*which, task.c.state != ControlState.OPEN)
        _repeat(conn, task, task.c.period_start, ended, ("due_at", "submitted_at"), reach)
        index.create(conn)
        control_rollup.rebuild(conn)
    return _counted(engine, task, which)


def repeat_alerts(engine: Engine, reach: int = THREE_YEARS) -> int:
    """Closed alerts until they reach `reach` days back, without pictures; how many there are."""
    moments = [column.name for column in alert.columns if column.name.endswith(("_at", "_by"))]
    with writing(engine) as conn:
        ended = (alert.c.state.not_in(OPEN_STATES),)
        _repeat(conn, alert, alert.c.raised_on, ended, moments, reach)
        alert_rollup.rebuild(conn)
    return _counted(engine, alert, ())


def _counted(engine: Engine, table: Table, which: Collection[ColumnElement[bool]]) -> int:
    with engine.connect() as conn:
        conn.execute(text("ANALYZE"))
        conn.commit()
        return int(conn.execute(select(func.count()).select_from(table).where(*which)).scalar_one())


def _repeat(
    conn: Connection,
    table: Table,
    day: Column[date],
    which: tuple[ColumnElement[bool], ...],
    moments: Collection[str],
    reach: int,
) -> None:
    first, last = conn.execute(select(func.min(day), func.max(day)).where(*which)).one()
    stretch = timedelta(days=7 * (((last - first).days + 7) // 7))
    earliest, back, copies = last - timedelta(days=reach), stretch, 1
    number: int = conn.scalar(select(func.max(table.c.id))) if "id" in table.c else 0
    while (last - first + back - stretch).days < reach:
        moved = _moved(conn, table, day, moments, back)
        if number:
            moved["id"] = table.c.id + copies * number
        if "dedupe_key" in table.c:
            key = table.c.dedupe_key + literal(f"-{copies}", String())
            moved["dedupe_key"] = key
        rows = select(*(moved.get(one.name, one) for one in table.columns)).where(
            *which, day >= max(first, earliest + back)
        )
        conn.execute(insert(table).from_select([one.name for one in table.columns], rows))
        back, copies = back + stretch, copies + 1


def _moved(
    conn: Connection, table: Table, day: Column[date], moments: Collection[str], back: timedelta
) -> dict[str, ColumnElement[Any]]:
    """Days and moments of the rows, `back` earlier."""
    if conn.dialect.name == "sqlite":
        earlier: ColumnElement[Any] = literal(back.days * 86_400_000, Integer())
        moved: dict[str, ColumnElement[Any]] = {day.name: func.date(day, f"-{back.days} days")}
    else:
        earlier, moved = literal(back, Interval()), {day.name: day - back.days}
    for name in moments:
        moved[name] = table.c[name].op("-", return_type=table.c[name].type)(earlier)
    return moved
