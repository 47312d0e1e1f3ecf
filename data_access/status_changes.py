"""Dated changes of status: recorded, applied when their day has come, or withdrawn before."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from data_access import audit, history
from data_access.changes import Topic, bump
from data_access.duty_review import review
from data_access.excused_duties import excuse_open_duties, owe_since
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import establishment, licence, status_change
from domain.audit import Event
from domain.clock import city_day
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.row_id import LARGEST_ID
from domain.scope import Action, Scope
from domain.status_change import read_status_form


def record(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, object],
    now: datetime,
) -> bool:
    """Record a change; one of today or before is applied at once.

    Args:
        conn: Write transaction.
        scope: Who records it.
        establishment_id: Whose status.
        given: `status`, `effective_on`, `reason` as typed.
        now: Aware UTC.

    Returns:
        Whether it is applied already; a coming one waits for the scheduler.

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
    detail = {**form.values, "applied": due}
    audit.record(conn, scope, Event.STATUS_CHANGED, now, on=("establishment", row["id"]), **detail)
    return due


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
    if status != EstablishmentStatus.ACTIVE:
        excuse_open_duties(conn, scope, row["id"], EstablishmentStatus(status), now)
    elif row["status"] != status:
        former = EstablishmentStatus(row["status"])
        owe_since(conn, scope, row["id"], former, row["status_since"], effective_on, now)
        review(conn, now, establishment.c.id == row["id"])  # a declared closure goes on


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


def withdraw_waiting(conn: Connection, establishment_id: int, now: datetime) -> list[int]:
    """Take back all that wait: the record is no more. The caller has checked who asks."""
    withdrawn = conn.scalars(
        update(status_change)
        .where(
            status_change.c.establishment_id == establishment_id,
            status_change.c.applied_at.is_(None),
            status_change.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(status_change.c.id)
    )
    return sorted(withdrawn)


def wait_again(conn: Connection, establishment_id: int, withdrawn: Collection[int]) -> None:
    """Let changes wait again that `withdraw_waiting` took back; the caller has checked who asks."""
    conn.execute(
        update(status_change)
        .where(
            status_change.c.establishment_id == establishment_id,
            status_change.c.id.in_(withdrawn),
            status_change.c.applied_at.is_(None),
        )
        .values(withdrawn_at=None)
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
