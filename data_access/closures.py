"""Days that an establishment declares closed: ahead, from today on, and never back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data_access.arranging import held_row, on_record, require_not_merged
from data_access.duty_review import review
from data_access.kitchens import last_day
from data_access.record_rows import RecordNotFoundError, establishment_row
from data_access.schema import declared_closure, establishment
from domain.arrangements import Declared, read_closure
from domain.clock import city_day
from domain.form import Fault, Finding, FormRefusedError
from domain.row_id import LARGEST_ID
from domain.scope import Scope

MOST_STANDING = 20
MOST_LISTED = 50


def closures_of(
    conn: Connection, scope: Scope, establishment_id: int, since: date
) -> list[Declared]:
    """Closures that end on `since` or later, the newest first; withdrawn ones among them.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    row = establishment_row(conn, scope, establishment_id)
    own = declared_closure.c
    rows = conn.execute(
        select(declared_closure)
        .where(own.establishment_id == row["id"], own.ends >= since)
        .order_by(own.starts.desc(), own.id.desc())
        .limit(MOST_LISTED)
    )
    return [_declared(one) for one in rows]


def declare(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, object],
    now: datetime,
) -> int:
    """Declare days closed; their open duties are excused at once. The same twice is once.

    Args:
        conn: Write transaction.
        scope: The establishment, or an officer for it.
        establishment_id: Whose.
        given: `starts`, `ends` (the last closed day), `reason` as typed.
        now: Aware UTC.

    Returns:
        Id of the closure.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope.
        FormRefusedError: It begins before today, takes too long, has no reason, or
            MOST_STANDING closures stand already.
    """
    row = held_row(conn, scope, establishment_id)
    require_not_merged(row)
    today = city_day(now)
    form = read_closure(given, today)
    form.require_good()
    known = [one for one in closures_of(conn, scope, row["id"], today) if one.withdrawn_at is None]
    for one in known:
        if all(getattr(one, name) == value for name, value in form.values.items()):
            return one.id
    if len(known) >= MOST_STANDING:
        raise FormRefusedError([Finding("", Fault.TOO_MANY, detail=str(MOST_STANDING))])
    made = conn.execute(
        insert(declared_closure)
        .values(
            establishment_id=row["id"],
            township_code=row["township_code"],
            declared_by=scope.actor[:60],
            declared_at=now,
            **form.values,
        )
        .returning(declared_closure.c.id)
    ).scalar_one()
    changed = review(conn, now, establishment.c.id == row["id"])
    on_record(conn, scope, row["id"], now, closure=made, duties=changed, **form.values)
    return int(made)


def withdraw(
    conn: Connection, scope: Scope, establishment_id: int, closure_id: int, now: datetime
) -> None:
    """Cook again from today on; the days before stay closed and excused.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope, or no closure of this establishment that still stands.
    """
    row = held_row(conn, scope, establishment_id)
    if not 0 < closure_id <= LARGEST_ID:
        raise RecordNotFoundError("closure")
    own = declared_closure.c
    taken = conn.execute(
        update(declared_closure)
        .where(
            own.id == closure_id,
            own.establishment_id == row["id"],
            own.withdrawn_at.is_(None),
            own.ends >= city_day(now),
        )
        .values(withdrawn_at=now)
    )
    if not taken.rowcount:
        raise RecordNotFoundError("closure")
    changed = review(conn, now, establishment.c.id == row["id"])
    on_record(conn, scope, row["id"], now, closure=closure_id, duties=changed, withdrawn=True)


def _declared(row: Any) -> Declared:
    return Declared(
        row.id,
        row.starts,
        row.ends,
        last_day(row.ends, row.withdrawn_at),
        row.reason,
        row.declared_by,
        row.declared_at,
        row.withdrawn_at,
    )
