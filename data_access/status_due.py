"""Changes of status whose day has come: the register follows them."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.schema import establishment, status_change
from data_access.status_changes import apply
from domain.audit import Event
from domain.clock import city_day
from domain.grades import EstablishmentStatus
from domain.scope import Action, Scope


def apply_due(conn: Connection, scope: Scope, now: datetime, *, limit: int = 500) -> int:
    """Apply the changes that are due and were not withdrawn, in the order of their days.

    After any standstill the register ends where it would have been: a later change of the same
    establishment wins, and `status_since` is the day of the change, not of this call. One of a
    record that was merged away meanwhile is withdrawn.

    Args:
        conn: Write transaction.
        scope: A process of the system.
        now: Aware UTC.
        limit: Changes at most: call again until it returns 0.

    Returns:
        How many were dealt with; 0 when it was done before.
    """
    scope.require(Action.RUN_SYSTEM)
    due = conn.execute(
        select(status_change)
        .where(
            status_change.c.applied_at.is_(None),
            status_change.c.withdrawn_at.is_(None),
            status_change.c.effective_on <= city_day(now),
        )
        .order_by(status_change.c.effective_on, status_change.c.id)
        .limit(limit)
    ).all()
    if due:
        bump(conn, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)  # before any row, as ever
    applied = []
    for change in due:
        row = conn.execute(
            select(establishment)
            .where(establishment.c.id == change.establishment_id)
            .with_for_update()
        ).mappings()
        old = row.one()
        merged = old["status"] == EstablishmentStatus.MERGED
        if merged:
            conn.execute(
                update(status_change)
                .where(status_change.c.id == change.id)
                .values(withdrawn_at=now)
            )
        else:
            apply(conn, scope, old, change.id, change.status, change.effective_on, now)
            applied.append(change)
    for change in applied:
        audit.record(
            conn,
            scope,
            Event.STATUS_CHANGED,
            now,
            on=("establishment", change.establishment_id),
            status=change.status,
            effective_on=change.effective_on,
            recorded_by=change.recorded_by,
        )
    return len(due)
