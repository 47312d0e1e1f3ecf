"""Accounts of people whom an identity provider vouches for (OpenID Connect)."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from data_access import audit
from data_access.account_record import DEMO_PREFIX, Account, account_of
from data_access.schema import account
from domain.audit import Event
from domain.scope import Action, Role, Scope

LONGEST_SUBJECT = 200


def by_subject(conn: Connection, scope: Scope, subject: str) -> Account | None:
    """The active account linked to this `sub` of the provider."""
    scope.require(Action.RUN_SYSTEM)
    row = conn.execute(
        select(account).where(account.c.identity_subject == subject, account.c.active)
    ).one_or_none()
    return None if row is None else account_of(row)


def link(
    conn: Connection, scope: Scope, username: str, subject: str, now: datetime
) -> Account | None:
    """Link the account of this name to `subject`, once: whoever is linked stays linked.

    Writes the audit row, so it comes last in its transaction.

    Returns:
        None when there is no such active account, or it belongs to another identity already, or
        it is one that nobody owns (a device, the demonstration's).
    """
    scope.require(Action.RUN_SYSTEM)
    if not subject or len(subject) > LONGEST_SUBJECT or username.startswith(DEMO_PREFIX):
        return None
    linked = conn.execute(
        update(account)
        .where(
            account.c.username == username,
            account.c.identity_subject.is_(None),
            account.c.active,
            account.c.role != Role.DEVICE,
        )
        .values(identity_subject=subject)
    )
    if not linked.rowcount:
        return None
    row = conn.execute(select(account).where(account.c.identity_subject == subject)).one()
    on = ("account", row.id)
    audit.record(conn, scope, Event.ACCOUNT_CHANGED, now, on=on, change="identity linked")
    return account_of(row)
