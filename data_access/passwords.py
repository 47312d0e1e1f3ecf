"""Passwords: what a sign-in is checked against, what a wrong one does, and how a new one is set."""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, or_, select, update

from data_access import audit, sessions
from data_access.schema import account
from data_access.sessions import Reason
from domain.audit import Event, Result
from domain.passwords import POLICIES, Problem, Profile, problem
from domain.scope import Action, NotAllowedError, Scope

# 等保 GB/T 22239-2019 level 3 as used on duty (regulations.md section 6).
FAILURES_UNTIL_LOCK = 5
LOCK_TIME = timedelta(minutes=30)

_HASHER = PasswordHasher()
_FORMER_KEPT = max(policy.former for policy in POLICIES.values())
_WORDS = {
    Problem.SHORT: "a password needs at least {shortest} characters",
    Problem.LONG: "the password is too long",
    Problem.PLAIN: "a password needs at least {shortest} characters and {classes} of: "
    "lower case, upper case, digits, other characters",
    Problem.COMMON: "this password is on the list of those tried first",
    Problem.NAME: "a password must not hold the name of its account",
    Problem.FORMER: "this password was used before; the last {former} may not come back",
}


class AccountError(Exception):
    """The account cannot be made or changed; the message says why."""


class PasswordError(AccountError):
    """The new password is refused.

    Attributes:
        problem: Why, for a page to say in its own words.
    """

    def __init__(self, found: Problem, profile: Profile) -> None:
        policy = POLICIES[profile]
        super().__init__(
            _WORDS[found].format(
                shortest=policy.shortest, classes=policy.classes, former=policy.former
            )
        )
        self.problem = found


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: int
    password_hash: str
    open_at: datetime | None


def credentials(conn: Connection, scope: Scope, username: str) -> Credentials | None:
    """What to check for `username`; None when it cannot sign in with a password."""
    scope.require(Action.RUN_SYSTEM)
    row = conn.execute(
        select(account.c.id, account.c.password_hash, account.c.locked_until).where(
            account.c.username == username, account.c.active, account.c.password_hash.is_not(None)
        )
    ).one_or_none()
    return None if row is None else Credentials(row.id, row.password_hash, row.locked_until)


