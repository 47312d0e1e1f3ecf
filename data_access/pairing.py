"""A wall or kiosk signs in by a one-time code: no password is ever typed on a public screen."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from data_access import audit, sessions
from data_access.account_record import Account, account_of
from data_access.passwords import AccountError
from data_access.schema import account
from domain.audit import Event
from domain.scope import Action, Role, Scope

CODE_TIME = timedelta(minutes=15)
# No sign that can be taken for another when read from a phone and typed on a screen.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def issue_pairing_code(conn: Connection, scope: Scope, account_id: int, now: datetime) -> str:
    """A code that signs one screen in, within a quarter of an hour; an older one is void.

    Writes the audit row, so it comes last in its transaction.

    Returns:
        The code, which is kept nowhere else.

    Raises:
        AccountError: No such account, or not one of a device, or disabled.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    changed = conn.execute(
        update(account)
        .where(account.c.id == account_id, account.c.role == Role.DEVICE, account.c.active)
        .values(pairing_hash=sessions.hashed(code), pairing_until=now + CODE_TIME)
    )
    if not changed.rowcount:
        raise AccountError(f"account {account_id} is no active device")
    on = ("account", account_id)
    audit.record(conn, scope, Event.ACCOUNT_CHANGED, now, on=on, change="pairing code")
    return code


def redeem(conn: Connection, scope: Scope, code: str, now: datetime) -> Account | None:
    """The device a code belongs to; the code is used up. None for a wrong or an old one."""
    scope.require(Action.RUN_SYSTEM)
    given = "".join(code.split()).replace("-", "").upper()
    if len(given) != LENGTH:
        return None
    fits = (account.c.pairing_hash == sessions.hashed(given), account.c.pairing_until > now)
    row = conn.execute(select(account).where(*fits, account.c.active)).one_or_none()
    if row is None:
        return None
    used = conn.execute(
        update(account)
        .where(account.c.id == row.id, *fits)
        .values(pairing_hash=None, pairing_until=None)
    )
    return account_of(row) if used.rowcount else None
