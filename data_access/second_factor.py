"""The second factor: a code of six digits from a phone (TOTP, RFC 6238), which works once."""

from datetime import datetime

import pyotp
from pyotp.utils import strings_equal
from sqlalchemy import Connection, or_, select, update

from data_access import audit, sessions
from data_access.schema import account
from data_access.sealing import Sealer
from data_access.sessions import Reason
from domain.audit import Event
from domain.scope import Action, Scope

STEP_S = 30
_DIGITS = 6


def offer(conn: Connection, scope: Scope, seal: Sealer) -> None:
    """Make a secret for the asker's phone; one that no code has confirmed yet stays.

    Args:
        conn: Write transaction.
        scope: The asker; it must have an account.
        seal: What seals secrets at rest.
    """
    conn.execute(
        update(account)
        .where(account.c.id == scope.account_id, account.c.totp_secret.is_(None))
        .values(totp_secret=seal.seal(pyotp.random_base32()), totp_last_step=None)
    )


def offered_secret(conn: Connection, scope: Scope, seal: Sealer) -> str | None:
    """The secret to put into the asker's phone; None once a code has confirmed it, or without."""
    secret = conn.scalar(
        select(account.c.totp_secret).where(
            account.c.id == scope.account_id, account.c.totp_last_step.is_(None)
        )
    )
    return None if secret is None else seal.open(secret)


def address(secret: str, username: str, issuer: str) -> str:
    """What the QR code holds (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def accept(conn: Connection, scope: Scope, code: str, seal: Sealer, now: datetime) -> bool:
    """Whether `code` is right now for the asker's account, one step early or late included.

    A right one is used up: neither it nor an older one opens anything again.
    """
    row = conn.execute(
        select(account.c.totp_secret, account.c.totp_last_step).where(
            account.c.id == scope.account_id
        )
    ).one()
    given = "".join(code.split())
    if row.totp_secret is None or len(given) != _DIGITS:
        return False
    totp = pyotp.TOTP(seal.open(row.totp_secret))
    current = int(now.timestamp()) // STEP_S
    for step in (current, current - 1, current + 1):
        if strings_equal(given, totp.at(step * STEP_S)):
            used = conn.execute(
                update(account)
                .where(
                    account.c.id == scope.account_id,
                    or_(account.c.totp_last_step.is_(None), account.c.totp_last_step < step),
                )
                .values(totp_last_step=step)
            )
            return used.rowcount > 0
    return False


def reset(conn: Connection, scope: Scope, account_id: int, now: datetime) -> None:
    """Take an account's second factor away, for a lost phone; its sessions end.

    Where its role needs one, the next sign-in sets up a new one. Writes the audit row, so it
    comes last in its transaction.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(totp_secret=None, totp_last_step=None, recovery_hashes=None)
    )
    sessions.end_every(conn, scope, account_id, Reason.CHANGED, now)
    audit.record(conn, scope, Event.SECOND_FACTOR, now, on=("account", account_id), change="reset")


def remove_own(conn: Connection, scope: Scope, now: datetime) -> None:
    """Take the asker's own second factor away. Writes the audit row, so it comes last."""
    conn.execute(
        update(account)
        .where(account.c.id == scope.account_id)
        .values(totp_secret=None, totp_last_step=None, recovery_hashes=None)
    )
    on = ("account", scope.account_id)
    audit.record(conn, scope, Event.SECOND_FACTOR, now, on=on, change="removed")
