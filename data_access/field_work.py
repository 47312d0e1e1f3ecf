"""What is done on the spot, written down: inspections by officers, visits by cadres."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, Table, func, insert, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.risk_due import mark_due
from data_access.schema import guarantee, guarantor_visit, inspection
from domain.audit import Event
from domain.clock import city_day
from domain.field_forms import read_inspection, read_visit
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope

TABLES: Mapping[str, Table] = {"inspection": inspection, "visit": guarantor_visit}
_READERS: Mapping[str, Callable[[Mapping[str, object], date], Form]] = {
    "inspection": read_inspection,
    "visit": read_visit,
}
_EVENTS = {"inspection": Event.INSPECTION_RECORDED, "visit": Event.VISIT_RECORDED}
_DAYS = {"inspection": "inspected_on", "visit": "visited_on"}


def newest_work(conn: Connection, establishment_id: int, subject: str) -> int:
    """Id of the newest row of a subject, 0 without: what a form is opened on.

    The caller has checked that the establishment is the asker's to see.
    """
    table = TABLES[subject]
    query = select(func.max(table.c.id)).where(table.c.establishment_id == establishment_id)
    return conn.scalar(query) or 0


def record_work(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    subject: str,
    given: Mapping[str, object],
    opened_on: int,
    now: datetime,
) -> int:
    """Write an inspection or a visit down; its id.

    Args:
        conn: Write transaction.
        scope: Who records.
        establishment_id: Where.
        subject: Key of TABLES.
        given: Field → as typed.
        opened_on: `newest_work` as the form was opened: with a newer row somebody was faster.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role records none.
        RecordNotFoundError: Not in scope.
        FormRefusedError: A value cannot stand, somebody was faster, or nobody holds it.
    """
    scope.require(Action.RECORD_FIELD_WORK)
    table = TABLES[subject]
    bump(conn, Topic.REGISTER)  # before the row: writers of duties take them in this order too
    owner = establishment_row(conn, scope, establishment_id, lock=True)
    if owner["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])
    if newest_work(conn, owner["id"], subject) != opened_on:
        raise FormRefusedError([Finding("", Fault.SOMEBODY_FASTER)])
    form = _READERS[subject](given, city_day(now))
    form.require_good()
    values = {name: value for name, value in form.values.items() if name in table.c}
    if subject == "visit":
        values["guarantor_id"] = _holder(conn, owner["id"])
    made = conn.execute(
        insert(table)
        .values(
            **values,
            establishment_id=owner["id"],
            township_code=owner["township_code"],
            recorded_at=now,
        )
        .returning(table.c.id)
    ).scalar_one()
    mark_due(conn, [owner["id"]], now)
    on = ("establishment", owner["id"])
    day = form.values[_DAYS[subject]].isoformat()
    audit.record(conn, scope, _EVENTS[subject], now, on=on, row=made, day=day)
    return int(made)


def mark_rectified(
    conn: Connection, scope: Scope, establishment_id: int, subject: str, row_id: int, now: datetime
) -> None:
    """Say that what an inspection or a visit found has been put right, today.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: Not in scope, no such row, nothing to put right, or done already.
    """
    scope.require(Action.RECORD_FIELD_WORK)
    bump(conn, Topic.REGISTER)
    owner, table = establishment_row(conn, scope, establishment_id, lock=True), TABLES[subject]
    done = conn.execute(
        update(table)
        .where(
            table.c.id == row_id,
            table.c.establishment_id == owner["id"],
            table.c.rectify_by.is_not(None),
            table.c.rectified_on.is_(None),
        )
        .values(rectified_on=city_day(now))
    )
    if done.rowcount == 0:
        raise RecordNotFoundError(subject)
    mark_due(conn, [owner["id"]], now)
    on = ("establishment", owner["id"])
    audit.record(conn, scope, _EVENTS[subject], now, on=on, row=row_id, rectified=True)


def _holder(conn: Connection, establishment_id: int) -> int:
    found: int | None = conn.scalar(
        select(guarantee.c.guarantor_id).where(
            guarantee.c.establishment_id == establishment_id, guarantee.c.until.is_(None)
        )
    )
    if found is None:
        raise FormRefusedError([Finding("", Fault.HELD_BY_NOBODY)])
    return found
