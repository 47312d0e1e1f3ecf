"""Rest days and closing hour of an establishment, kept by itself or an officer, with history."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from data_access import audit, history
from data_access.arranging import held_row, require_not_merged
from data_access.changes import Topic
from domain.arrangements import read_hours
from domain.audit import Event
from domain.form import Form
from domain.scope import Scope

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
    row = held_row(conn, scope, establishment_id, Topic.CAMERAS, Topic.REGISTER)
    require_not_merged(row)
    form = Form({name: given[name] for name in HOURS if name in given})
    read_hours(form)
    form.require_good()
    changed = history.change(conn, scope, "establishment", row, form.values, now)
    if changed:
        on = ("establishment", row["id"])
        fields = sorted(changed)
        audit.record(conn, scope, Event.REGISTER_CHANGED, now, on=on, fields=fields)
    return tuple(changed)
