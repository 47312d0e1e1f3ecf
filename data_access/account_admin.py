"""What the security administrator does to accounts, within what no administrator may do.

Nobody touches their own account here, and one active account of each administrator role remains:
otherwise one person could take all three powers, or leave one of them to nobody.
"""

import re
from datetime import datetime

from sqlalchemy import Connection, select

from data_access import accounts, pairing, second_factor, sessions
from data_access.accounts import NewAccount, find, find_by_name
from data_access.audit import record
from data_access.passwords import AccountError, generate_password, give_password
from data_access.schema import account
from data_access.sessions import Reason
from domain.account_filter import Refused, RefusedError
from domain.audit import Event
from domain.passwords import Profile
from domain.scope import ADMINISTRATORS, Action, Role, Scope

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}", re.ASCII)
LONGEST_DISPLAY_NAME = 40


def make(
    conn: Connection, scope: Scope, new: NewAccount, now: datetime, profile: Profile
) -> tuple[int, str | None]:
    """Make an account.

    Returns:
        Its id, and its first password, which nobody can read again; None for a device, which
        signs in by pairing.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: The name or the place will not do.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    if not USERNAME.fullmatch(new.username):
        raise RefusedError(Refused.NAME)
    _require_display_name(new.display_name)
    if find_by_name(conn, scope, new.username) is not None:
        raise RefusedError(Refused.TAKEN)
    password = None if new.role is Role.DEVICE else generate_password(new.username)
    try:
        made = accounts.add(conn, scope, new, password, now, profile=profile)
    except AccountError as error:
        raise RefusedError(Refused.PLACE) from error
    return made, password


def change(conn: Connection, scope: Scope, account_id: int, new: NewAccount, now: datetime) -> None:
    """Give an account another name, role or place; its sessions end when these differ.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: It is the asker's own, the last of its role, or the place will not do.
    """
    before = _touchable(conn, scope, account_id)
    _require_display_name(new.display_name)
    if new.role is not before:
        _require_another(conn, account_id, before)
    try:
        accounts.change(conn, scope, account_id, new, now)
    except AccountError as error:
        raise RefusedError(Refused.PLACE) from error


def set_active(
    conn: Connection, scope: Scope, account_id: int, active: bool, now: datetime
) -> None:
    """Enable or disable an account; its sessions end.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: It is the asker's own, or the last of its role.
    """
    role = _touchable(conn, scope, account_id)
    if not active:
        _require_another(conn, account_id, role)
    accounts.set_active(conn, scope, account_id, active, now)


def new_password(
    conn: Connection, scope: Scope, account_id: int, now: datetime, profile: Profile
) -> str:
    """Give a generated password, which must be replaced at the next sign-in; sessions end.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: It is the asker's own, or a device, which has none.
    """
    if _touchable(conn, scope, account_id) is Role.DEVICE:
        raise RefusedError(Refused.UNKNOWN)
    password = generate_password()
    give_password(conn, scope, account_id, password, now, profile=profile)
    return password


def reset_second_factor(conn: Connection, scope: Scope, account_id: int, now: datetime) -> None:
    """Take the second factor of a lost phone away; sessions end.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: It is the asker's own.
    """
    _touchable(conn, scope, account_id)
    second_factor.reset(conn, scope, account_id, now)


def pairing_code(conn: Connection, scope: Scope, account_id: int, now: datetime) -> str:
    """A one-time code that signs a screen in.

    Raises:
        NotAllowedError: The asker manages no accounts.
        RefusedError: It is no active device.
    """
    try:
        return pairing.issue_pairing_code(conn, scope, account_id, now)
    except AccountError as error:
        raise RefusedError(Refused.UNKNOWN) from error


def _touchable(conn: Connection, scope: Scope, account_id: int) -> Role:
    """Role of an account that the asker may touch."""
    scope.require(Action.MANAGE_ACCOUNTS)
    if account_id == scope.account_id:
        raise RefusedError(Refused.OWN)
    found = find(conn, scope, account_id)
    if found is None:
        raise RefusedError(Refused.UNKNOWN)
    return found.role


def _require_another(conn: Connection, account_id: int, role: Role) -> None:
    """Refuse to take the last active account of an administrator role away.

    The rows are locked, so that two administrators cannot take away each other's at once.
    """
    if role not in ADMINISTRATORS:
        return
    active = conn.scalars(
        select(account.c.id)
        .where(account.c.role == role, account.c.active)
        .order_by(account.c.id)
        .with_for_update()
    ).all()
    if list(active) == [account_id]:
        raise RefusedError(Refused.LAST)


def _require_display_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_DISPLAY_NAME:
        raise RefusedError(Refused.DISPLAY_NAME)


def end_all_sessions(conn: Connection, scope: Scope, account_id: int, now: datetime) -> int:
    """End every session of an account; how many were open.

    Raises:
        NotAllowedError: The asker manages no accounts.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    ended = sessions.end_every(conn, scope, account_id, Reason.REVOKED, now)
    if ended:
        on = ("account", account_id)
        record(conn, scope, Event.SESSION_ENDED, now, on=on, sessions=ended, reason="revoked")
    return ended
