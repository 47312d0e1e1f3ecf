"""Rest days and closing hour of an establishment, kept by itself or an officer, with history."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from data_access import audit, history
from data_access.changes import Topic, bump
from data_access.record_rows import establishment_row
from domain.arrangements import read_hours
from domain.audit import Event
from domain.form import Fault, Finding, Form, FormRefusedError
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope

HOURS = ("rest_weekdays", "closes_after_midnight")


def set_hours(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    given: Mapping[str, object],
    now: datetime,
) -> tuple[str, ...]:
    """Bring rest days and closing hour to what was typed; duties from tomorrow on follow.

    Args:
        conn: Write transaction.
        scope: The establishment, or an officer.
        establishment_id: Whose.
        given: `rest_weekdays`, `closes_after_midnight`; one that is absent stays.
        now: Aware UTC.

    Returns:
        The fields that differed.

    Raises:
        NotAllowedError: The asker's role arranges no duties.
        RecordNotFoundError: Not in scope.
        FormRefusedError: A value cannot stand.
    """
    scope.require(Action.ARRANGE_CONTROL)
    bump(conn, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)
    row = establishment_row(conn, scope, establishment_id, lock=True)
    if row["status"] == EstablishmentStatus.MERGED:
        raise FormRefusedError([Finding("", Fault.MERGED)])
    form = Form({name: given[name] for name in HOURS if name in given})
    read_hours(form)
    form.require_good()
    changed = history.change(conn, scope, "establishment", row, form.values, now)
    if changed:
        on = ("establishment", row["id"])
        fields = sorted(changed)
        audit.record(conn, scope, Event.REGISTER_CHANGED, now, on=on, fields=fields)
    return tuple(changed)