def password_fits(known: Credentials | None, password: str, now: datetime) -> bool:
    """Whether `password` opens the account; takes as long for an unknown or locked one."""
    try:
        _HASHER.verify(known.password_hash if known else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None and (known.open_at is None or known.open_at <= now)


def record_failure(
    conn: Connection, scope: Scope, account_id: int | None, now: datetime, *, what: str
) -> bool:
    """A wrong password or code. Writes the audit rows, so it comes last in its transaction.

    While an account is locked nothing more is counted: else a stranger could keep it locked.

    Args:
        conn: Write transaction.
        scope: The process that checks, with the address it was sent from.
        account_id: Whose; None when the name is unknown. What was typed is not kept: people type
            passwords into the wrong field.
        now: Aware UTC.
        what: What was wrong.

    Returns:
        True when it locked the account.
    """
    scope.require(Action.RUN_SYSTEM)
    known = account.c.id == account_id
    conn.execute(
        update(account)
        .where(known, or_(account.c.locked_until.is_(None), account.c.locked_until <= now))
        .values(failed_sign_ins=account.c.failed_sign_ins + 1)
    )
    locked = conn.execute(
        update(account)
        .where(known, account.c.failed_sign_ins >= FAILURES_UNTIL_LOCK)
        .values(failed_sign_ins=0, locked_until=now + LOCK_TIME)
    )
    on = ("account", "" if account_id is None else account_id)
    audit.record(conn, scope, Event.SIGN_IN, now, on=on, result=Result.FAILED, what=what)
    if locked.rowcount > 0:
        minutes = int(LOCK_TIME.total_seconds() // 60)
        audit.record(conn, scope, Event.ACCOUNT_LOCKED, now, on=on, minutes=minutes)
    return locked.rowcount > 0


def give_password(
    conn: Connection,
    scope: Scope,
    account_id: int,
    password: str,
    now: datetime,
    *,
    profile: Profile = Profile.DENGBAO3,
) -> None:
    """A new password from whoever manages accounts: the owner must replace it at the next sign-in.

    Every session of the account ends. Writes the audit row, so it comes last.

    Raises:
        AccountError: The password is weak.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    require_strong(password, profile)
    _keep(conn, account_id, hash_password(password), now, must_change=True)
    sessions.end_every(conn, scope, account_id, Reason.NEW_PASSWORD, now)
    audit.record(
        conn, scope, Event.PASSWORD_CHANGED, now, on=("account", account_id), by="administrator"
    )


@dataclass(frozen=True, slots=True)
class OwnPassword:
    """What a change of the asker's own password is checked against."""

    known: Credentials
    former: tuple[str, ...]
    username: str


def own_password(conn: Connection, scope: Scope) -> OwnPassword | None:
    """The asker's own; None when no password opens the account."""
    row = conn.execute(select(account).where(account.c.id == scope.account_id)).one_or_none()
    if row is None or row.password_hash is None:
        return None
    return OwnPassword(
        Credentials(row.id, row.password_hash, row.locked_until),
        tuple(row.former_hashes or ()),
        row.username,
    )


def new_hash(own: OwnPassword, new: str, profile: Profile) -> str:
    """What to keep of a new own password; slow on purpose, so outside a transaction.

    Raises:
        PasswordError: It is refused.
    """
    require_strong(new, profile, own.username)
    former = POLICIES[profile].former
    last = (own.known.password_hash, *own.former)[: max(former, 1)]  # never the present one again
    if any(_is(new, kept) for kept in last):
        raise PasswordError(Problem.FORMER, profile)
    return hash_password(new)


def change_own(
    conn: Connection, scope: Scope, own: OwnPassword, fresh: str, session_id: int, now: datetime
) -> None:
    """Keep a new own password (`new_hash`); every session but `session_id` ends.

    Writes the audit row, so it comes last in its transaction.
    """
    if scope.account_id != own.known.account_id:
        raise NotAllowedError("the password of another account")
    _keep(conn, own.known.account_id, fresh, now, must_change=False)
    sessions.end_every(conn, scope, own.known.account_id, Reason.NEW_PASSWORD, now, but=session_id)
    on = ("account", own.known.account_id)
    audit.record(conn, scope, Event.PASSWORD_CHANGED, now, on=on, by="owner")


def require_strong(password: str, profile: Profile, username: str = "") -> None:
    """Raise PasswordError unless `password` keeps the rules of `profile`."""
    if found := problem(password, POLICIES[profile], username):
        raise PasswordError(found, profile)


def hash_password(password: str) -> str:
    """What the database keeps of a password (argon2id)."""
    return _HASHER.hash(password)


def generate_password(username: str = "") -> str:
    """A random password of 16 characters that keeps the rules of every profile.

    Chance may spell a short name, so whoever knows it says for whom.
    """
    signs = string.ascii_letters + string.digits + "-_.+"
    while True:
        password = "".join(secrets.choice(signs) for _sign in range(16))
        if not any(problem(password, policy, username) for policy in POLICIES.values()):
            return password


def _keep(
    conn: Connection, account_id: int, fresh: str, now: datetime, *, must_change: bool
) -> None:
    """Write a new hash and push the one before it onto the list of former ones."""
    row = conn.execute(
        select(account.c.password_hash, account.c.former_hashes).where(account.c.id == account_id)
    ).one()
    former = [row.password_hash, *(row.former_hashes or ())] if row.password_hash else []
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(
            password_hash=fresh,
            former_hashes=former[:_FORMER_KEPT],
            password_changed_at=now,
            must_change_password=must_change,
            failed_sign_ins=0,
            locked_until=None,
        )
    )


def _is(password: str, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Verified when the name is unknown, so that a guess takes as long as for a known one."""
    return _HASHER.hash("no account has this password")
