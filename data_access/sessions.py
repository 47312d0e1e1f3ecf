"""Signed-in browsers: the cookie holds a random token, the table only its hash.

Every request looks its session up, so an ended one opens nothing more in any web process.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, select, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.schema import account, sign_in_session
from domain.audit import Event
from domain.scope import Action, NotAllowedError, Role, Scope


class Method(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105 - no password
    TOTP = "totp"
    OIDC = "oidc"
    DEMO = "demo"
    PAIRING = "pairing"


class Reason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NEW_PASSWORD = "password_changed"  # noqa: S105 - no password
    DISABLED = "account_disabled"
    CHANGED = "account_changed"
    PLACE_GONE = "place_gone"


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """One open session as lists show it; the token is in no list."""

    id: int
    account_id: int
    username: str
    display_name: str
    role: Role
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    browser: str
    method: str


def active_sessions(
    conn: Connection,
    scope: Scope,
    *,
    now: datetime,
    account_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[ActiveSession]:
    """Open sessions, last seen first: all for who manages accounts, else only the asker's own.

    Args:
        conn: Open connection.
        scope: Who asks.
        now: Aware UTC; sessions that have run out by then are not listed.
        account_id: Only of this account.
        limit: Most rows, at least 1.
        offset: Rows to pass over.
    """
    rows = conn.execute(
        select(
            sign_in_session.c.id,
            sign_in_session.c.account_id,
            account.c.username,
            account.c.display_name,
            account.c.role,
            sign_in_session.c.started_at,
            sign_in_session.c.seen_at,
            sign_in_session.c.expires_at,
            sign_in_session.c.address,
            sign_in_session.c.browser,
            sign_in_session.c.method,
        )
        .join(account)
        .where(still_open(now), account.c.active, *_mine(scope, account_id))
        .order_by(sign_in_session.c.seen_at.desc(), sign_in_session.c.id.desc())
        .limit(limit)
        .offset(offset)
    ).mappings()
    return [ActiveSession(**{**row, "role": Role(row["role"])}) for row in rows]


def count_active(
    conn: Connection, scope: Scope, *, now: datetime, account_id: int | None = None
) -> int:
    """How many `active_sessions` there are in all."""
    return (
        conn.scalar(
            select(func.count())
            .select_from(sign_in_session)
            .join(account)
            .where(still_open(now), account.c.active, *_mine(scope, account_id))
        )
        or 0
    )


def end_session(
    conn: Connection, scope: Scope, session_id: int, reason: Reason, now: datetime
) -> bool:
    """End one session: anybody's for who manages accounts, else only the asker's own.

    Writes the audit row, so it comes last in its transaction.

    Returns:
        False when there is no such open session, or it is not the asker's to end.
    """
    ended = conn.execute(
        update(sign_in_session)
        .where(
            sign_in_session.c.id == session_id,
            sign_in_session.c.ended_at.is_(None),
            *_mine(scope, None),
        )
        .values(ended_at=now, end_reason=reason)
    )
    if not ended.rowcount:
        return False
    bump(conn, Topic.ACCESS)
    event = Event.SIGN_OUT if reason is Reason.SIGNED_OUT else Event.SESSION_ENDED
    audit.record(conn, scope, event, now, on=("session", session_id), reason=reason)
    return True


def end_every(
    conn: Connection,
    scope: Scope,
    account_id: int,
    reason: Reason,
    now: datetime,
    *,
    but: int | None = None,
) -> int:
    """End every session of an account, in every browser and web process.

    The caller has decided that `scope` may, and writes the audit row of what it did.

    Args:
        conn: Write transaction.
        scope: Who acts: the account itself, who manages accounts, or a process.
        account_id: Whose.
        reason: Why.
        now: Aware UTC.
        but: Id of the one session to spare.

    Returns:
        How many were open.
    """
    where = [
        sign_in_session.c.account_id == account_id,
        sign_in_session.c.ended_at.is_(None),
        *_mine(scope, account_id),
    ]
    if but is not None:
        where.append(sign_in_session.c.id != but)
    ended = conn.execute(
        update(sign_in_session).where(*where).values(ended_at=now, end_reason=reason)
    )
    bump(conn, Topic.ACCESS)
    return int(ended.rowcount)


def signed_in_from(conn: Connection, scope: Scope, account_id: int | None, address: str) -> bool:
    """Whether an account has been signed in from an address, as far back as sessions are kept."""
    scope.require(Action.RUN_SYSTEM)
    found = (
        select(sign_in_session.c.id)
        .where(sign_in_session.c.account_id == account_id, sign_in_session.c.address == address)
        .limit(1)
    )
    return conn.execute(found).one_or_none() is not None


def hashed(token: str) -> str:
    """What the table keeps of a token or a code."""
    return hashlib.sha256(token.encode()).hexdigest()


def still_open(now: datetime) -> ColumnElement[bool]:
    """Condition: neither ended nor run out by `now`."""
    return sign_in_session.c.ended_at.is_(None) & (sign_in_session.c.expires_at > now)


def _mine(scope: Scope, account_id: int | None) -> list[ColumnElement[bool]]:
    """What narrows a statement to the sessions that `scope` may know of.

    Raises:
        NotAllowedError: It asks for another account's, or has no account.
    """
    if scope.allows(Action.MANAGE_ACCOUNTS):
        return [] if account_id is None else [sign_in_session.c.account_id == account_id]
    if scope.account_id is None or account_id not in (None, scope.account_id):
        raise NotAllowedError("sessions of other accounts")
    return [sign_in_session.c.account_id == scope.account_id]
