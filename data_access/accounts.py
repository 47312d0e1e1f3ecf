"""Accounts: who may sign in, as whom, and what a wrong password does.

Only processes of the system and commands come here (`Action.RUN_SYSTEM`): nobody manages accounts
from a screen yet.
"""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from data_access.changes import Topic, bump
from data_access.schema import (
    account,
    banner,
    establishment,
    showcase_street,
    supervision_office,
)
from domain.scope import Action, Role, Scope

# 等保 GB/T 22239-2019 level 3 as used on duty (regulations.md section 6).
FAILURES_UNTIL_LOCK = 5
LOCK_TIME = timedelta(minutes=30)
SHORTEST_PASSWORD = 10
PASSWORD_CLASSES = 3

_HASHER = PasswordHasher()


class AccountError(Exception):
    """The account cannot be made or changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, without its password."""

    id: int
    username: str
    display_name: str
    scope: Scope
    active: bool
    session_version: int
    one_click: bool
    locked_until: datetime | None
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What `add` needs; the place must be the one its role is bound to."""

    username: str
    display_name: str
    role: Role
    banner_adcode: str | None = None
    office_id: int | None = None
    establishment_id: int | None = None
    street_id: int | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: int
    password_hash: str
    open_at: datetime | None


def find(conn: Connection, scope: Scope, account_id: int) -> Account | None:
    """The account with this id, active or not."""
    scope.require(Action.RUN_SYSTEM)
    row = conn.execute(select(account).where(account.c.id == account_id)).one_or_none()
    return None if row is None else _account(row)


def find_by_name(conn: Connection, scope: Scope, username: str) -> Account | None:
    """The account with this name, active or not."""
    scope.require(Action.RUN_SYSTEM)
    row = conn.execute(select(account).where(account.c.username == username)).one_or_none()
    return None if row is None else _account(row)


def every_account(conn: Connection, scope: Scope, *, limit: int = 500) -> list[Account]:
    """Accounts by name."""
    scope.require(Action.RUN_SYSTEM)
    rows = conn.execute(select(account).order_by(account.c.username).limit(limit))
    return [_account(row) for row in rows]


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


def record_success(conn: Connection, scope: Scope, account_id: int, now: datetime) -> None:
    """A sign-in: the count of failures starts anew."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(failed_sign_ins=0, locked_until=None, last_sign_in_at=now)
    )


