"""How a session is opened, found again by its token, and kept alive."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from data_access import audit
from data_access.account_record import Account, account_of
from data_access.schema import account, sign_in_session
from data_access.sessions import Method, Reason, hashed, still_open
from domain.audit import KEPT_DAYS, Event
from domain.scope import ADMINISTRATORS, Action, Role, Scope
from settings import Security

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
DEVICE_IDLE = timedelta(hours=24)
_LONGEST_BROWSER = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """The session and account behind a token."""

    id: int
    account: Account
    method: Method
    started_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that is over, and why."""

    reason: Reason


def begin(
    conn: Connection,
    scope: Scope,
    owner: Account,
    method: Method,
    now: datetime,
    limits: Security,
    *,
    browser: str = "",
) -> str:
    """Open a session for `owner`. Writes the audit row, so it comes last in its transaction.

    Args:
        conn: Write transaction.
        scope: The owner's, with the address it signs in from.
        owner: Whose session.
        method: By what it was proved.
        now: Aware UTC.
        limits: How long a session lasts.
        browser: What the browser calls itself.

    Returns:
        Its token, which is kept nowhere else.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _clear(conn, now)
    made = conn.execute(
        insert(sign_in_session).values(
            token_hash=hashed(token),
            account_id=owner.id,
            started_at=now,
            seen_at=now,
            expires_at=expiry(owner.role, now, now, limits),
            address=scope.address[:45],
            browser=browser[:_LONGEST_BROWSER],
            method=method,
        )
    )
    conn.execute(
        update(account)
        .where(account.c.id == owner.id)
        .values(failed_sign_ins=0, locked_until=None, last_sign_in_at=now)
    )
    key = made.inserted_primary_key
    on = ("session", key[0] if key else "")
    audit.record(conn, scope, Event.SIGN_IN, now, on=on, method=method)
    return token


def find(conn: Connection, scope: Scope, token: str, now: datetime) -> Opened | Ended | None:
    """What a token opens: one query a request.

    Returns:
        The session; or why it is over; or None for a token that never was.
    """
    scope.require(Action.RUN_SYSTEM)
    row = conn.execute(
        select(
            account,
            sign_in_session.c.id.label("session_id"),
            sign_in_session.c.method,
            sign_in_session.c.started_at,
            sign_in_session.c.seen_at,
            sign_in_session.c.expires_at,
            sign_in_session.c.ended_at,
            sign_in_session.c.end_reason,
        )
        .join_from(sign_in_session, account, account.c.id == sign_in_session.c.account_id)
        .where(sign_in_session.c.token_hash == hashed(token))
    ).one_or_none()
    if row is None:
        return None
    if row.ended_at is not None:
        return Ended(Reason(row.end_reason))
    if row.expires_at <= now:
        return Ended(Reason.EXPIRED)
    if not row.active:
        return Ended(Reason.DISABLED)
    owner = account_of(row)
    if owner.placeless:
        return Ended(Reason.PLACE_GONE)
    return Opened(
        id=row.session_id,
        account=owner,
        method=Method(row.method),
        started_at=row.started_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def holds(conn: Connection, scope: Scope, session_id: int, now: datetime) -> bool:
    """Whether a session is still open: for streams, which outlive the request that began them."""
    scope.require(Action.RUN_SYSTEM)
    found = (
        select(sign_in_session.c.id)
        .join(account)
        .where(sign_in_session.c.id == session_id, still_open(now), account.c.active)
    )
    return conn.execute(found).one_or_none() is not None


def touch(conn: Connection, scope: Scope, opened: Opened, now: datetime, limits: Security) -> None:
    """A sign of life: the idle time starts anew, the absolute one does not."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(
        update(sign_in_session)
        .where(sign_in_session.c.id == opened.id, sign_in_session.c.ended_at.is_(None))
        .values(seen_at=now, expires_at=expiry(opened.account.role, opened.started_at, now, limits))
    )


def expiry(role: Role, started: datetime, seen: datetime, limits: Security) -> datetime:
    """When a session ends by itself: idle, or after its absolute time.

    A wall nobody touches has a day and a season instead of minutes and hours; yet a cookie that
    was copied from it must not open its pages for good.
    """
    if role is Role.DEVICE:
        longest = timedelta(days=limits.device_session_days)
        return min(seen + DEVICE_IDLE, started + longest)
    idle = limits.admin_idle_timeout_min if role in ADMINISTRATORS else limits.idle_timeout_min
    return min(seen + timedelta(minutes=idle), started + timedelta(hours=limits.session_h))


def _clear(conn: Connection, now: datetime) -> None:
    """Close what has run out, and forget what nobody will ask about any more."""
    ended = sign_in_session.c.ended_at
    conn.execute(
        update(sign_in_session)
        .where(ended.is_(None), sign_in_session.c.expires_at <= now)
        .values(ended_at=sign_in_session.c.expires_at, end_reason=Reason.EXPIRED)
    )
    conn.execute(delete(sign_in_session).where(ended < now - timedelta(days=KEPT_DAYS)))
