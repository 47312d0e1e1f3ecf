"""Dated changes of status: recorded, applied when their day has come, or withdrawn before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from data_access import audit, history
from data_access.changes import Topic, bump
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import licence, status_change
from data_access.status_effects import take_effect, withdraw_waiting
from domain.audit import Event
from domain.clock import city_day
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import IN_REGISTER, EstablishmentStatus
from domain.row_id import LARGEST_ID
from domain.scope import Action, Scope
from domain.status_change import read_status_form


class Recorded(NamedTuple):
    """What became of a change: whether it holds already, and days for which others had waited."""

    applied: bool
    withdrawn: tuple[date, ...]


def record(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, object],
    now: datetime,
) -> Recorded:
    """Record a change; one of today or before is applied at once.

    An end (moved, closed, out of scope) takes back what was planned for later days; what is
    planned after it was recorded holds.

    Args:
        conn: Write transaction.
        scope: Who records it.
        establishment_id: Whose status.
        given: `status`, `effective_on`, `reason` as typed.
        now: Aware UTC.

    Returns:
        Whether it is applied already (a coming one waits for the scheduler), and what it took back.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: Not in scope.
        FormRefusedError: The change cannot be.
    """
    scope.require(Action.CHANGE_REGISTER)
    # First, and all at once: the numbers that applying raises, in the order all writers keep.
    bump(conn, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if row["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])
    form = _read(conn, row, given, now)
    form.require_good()
    made = conn.execute(
        insert(status_change)
        .values(
            establishment_id=row["id"],
            township_code=row["township_code"],
            recorded_by=scope.actor[:60],
            recorded_at=now,
            **form.values,
        )
        .returning(status_change.c.id)
    ).scalar_one()
    due = bool(form.values["effective_on"] <= city_day(now))
    if due:
        apply(conn, scope, row, made, form.values["status"], form.values["effective_on"], now)
    withdrawn: list[date] = []
    if form.values["status"] not in IN_REGISTER:
        day = form.values["effective_on"]
        withdrawn = sorted(withdraw_waiting(conn, [row["id"]], now, after=day).values())
    detail = {**form.values, "applied": due}
    if withdrawn:
        detail["withdrawn"] = [day.isoformat() for day in withdrawn]
    audit.record(conn, scope, Event.STATUS_CHANGED, now, on=("establishment", row["id"]), **detail)
    return Recorded(due, tuple(withdrawn))


def apply(
    conn: Connection,
    scope: Scope,
    row: history.AnyRow,
    change_id: int,
    status: str,
    effective_on: date,
    now: datetime,
) -> None:
    """Let a change hold whose day has come; the caller writes the audit row.

    Args:
        conn: Write transaction.
        scope: Who applies it: a person, or the scheduler.
        row: The whole establishment.
        change_id: Row of `status_change`.
        status: What it becomes.
        effective_on: Since when.
        now: Aware UTC.
    """
    values = {"status": status, "status_since": effective_on}
    history.change(conn, scope, "establishment", row, values, now)
    conn.execute(
        update(status_change).where(status_change.c.id == change_id).values(applied_at=now)
    )
    take_effect(conn, scope, row, status, effective_on, now)


def withdraw(
    conn: Connection, scope: Scope, establishment_id: int, change_id: int, now: datetime
) -> None:
    """Take back a change whose day has not come.

    Raises:
        NotAllowedError: The asker's role changes no register.
        RecordNotFoundError: Not in scope, or no waiting change of this establishment.
    """
    scope.require(Action.CHANGE_REGISTER)
    bump(conn, Topic.REGISTER)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if not 0 < change_id <= LARGEST_ID:
        raise RecordNotFoundError("status change")
    taken = conn.execute(
        update(status_change)
        .where(
            status_change.c.id == change_id,
            status_change.c.establishment_id == row["id"],
            status_change.c.applied_at.is_(None),
            status_change.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(status_change.c.status, status_change.c.effective_on)
    ).one_or_none()
    if taken is None:
        raise RecordNotFoundError("status change")
    audit.record(
        conn,
        scope,
        Event.STATUS_CHANGED,
        now,
        on=("establishment", row["id"]),
        status=taken.status,
        effective_on=taken.effective_on,
        withdrawn=True,
    )


def _read(
    conn: Connection, row: history.AnyRow, given: Mapping[str, object], now: datetime
) -> Form:
    licensed_on = conn.scalar(
        select(func.min(licence.c.issued_on)).where(licence.c.establishment_id == row["id"])
    )
    form = read_status_form(
        given,
        current=row["status"],
        since=row["status_since"],
        licensed_on=licensed_on,
        today=city_day(now),
    )
    day = form.values.get("effective_on")
    waiting = select(status_change.c.id).where(
        status_change.c.establishment_id == row["id"],
        status_change.c.effective_on == day,
        status_change.c.applied_at.is_(None),
        status_change.c.withdrawn_at.is_(None),
    )
    if day is not None and conn.execute(waiting.limit(1)).first() is not None:
        form.say("effective_on", Fault.ALREADY_WAITING, day.isoformat())
    return form