def record_failure(conn: Connection, scope: Scope, account_id: int, now: datetime) -> bool:
    """A wrong password; returns True when it locked the account."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(failed_sign_ins=account.c.failed_sign_ins + 1)
    )
    locked = conn.execute(
        update(account)
        .where(account.c.id == account_id, account.c.failed_sign_ins >= FAILURES_UNTIL_LOCK)
        .values(failed_sign_ins=0, locked_until=now + LOCK_TIME)
    )
    return locked.rowcount > 0


def place_name(conn: Connection, scope: Scope, *, english: bool = False) -> str:
    """Name of the place a scope is bound to, empty for the whole city.

    Only banners have an English name; offices and establishments keep their own.
    """
    if scope.establishment_id is not None:
        found = select(establishment.c.name).where(establishment.c.id == scope.establishment_id)
    elif scope.street_id is not None:
        found = select(showcase_street.c.name_zh).where(showcase_street.c.id == scope.street_id)
    elif scope.office_id is not None:
        found = select(supervision_office.c.name_zh).where(
            supervision_office.c.id == scope.office_id
        )
    elif scope.banner_adcode is not None:
        name = banner.c.name_en if english else banner.c.name_zh
        found = select(name).where(banner.c.adcode == scope.banner_adcode)
    else:
        return ""
    return conn.scalar(found) or ""


def add(
    conn: Connection, scope: Scope, new: NewAccount, password: str | None, now: datetime
) -> int:
    """Make an account.

    Args:
        conn: Write transaction.
        scope: A process of the system.
        new: Who, and bound to which place.
        password: None: only the demo's one-click sign-in can use the account.
        now: Aware UTC.

    Returns:
        Its id.

    Raises:
        AccountError: The name is taken, the place does not fit the role, the password is weak.
    """
    scope.require(Action.RUN_SYSTEM)
    try:
        _scope(new.role, new)
    except ValueError as error:
        raise AccountError(str(error)) from error
    if password is not None and (problem := password_problem(password)):
        raise AccountError(problem)
    if find_by_name(conn, scope, new.username) is not None:
        raise AccountError(f"account {new.username!r} exists already")
    values = {
        "username": new.username,
        "display_name": new.display_name,
        "role": new.role,
        "banner_adcode": new.banner_adcode,
        "office_id": new.office_id,
        "establishment_id": new.establishment_id,
        "street_id": new.street_id,
        "password_hash": None if password is None else _HASHER.hash(password),
        "created_at": now,
    }
    try:
        made = conn.execute(insert(account).values(values))
    except IntegrityError as error:
        place = new.banner_adcode or new.office_id or new.establishment_id or new.street_id
        raise AccountError(f"the register knows no place {place!r} for {new.role}") from error
    bump(conn, Topic.ACCESS)
    key = made.inserted_primary_key
    if key is None:
        raise AccountError("the database gave no id")
    return int(key[0])


def set_password(conn: Connection, scope: Scope, account_id: int, password: str) -> None:
    """Give a new password; every session of the account ends.

    Raises:
        AccountError: The password is weak.
    """
    scope.require(Action.RUN_SYSTEM)
    if problem := password_problem(password):
        raise AccountError(problem)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=_HASHER.hash(password), failed_sign_ins=0, locked_until=None)
    )
    end_sessions(conn, scope, account_id)


def set_active(conn: Connection, scope: Scope, account_id: int, active: bool) -> None:
    """Enable or disable an account; every session of it ends."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(update(account).where(account.c.id == account_id).values(active=active))
    end_sessions(conn, scope, account_id)


def end_sessions(conn: Connection, scope: Scope, account_id: int) -> None:
    """End every session of the account, in every browser and web process."""
    scope.require(Action.RUN_SYSTEM)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(session_version=account.c.session_version + 1)
    )
    bump(conn, Topic.ACCESS)


def password_problem(password: str) -> str | None:
    """Why the password is too weak, or None."""
    classes = (
        any(sign.islower() for sign in password),
        any(sign.isupper() for sign in password),
        any(sign.isdigit() for sign in password),
        any(not sign.isalnum() for sign in password),
    )
    if len(password) >= SHORTEST_PASSWORD and sum(classes) >= PASSWORD_CLASSES:
        return None
    return (
        f"a password needs at least {SHORTEST_PASSWORD} characters and {PASSWORD_CLASSES} of: "
        "lower case, upper case, digits, other characters"
    )


def generate_password() -> str:
    """A random password of 16 characters that keeps the rules."""
    signs = string.ascii_letters + string.digits + "-_.+"
    while True:
        password = "".join(secrets.choice(signs) for _sign in range(16))
        if password_problem(password) is None:
            return password


@cache
def _nobody() -> str:
    """Verified when the name is unknown, so that a guess takes as long as for a known one."""
    return _HASHER.hash("no account has this password")


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        scope=_scope(Role(row.role), row),
        active=row.active,
        session_version=row.session_version,
        one_click=row.password_hash is None,
        locked_until=row.locked_until,
        last_sign_in_at=row.last_sign_in_at,
    )


def _scope(role: Role, place: "Row[tuple[object, ...]] | NewAccount") -> Scope:
    """The scope of an account: only the place its role is bound to, whatever else is filled in."""
    device = role is Role.DEVICE  # shows a banner or a street, or the whole city
    return Scope(
        role=role,
        actor=place.display_name,
        banner_adcode=place.banner_adcode if device or role is Role.BANNER_BUREAU else None,
        office_id=place.office_id if role is Role.SUPERVISION_OFFICE else None,
        establishment_id=place.establishment_id if role is Role.ESTABLISHMENT else None,
        street_id=place.street_id if device or role is Role.STREET_MANAGER else None,
    )
