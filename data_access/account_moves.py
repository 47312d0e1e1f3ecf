"""Accounts follow their establishment when its record is merged into another, and back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from data_access import audit, sessions
from data_access.schema import account
from data_access.sessions import Reason
from domain.audit import Event
from domain.scope import Scope, system_scope

_SYSTEM = system_scope("merge of records")


def move_accounts(
    conn: Connection,
    scope: Scope,
    from_id: int,
    to_id: int,
    now: datetime,
    *,
    only: Collection[int] | None = None,
) -> list[int]:
    """Bind the accounts of one establishment to another; their sessions end.

    Each move is an audit row of its own, so it comes last in its transaction.

    Args:
        conn: Write transaction.
        scope: Who merges, or undoes that; the caller has checked that both records are theirs.
        from_id: The establishment they are bound to.
        to_id: The one they shall be bound to.
        now: Aware UTC.
        only: Only these accounts, those of them that are still bound to `from_id`.

    Returns:
        Their ids.
    """
    query = select(account.c.id).where(account.c.establishment_id == from_id)
    if only is not None:
        query = query.where(account.c.id.in_(only))
    moved = list(conn.scalars(query.order_by(account.c.id).with_for_update()))
    process = replace(_SYSTEM, address=scope.address)
    for number in moved:
        conn.execute(update(account).where(account.c.id == number).values(establishment_id=to_id))
        sessions.end_every(conn, process, number, Reason.CHANGED, now)
        changed = {"establishment_id": [from_id, to_id]}
        on = ("account", number)
        audit.record(
            conn, scope, Event.ACCOUNT_CHANGED, now, on=on, changed=changed, because="merge"
        )
    return moved
