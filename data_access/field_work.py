"""What officers, cadres, authorities and laboratories found out, written down."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data_access import audit, history
from data_access.changes import Topic, bump
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.risk_due import mark_due
from data_access.schema import guarantee, guarantor_visit, inspection, penalty, sampling_test
from domain.audit import Event
from domain.clock import city_day
from domain.enforcement_forms import read_penalty, read_sample
from domain.field_forms import read_inspection, read_visit
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.sampling import SampleConclusion
from domain.scope import Action, Scope

TABLES: Mapping[str, Table] = {
    "inspection": inspection,
    "visit": guarantor_visit,
    "penalty": penalty,
    "sampling_test": sampling_test,
}
_READERS: Mapping[str, Callable[[Mapping[str, object], date], Form]] = {
    "inspection": read_inspection,
    "visit": read_visit,
    "penalty": read_penalty,
    "sampling_test": read_sample,
}
_EVENTS = {
    "inspection": Event.INSPECTION_RECORDED,
    "visit": Event.VISIT_RECORDED,
    "penalty": Event.PENALTY_RECORDED,
    "sampling_test": Event.SAMPLE_RECORDED,
}
_DAYS = {
    "inspection": "inspected_on",
    "visit": "visited_on",
    "penalty": "decided_on",
    "sampling_test": "sampled_on",
}
# Corrected later by people, so that the history tells them; and the number each is known by.
_NUMBERED = {"penalty": "decision_number", "sampling_test": "sample_number"}
_PUT_RIGHT = frozenset({"inspection", "visit"})
_TOPICS = (Topic.CAMERAS, Topic.REGISTER)  # before any row: all writers take them in this order


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
    """Write an inspection, a visit, a penalty or a sampling test down; its id.

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
        FormRefusedError: A value cannot stand, somebody was faster, nobody holds it, or its number
            is on record already.
    """
    scope.require(Action.RECORD_FIELD_WORK)
    table = TABLES[subject]
    bump(conn, *_TOPICS)
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
    values |= {"establishment_id": owner["id"], "township_code": owner["township_code"]}
    made = _written(conn, scope, subject, values | {"recorded_at": now}, now)
    mark_due(conn, [owner["id"]], now)
    on = ("establishment", owner["id"])
    day = form.values[_DAYS[subject]].isoformat()
    audit.record(conn, scope, _EVENTS[subject], now, on=on, row=made, day=day)
    return made


def withdraw(
    conn: Connection, scope: Scope, establishment_id: int, subject: str, row_id: int, now: datetime
) -> None:
    """Say that a penalty or a sampling test counts no more from today: revoked, or entered wrongly.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: Not in scope, no such row, or withdrawn already.
    """
    _correct(conn, scope, establishment_id, subject, row_id, now, "withdrawn_on")


def mark_handled(
    conn: Connection, scope: Scope, establishment_id: int, row_id: int, now: datetime
) -> None:
    """Say that a failed sample has been dealt with (核查处置), today.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: Not in scope, no such sample, it passed, or it is done already.
    """
    _correct(conn, scope, establishment_id, "sampling_test", row_id, now, "handled_on")


def mark_rectified(
    conn: Connection, scope: Scope, establishment_id: int, subject: str, row_id: int, now: datetime
) -> None:
    """Say that what an inspection or a visit found has been put right, today.

    Raises:
        NotAllowedError: The asker's role may not.
        RecordNotFoundError: Not in scope, no such row, nothing to put right, or done already.
    """
    scope.require(Action.RECORD_FIELD_WORK)
    if subject not in _PUT_RIGHT:
        raise RecordNotFoundError(subject)
    bump(conn, *_TOPICS)
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


def _written(
    conn: Connection, scope: Scope, subject: str, values: Mapping[str, Any], now: datetime
) -> int:
    if subject not in _NUMBERED:
        table = TABLES[subject]
        query = insert(table).values(**values).returning(table.c.id)
        return int(conn.execute(query).scalar_one())
    try:
        with conn.begin_nested():
            return history.add(conn, scope, subject, [values], now)[0]
    except IntegrityError:  # of whatever establishment, also one that the asker does not see
        raise FormRefusedError([Finding(_NUMBERED[subject], Fault.TAKEN)]) from None


def _correct(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    subject: str,
    row_id: int,
    now: datetime,
    column: str,
) -> None:
    """Set a day of a row that stands and has none yet to today."""
    scope.require(Action.RECORD_FIELD_WORK)
    if subject not in _NUMBERED:
        raise RecordNotFoundError(subject)
    bump(conn, *_TOPICS)
    owner, table = establishment_row(conn, scope, establishment_id, lock=True), TABLES[subject]
    query = select(table).where(
        table.c.id == row_id,
        table.c.establishment_id == owner["id"],
        table.c.withdrawn_on.is_(None),
    )
    if column == "handled_on":
        query = query.where(
            table.c.handled_on.is_(None), table.c.conclusion == SampleConclusion.FAILED
        )
    row: RowMapping | None = conn.execute(query).mappings().one_or_none()
    if row is None:
        raise RecordNotFoundError(subject)
    history.change(conn, scope, subject, row, {column: city_day(now)}, now)
    on = ("establishment", owner["id"])
    audit.record(conn, scope, _EVENTS[subject], now, on=on, row=row_id, step=column)


def _holder(conn: Connection, establishment_id: int) -> int:
    found: int | None = conn.scalar(
        select(guarantee.c.guarantor_id).where(
            guarantee.c.establishment_id == establishment_id, guarantee.c.until.is_(None)
        )
    )
    if found is None:
        raise FormRefusedError([Finding("", Fault.HELD_BY_NOBODY)])
    return found
