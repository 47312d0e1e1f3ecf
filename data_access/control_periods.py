"""Writing whole periods of control duties: opened, ended and excused by the clock.

The roll-up is counted anew for the period and the change number moves, in the same transaction.
"""

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from data_access.changes import Topic, bump
from data_access.control_rollup import recount
from data_access.risk_due import mark_due_where
from data_access.schema import control_rollup, control_task, establishment
from domain.categories import Category
from domain.control import (
    REASON_STANDSTILL,
    REASON_SUSPENDED,
    ControlKind,
    ControlState,
    due_at,
    excuse,
    locks_at,
    period_start,
)
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope


def last_opened(conn: Connection, scope: Scope, kind: ControlKind) -> date | None:
    """Start of the newest period that has duties, None when there is none."""
    scope.require(Action.RUN_SYSTEM)
    found: date | None = conn.scalar(
        select(func.max(control_rollup.c.period_start)).where(control_rollup.c.kind == kind)
    )
    return found


def open_period(conn: Connection, scope: Scope, kind: ControlKind, day: date, now: datetime) -> int:
    """Create the duties of the period that `day` lies in, for all who have none yet.

    Establishments in the register owe one from the day they opened. Suspended ones and canteens
    that do not cook in the period are excused, and so is everybody when the period was locked
    before it could be opened: nobody can answer a form that was not there.

    Returns:
        How many duties were created; 0 when it was done before.
    """
    scope.require(Action.RUN_SYSTEM)
    start = period_start(kind, day)
    owing = (
        establishment.c.status.in_((EstablishmentStatus.ACTIVE, EstablishmentStatus.SUSPENDED)),
        or_(establishment.c.opened_on.is_(None), establishment.c.opened_on <= day),
        ~exists().where(
            control_task.c.establishment_id == establishment.c.id,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
        ),
    )
    if conn.scalar(select(establishment.c.id).where(*owing).limit(1)) is None:
        return 0
    bump(conn, Topic.CONTROL)
    reason = _reason(kind, start, locked=now >= locks_at(kind, start))
    duties = select(
        establishment.c.id,
        literal(kind.value),
        literal(start, control_task.c.period_start.type),
        establishment.c.township_code,
        establishment.c.category,
        case((reason.is_(None), ControlState.OPEN.value), else_=ControlState.EXCUSED.value),
        literal(due_at(kind, start), control_task.c.due_at.type),
        reason,
    ).where(*owing)
    names = [*control_task.primary_key.columns.keys(), "township_code", "category"]
    names += ["state", "due_at", "reason"]
    made = conn.execute(insert(control_task).from_select(names, duties)).rowcount
    recount(conn, kind, start)
    return made


def mark_missed(conn: Connection, scope: Scope, now: datetime) -> int:
    """Turn open duties whose lock has passed into missed ones.

    Returns:
        How many; 0 when it was done before.
    """
    return _end(conn, scope, ControlState.MISSED, None, _locked_periods(conn, now), now)


def excuse_standstill(conn: Connection, scope: Scope, stopped_at: datetime, now: datetime) -> int:
    """Excuse open duties that came due and were locked while the platform stood still.

    Args:
        conn: Write transaction of the caller.
        scope: A system process.
        stopped_at: Last sign of life before the standstill.
        now: First moment after it.

    Returns:
        How many.
    """
    unattended = [
        (kind, start)
        for kind, start in _locked_periods(conn, now)
        if stopped_at < due_at(kind, start)
    ]
    return _end(conn, scope, ControlState.EXCUSED, REASON_STANDSTILL, unattended, now)


def _reason(kind: ControlKind, start: date, *, locked: bool) -> ColumnElement[str | None]:
    """SQL for why an establishment owes nothing, NULL when it does."""
    whens: list[tuple[ColumnElement[bool], str]] = [
        (establishment.c.status == EstablishmentStatus.SUSPENDED, REASON_SUSPENDED)
    ]
    for category in Category:
        words = excuse(kind, category, start)
        if words is not None:
            whens.append((establishment.c.category == category, words))
    return case(*whens, else_=literal(REASON_STANDSTILL) if locked else null())


def _locked_periods(conn: Connection, now: datetime) -> list[tuple[ControlKind, date]]:
    rows = conn.execute(
        select(control_rollup.c.kind, control_rollup.c.period_start)
        .where(control_rollup.c.open > 0)
        .distinct()
    )
    periods = [(ControlKind(row.kind), row.period_start) for row in rows]
    return sorted((kind, start) for kind, start in periods if locks_at(kind, start) <= now)


def _end(
    conn: Connection,
    scope: Scope,
    state: ControlState,
    reason: str | None,
    periods: list[tuple[ControlKind, date]],
    now: datetime,
) -> int:
    scope.require(Action.RUN_SYSTEM)
    if periods:
        bump(conn, Topic.CONTROL)
    ended = 0
    for kind, start in periods:
        open_ones = (
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            control_task.c.state == ControlState.OPEN,
        )
        mark_due_where(conn, select(control_task.c.establishment_id).where(*open_ones), now)
        ended += conn.execute(
            update(control_task).where(*open_ones).values(state=state, reason=reason)
        ).rowcount
        recount(conn, kind, start)
    return ended
