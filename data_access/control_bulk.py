"""Excusing several duties of one period at once: looked at first, done together, taken back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.control import excuse_duty, excuse_text
from data_access.control_rollup import Place, move
from data_access.risk_due import mark_due
from data_access.schema import control_task
from data_access.scoping import in_scope
from domain.audit import Event
from domain.control import ControlKind, ControlState, locks_at
from domain.scope import Action, Scope

MOST_AT_ONCE = 500
EXCUSABLE = (ControlState.OPEN, ControlState.MISSED)


class MovedError(Exception):
    """Since it was looked at, other duties than those agreed to would be meant."""


def states_of(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, ids: Sequence[int]
) -> Counter[ControlState]:
    """How many of these duties are in which state; those out of scope do not exist."""
    rows = conn.execute(select(control_task.c.state).where(*_these(scope, kind, start, ids)))
    return Counter(ControlState(state) for (state,) in rows)


def excuse_many(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    ids: Sequence[int],
    reason: str,
    now: datetime,
    *,
    expected: int,
) -> list[int]:
    """Excuse those that are not answered, each with the same reason and its own audit row.

    Args:
        conn: Write transaction.
        scope: Who excuses.
        kind: Of which duty.
        start: First day of its period.
        ids: Establishments, MOST_AT_ONCE at most.
        reason: What stays with each.
        now: Aware UTC.
        expected: How many the asker has agreed to.

    Returns:
        The establishments that were excused.

    Raises:
        NotAllowedError: The asker's role may not excuse.
        RefusedError: No reason is given.
        MovedError: By now another number of duties would be excused.
    """
    scope.require(Action.EXCUSE_CONTROL)
    bump(conn, Topic.CONTROL)
    open_ones = conn.scalars(
        select(control_task.c.establishment_id)
        .where(*_these(scope, kind, start, ids), control_task.c.state.in_(EXCUSABLE))
        .order_by(control_task.c.establishment_id)
    ).all()
    if len(open_ones) != expected:
        raise MovedError(f"{len(open_ones)} instead of {expected}")
    for one in open_ones:
        excuse_duty(conn, scope, one, kind, start, reason, now)
    return list(open_ones)


def owe_excused(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    ids: Sequence[int],
    reason: str,
    now: datetime,
) -> int:
    """Take back what `excuse_many` has done, as far as nobody has changed it since.

    A duty whose lock has passed meanwhile is missed again, any other is open again.

    Returns:
        How many are owed again.

    Raises:
        NotAllowedError: The asker's role may not excuse.
    """
    scope.require(Action.EXCUSE_CONTROL)
    bump(conn, Topic.CONTROL)
    rows = conn.execute(
        select(control_task).where(
            *_these(scope, kind, start, ids),
            control_task.c.state == ControlState.EXCUSED,
            control_task.c.reason == excuse_text(reason, scope.actor),
        )
    ).all()
    for row in rows:
        state = ControlState.OPEN if now < locks_at(kind, row.due_at) else ControlState.MISSED
        key = (column == getattr(row, column.name) for column in control_task.primary_key)
        conn.execute(update(control_task).where(*key).values(state=state, reason=None))
        move(
            conn,
            Place(kind, start, row.township_code, row.category),
            ControlState.EXCUSED,
            state,
        )
    mark_due(conn, [row.establishment_id for row in rows], now)
    if scope.account_id is not None:
        for row in rows:
            on = ("establishment", row.establishment_id)
            audit.record(conn, scope, Event.CONTROL_OWED, now, on=on, kind=kind, period=start)
    return len(rows)


def _these(scope: Scope, kind: ControlKind, start: date, ids: Sequence[int]) -> tuple[Any, ...]:
    return (
        control_task.c.kind == kind,
        control_task.c.period_start == start,
        control_task.c.establishment_id.in_(list(ids[:MOST_AT_ONCE])),
        in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
    )
