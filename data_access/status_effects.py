"""What a new status of an establishment means for its duties and for changes that still wait."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, update

from data_access.duty_review import review
from data_access.excused_duties import excuse_open_duties, owe_since
from data_access.history_rows import AnyRow
from data_access.schema import establishment, status_change
from domain.grades import EstablishmentStatus
from domain.scope import Scope


def take_effect(
    conn: Connection, scope: Scope, old: AnyRow, status: str, since: date | None, now: datetime
) -> None:
    """Excuse the open duties of who rests or has left, and give them back to who returns.

    Args:
        conn: Write transaction, in which CONTROL has been bumped with what else it bumps.
        scope: Who changed the status: a person, an import, the scheduler.
        old: The whole establishment as it stood before.
        status: What it is now.
        since: Since when; None: it always has been, so what stood between was a mistake.
        now: Aware UTC.
    """
    if status == old["status"]:
        return
    if status != EstablishmentStatus.ACTIVE:
        excuse_open_duties(conn, scope, old["id"], EstablishmentStatus(status), now)
        return
    former = EstablishmentStatus(old["status"])
    owe_since(conn, scope, old["id"], former, old["status_since"], since, now)
    review(conn, now, establishment.c.id == old["id"])  # a declared closure goes on


def withdraw_waiting(
    conn: Connection, establishments: Collection[int], now: datetime, *, after: date | None = None
) -> dict[int, date]:
    """Take back changes that wait: what was planned before an end does not outlive it.

    Without it a shop that closes for good would return on the day for which somebody had once
    planned the end of its holidays. The caller has checked who asks.

    Args:
        conn: Write transaction.
        establishments: Which have left the register.
        now: Aware UTC; `wait_again` finds them by it.
        after: Only those of a later day than this one.

    Returns:
        Their days, by the id of `status_change`.
    """
    later = () if after is None else (status_change.c.effective_on > after,)
    return _set(
        conn,
        now,
        status_change.c.establishment_id.in_(establishments),
        status_change.c.withdrawn_at.is_(None),
        *later,
    )


def wait_again(conn: Connection, establishment_id: int, withdrawn_at: datetime) -> None:
    """Let changes wait again that an end took back, when that end is undone."""
    _set(
        conn,
        None,
        status_change.c.establishment_id == establishment_id,
        status_change.c.withdrawn_at == withdrawn_at,
    )


def _set(
    conn: Connection, withdrawn_at: datetime | None, *which: ColumnElement[bool]
) -> dict[int, date]:
    changed = (
        update(status_change)
        .where(status_change.c.applied_at.is_(None), *which)
        .values(withdrawn_at=withdrawn_at)
        .returning(status_change.c.id, status_change.c.effective_on)
    )
    return {row.id: row.effective_on for row in conn.execute(changed)}
