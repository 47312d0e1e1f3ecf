"""Accounts: who may sign in, and as whom. The security administrator and commands manage them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from data_access import audit, sessions
from data_access.account_record import Account, account_of, scope_of
from data_access.changes import Topic, bump
from data_access.passwords import AccountError, hash_password, require_strong
from data_access.schema import (
    account,
    banner,
    establishment,
    showcase_street,
    supervision_office,
)
from data_access.sessions import Reason
from domain.audit import Event
from domain.passwords import Profile
from domain.scope import Action, Role, Scope

__all__ = ["Account", "AccountError", "NewAccount"]


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


def find(conn: Connection, scope: Scope, account_id: int) -> Account | None:
    """The account with this id, active or not; everybody may read their own."""
    if scope.account_id != account_id:
        scope.require(Action.MANAGE_ACCOUNTS)
    row = conn.execute(select(account).where(account.c.id == account_id)).one_or_none()
    return None if row is None else account_of(row)


def proofs(conn: Connection, scope: Scope, account_id: int) -> str:
    """The account's password and phone as they are kept: another text once either has changed."""
    if scope.account_id != account_id:
        scope.require(Action.MANAGE_ACCOUNTS)
    own = account.c
    row = conn.execute(select(own.password_hash, own.totp_secret).where(own.id == account_id)).one()
    return f"{row.password_hash} {row.totp_secret}"


def find_by_name(conn: Connection, scope: Scope, username: str) -> Account | None:
    """The account with this name, active or not."""
    scope.require(Action.MANAGE_ACCOUNTS)
    row = conn.execute(select(account).where(account.c.username == username)).one_or_none()
    return None if row is None else account_of(row)


def every_account(
    conn: Connection,
    scope: Scope,
    *,
    limit: int = 500,
    offset: int = 0,
    role: Role | None = None,
    text: str = "",
) -> list[Account]:
    """Accounts by name.

    Args:
        conn: Open connection.
        scope: Who asks; it must manage accounts.
        limit: Most rows.
        offset: Rows to pass over.
        role: Only of this role.
        text: Part of the name to sign in with or of the name shown.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    wanted = select(account).order_by(account.c.username).limit(limit).offset(offset)
    if role is not None:
        wanted = wanted.where(account.c.role == role)
    if text:
        wanted = wanted.where(
            or_(
                account.c.username.icontains(text, autoescape=True),
                account.c.display_name.icontains(text, autoescape=True),
            )
        )
    return [account_of(row) for row in conn.execute(wanted)]


def count_accounts(conn: Connection, scope: Scope) -> dict[Role, int]:
    """How many accounts each role has, active or not."""
    scope.require(Action.MANAGE_ACCOUNTS)
    rows = conn.execute(select(account.c.role, func.count()).group_by(account.c.role))
    return {Role(role): number for role, number in rows}


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
    conn: Connection,
    scope: Scope,
    new: NewAccount,
    password: str | None,
    now: datetime,
    *,
    profile: Profile = Profile.DENGBAO3,
    must_change: bool = True,
) -> int:
    """Make an account. Writes the audit row, so it comes last in its transaction.

    Args:
        conn: Write transaction.
        scope: Who manages accounts.
        new: Who, and bound to which place.
        password: None: no password opens it, only pairing, a linked identity or the demo.
        now: Aware UTC.
        profile: What a password must keep.
        must_change: The password is known to whoever made it, so the first sign-in replaces it.

    Returns:
        Its id.

    Raises:
        AccountError: The name is taken, the place does not fit the role, the password is weak.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    _require_place(new)
    if password is not None:
        require_strong(password, profile, new.username)
    if find_by_name(conn, scope, new.username) is not None:
        raise AccountError(f"account {new.username!r} exists already")
    values = {
        "username": new.username,
        **_bound(new),
        "password_hash": None if password is None else hash_password(password),
        "password_changed_at": None if password is None else now,
        "must_change_password": password is not None and must_change,
        "created_at": now,
    }
    try:
        made = conn.execute(insert(account).values(values))
    except IntegrityError as error:
        raise _no_such_place(new) from error
    bump(conn, Topic.ACCESS)
    key = made.inserted_primary_key
    if key is None:
        raise AccountError("the database gave no id")
    audit.record(
        conn, scope, Event.ACCOUNT_ADDED, now, on=("account", key[0]),
        username=new.username, role=new.role,
    )  # fmt: skip
    return int(key[0])


def change(conn: Connection, scope: Scope, account_id: int, new: NewAccount, now: datetime) -> None:
    """Give an account another display name, role or place; its sessions end when these differ.

    Writes the audit row, so it comes last in its transaction.

    Raises:
        AccountError: No such account, or the place does not fit the role.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    _require_place(new)
    before = conn.execute(select(account).where(account.c.id == account_id)).one_or_none()
    if before is None:
        raise AccountError(f"no account {account_id}")
    values = _bound(new)
    try:
        conn.execute(update(account).where(account.c.id == account_id).values(values))
    except IntegrityError as error:
        raise _no_such_place(new) from error
    changed = {
        name: [getattr(before, name), value]
        for name, value in values.items()
        if getattr(before, name) != value
    }
    if changed:
        sessions.end_every(conn, scope, account_id, Reason.CHANGED, now)
        audit.record(
            conn, scope, Event.ACCOUNT_CHANGED, now, on=("account", account_id), changed=changed
        )


def set_active(
    conn: Connection, scope: Scope, account_id: int, active: bool, now: datetime
) -> None:
    """Enable or disable an account; every session of it ends.

    Writes the audit row, so it comes last in its transaction.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    conn.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(active=active, failed_sign_ins=0, locked_until=None)
    )
    sessions.end_every(conn, scope, account_id, Reason.DISABLED, now)
    audit.record(conn, scope, Event.ACCOUNT_CHANGED, now, on=("account", account_id), active=active)


def _bound(new: NewAccount) -> dict[str, object]:
    """Columns that say as whom; places that the role is not bound to stay empty."""
    scope = scope_of(new.role, new)
    return {
        "display_name": new.display_name,
        "role": new.role,
        "banner_adcode": scope.banner_adcode,
        "office_id": scope.office_id,
        "establishment_id": scope.establishment_id,
        "street_id": scope.street_id,
    }


def _require_place(new: NewAccount) -> None:
    try:
        scope_of(new.role, new)
    except ValueError as error:
        raise AccountError(str(error)) from error


def _no_such_place(new: NewAccount) -> AccountError:
    place = new.banner_adcode or new.office_id or new.establishment_id or new.street_id
    return AccountError(f"the register knows no place {place!r} for {new.role}")
