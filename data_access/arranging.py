"""What all changes to the days and deputies of an establishment begin and end with."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from data_access import audit
from data_access.changes import Topic, bump
from data_access.record_rows import establishment_row
from domain.audit import Event
from domain.form import Fault, Finding, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope


def held_row(conn: Connection, scope: Scope, establishment_id: int, *more: Topic) -> RowMapping:
    """The establishment, held for a change to its duties.

    Args:
        conn: Write transaction.
        scope: The establishment, or an officer for it.
        establishment_id: As it came, however large.
        more: Topics that move besides control.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope.
    """
    scope.require(Action.ARRANGE_CONTROL)
    # The number first, as everywhere: on PostgreSQL two writers would else wait for each other.
    bump(conn, Topic.CONTROL, *more)
    return establishment_row(conn, scope, establishment_id, lock=True)


def require_not_merged(row: RowMapping) -> None:
    """Nothing new is arranged for a record that went into another.

    Raises:
        FormRefusedError: It did.
    """
    if row["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])


def on_record(
    conn: Connection, scope: Scope, establishment_id: int, now: datetime, **detail: Any
) -> None:
    """The audit row of a closure or deputy."""
    on = ("establishment", establishment_id)
    audit.record(conn, scope, Event.CONTROL_ARRANGED, now, on=on, **detail)
