"""Open duties follow at once when a kitchen's days change: a closure, rest days, school breaks.

Only what is not due yet changes, either way, so that nothing is excused or owed back in time.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from data_access.changes import Topic, bump
from data_access.control_rollup import Place, move, recount
from data_access.engine import widened
from data_access.kitchens import closure_reasons, kitchens, terms
from data_access.risk_due import mark_due
from data_access.schema import control_task, establishment, school_break
from domain.clock import city_day
from domain.control import ControlKind, ControlState, due_at, period_start
from domain.grades import EstablishmentStatus
from domain.operating import (
    REASON_GUESSED,
    REASON_NOT_OPEN,
    REASON_NOT_WORKING,
    REASON_REST,
    excuse,
)
from domain.workdays import SCHOOL_BREAKS

AnyRow = Row[*tuple[Any, ...]]
_FEW = 20
_LONGEST_DUE = timedelta(days=7)  # after the end of its period: a month's five days, and hours


def review(
    conn: Connection, now: datetime, *which: ColumnElement[bool], daily_from: date | None = None
) -> int:
    """Excuse the open duties that are owed no more, and owe again those that are.

    Args:
        conn: Write transaction; the caller has checked who asks, and writes the audit row.
        now: Aware UTC.
        which: Conditions on `establishment`.
        daily_from: Leaves earlier days as they are.

    Returns:
        How many duties changed. One that somebody or a status has excused stays as it is.
    """
    rows = _undecided(conn, now, which, daily_from)
    kept = kitchens(conn, establishment.c.id.in_({row.establishment_id for row in rows}))
    rests = terms(conn)
    ours = _own_words(conn, list(kept))
    changed: list[tuple[AnyRow, ControlState, str | None]] = []
    for row in rows:
        kind = ControlKind(row.kind)
        why = excuse(kind, kept[row.establishment_id], row.period_start, rests)
        if row.state == ControlState.OPEN:
            if why is not None:
                changed.append((row, ControlState.EXCUSED, why))
        elif row.reason in ours and why != row.reason:
            state = ControlState.OPEN if why is None else ControlState.EXCUSED
            changed.append((row, state, why))
    _write(conn, changed, now)
    return len(changed)


def follow_hours(
    conn: Connection, establishment_id: int, changed: Mapping[str, Any], now: datetime
) -> None:
    """Let the duties of coming days follow new rest days and a new closing hour.

    Today's keep what they were given: an hour gained at the last minute, or a rest day found at
    night, would be back-dating by another name. Who does not cook today declares a closure.
    """
    today = city_day(now)
    if "closes_after_midnight" in changed:
        _move_due(conn, establishment_id, changed["closes_after_midnight"], today)
    if "rest_weekdays" in changed:
        own = establishment.c.id == establishment_id
        review(conn, now, own, daily_from=today + timedelta(days=1))


def _move_due(conn: Connection, establishment_id: int, hours: int, today: date) -> None:
    rows = conn.execute(
        select(control_task).where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.period_start > today,
            control_task.c.state.in_((ControlState.OPEN, ControlState.EXCUSED)),
        )
    ).all()
    for row in rows:
        due = due_at(ControlKind(row.kind), row.period_start, hours)
        conn.execute(update(control_task).where(*_key(row)).values(due_at=due))


def _undecided(
    conn: Connection,
    now: datetime,
    which: Sequence[ColumnElement[bool]],
    daily_from: date | None,
) -> Sequence[AnyRow]:
    """Duties that are not due yet, of establishments that are active, and neither answered."""
    task = control_task.c
    first = period_start(ControlKind.MONTHLY_DISPATCH, city_day(now - _LONGEST_DUE))
    wanted = [task.due_at > now, task.period_start >= first, task.kind.in_(list(ControlKind))]
    if daily_from is not None:
        wanted.append(or_(task.kind != ControlKind.DAILY_CONTROL, task.period_start >= daily_from))
    return conn.execute(
        select(control_task)
        .join_from(control_task, establishment)
        .where(
            *which,
            *wanted,
            establishment.c.status == EstablishmentStatus.ACTIVE,
            task.state.in_((ControlState.OPEN, ControlState.EXCUSED)),
        )
        .order_by(task.establishment_id, task.kind, task.period_start)
    ).all()


def _own_words(conn: Connection, ids: Sequence[int]) -> set[str]:
    """Every reason that days, and no person, may have left with a duty of these."""
    names = set(conn.scalars(select(school_break.c.name_zh).distinct()))
    names |= {usual.zh for usual in SCHOOL_BREAKS}
    names |= {REASON_NOT_WORKING, REASON_GUESSED, REASON_REST, REASON_NOT_OPEN}
    return names | closure_reasons(conn, ids)


def _write(
    conn: Connection, changed: Sequence[tuple[AnyRow, ControlState, str | None]], now: datetime
) -> None:
    if not changed:
        return
    bump(conn, Topic.CONTROL)
    for row, state, why in changed:
        conn.execute(update(control_task).where(*_key(row)).values(state=state, reason=why))
    if len(changed) > _FEW:
        with widened(conn):  # a period is counted as a whole
            for kind, start in sorted({(row.kind, row.period_start) for row, _s, _w in changed}):
                recount(conn, ControlKind(kind), start)
    else:
        for row, state, _why in changed:
            place = Place(ControlKind(row.kind), row.period_start, row.township_code, row.category)
            move(conn, place, ControlState(row.state), state)
    mark_due(conn, {row.establishment_id for row, _state, _why in changed}, now)


def _key(row: AnyRow) -> list[ColumnElement[bool]]:
    return [column == getattr(row, column.name) for column in control_task.primary_key]
