"""Accounts as the security administrator lists them, with the places they may be bound to.

Names of places are all that is read here of what the administrator otherwise does not see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from data_access.engine import widened
from data_access.schema import (
    account,
    banner,
    establishment,
    showcase_street,
    supervision_office,
    township,
)
from domain.account_filter import UNUSED_AFTER, AccountFilter, AccountState
from domain.row_id import LARGEST_ID
from domain.scope import Action, Role, Scope

MOST_ROWS = 100
MOST_PLACES = 20
SHORTEST_SEARCH = 2

_office_banner = banner.alias("office_banner")
_street_township = township.alias("street_township")
_shop_township = township.alias("shop_township")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the list.

    Attributes:
        place: Name of what the role is bound to, empty for the whole city.
        place_en: The same; only banners have an English name.
        unused: Active, and not used for 90 days (since it was made, where it never was).
        passwordless: No password opens it.
    """

    id: int
    username: str
    display_name: str
    role: Role
    place: str
    place_en: str
    banner_adcode: str | None
    office_id: int | None
    establishment_id: int | None
    street_id: int | None
    active: bool
    locked: bool
    unused: bool
    passwordless: bool
    must_change_password: bool
    second_factor: bool
    last_sign_in_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Something a role may be bound to."""

    key: str
    name: str
    within: str


def accounts(
    conn: Connection,
    scope: Scope,
    wanted: AccountFilter,
    now: datetime,
    *,
    limit: int = 50,
    offset: int = 0,
) -> list[AccountRow]:
    """Accounts of a filter by name; `limit` is 1 to MOST_ROWS."""
    scope.require(Action.MANAGE_ACCOUNTS)
    if not 1 <= limit <= MOST_ROWS:
        raise ValueError(f"limit must be 1 to {MOST_ROWS}, got {limit}")
    query = _rows(now).where(*_conditions(wanted, now)).order_by(account.c.username)
    with widened(conn):
        found = conn.execute(query.limit(limit).offset(offset)).mappings().all()
    return [_row(row) for row in found]


def count(conn: Connection, scope: Scope, wanted: AccountFilter, now: datetime) -> int:
    """How many accounts the filter lets through."""
    scope.require(Action.MANAGE_ACCOUNTS)
    inner = _rows(now).where(*_conditions(wanted, now)).subquery()
    with widened(conn):
        return int(conn.execute(select(func.count()).select_from(inner)).scalar_one())


def counts_by_state(conn: Connection, scope: Scope, now: datetime) -> dict[AccountState, int]:
    """How many accounts stand in each state; one may stand in several."""
    return {state: count(conn, scope, AccountFilter(state=state), now) for state in AccountState}


def one(conn: Connection, scope: Scope, account_id: int, now: datetime) -> AccountRow | None:
    """One account, None when there is none."""
    scope.require(Action.MANAGE_ACCOUNTS)
    with widened(conn):
        row = conn.execute(_rows(now).where(account.c.id == account_id)).mappings().one_or_none()
    return None if row is None else _row(row)


def banner_places(conn: Connection, scope: Scope) -> list[Place]:
    """Every banner."""
    scope.require(Action.MANAGE_ACCOUNTS)
    rows = conn.execute(select(banner).order_by(banner.c.adcode))
    return [Place(row.adcode, row.name_zh, row.name_en) for row in rows]


def office_places(conn: Connection, scope: Scope) -> list[Place]:
    """Every supervision office, with its banner."""
    scope.require(Action.MANAGE_ACCOUNTS)
    rows = conn.execute(
        select(supervision_office.c.id, supervision_office.c.name_zh, banner.c.name_zh.label("in_"))
        .join(banner, banner.c.adcode == supervision_office.c.banner_adcode)
        .order_by(banner.c.adcode, supervision_office.c.name_zh)
    )
    return [Place(str(row.id), row.name_zh, row.in_) for row in rows]


def street_places(conn: Connection, scope: Scope) -> list[Place]:
    """Every showcase street, with its township."""
    scope.require(Action.MANAGE_ACCOUNTS)
    rows = conn.execute(
        select(showcase_street.c.id, showcase_street.c.name_zh, township.c.name_zh.label("in_"))
        .join(township, township.c.code == showcase_street.c.township_code)
        .order_by(showcase_street.c.name_zh)
    )
    return [Place(str(row.id), row.name_zh, row.in_) for row in rows]


def find_establishments(conn: Connection, scope: Scope, text: str) -> list[Place]:
    """Establishments whose name holds `text`: name and township only, to bind an account to one."""
    scope.require(Action.MANAGE_ACCOUNTS)
    wanted = text.replace("\0", "").strip()
    if len(wanted) < SHORTEST_SEARCH:
        return []
    query = (
        select(establishment.c.id, establishment.c.name, township.c.name_zh.label("in_"))
        .join(township, township.c.code == establishment.c.township_code)
        .where(_named(wanted), establishment.c.status.not_in(("closed", "merged")))
        .order_by(func.length(establishment.c.name), establishment.c.id)
    )
    with widened(conn):
        rows = conn.execute(query.limit(MOST_PLACES)).all()
    return [Place(str(row.id), row.name, row.in_) for row in rows]


def _named(text: str) -> ColumnElement[bool]:
    named = establishment.c.name.contains(text, autoescape=True)
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID:
        return or_(named, establishment.c.id == int(text))
    return named


def _place(banner_name: ColumnElement[str] = banner.c.name_zh) -> ColumnElement[str]:
    own = (establishment.c.name, showcase_street.c.name_zh, supervision_office.c.name_zh)
    return func.coalesce(*own, banner_name, "")


def _rows(now: datetime) -> Select[Any]:
    own = [account.c[name] for name in AccountRow.__slots__ if name in account.c]
    return (
        select(
            *own,
            _place().label("place"),
            _place(banner.c.name_en).label("place_en"),
            func.coalesce(account.c.locked_until > now, False).label("locked"),
            func.coalesce(_unused(now), False).label("unused"),
            account.c.password_hash.is_(None).label("passwordless"),
            account.c.totp_last_step.is_not(None).label("second_factor"),
        )
        .select_from(account)
        .outerjoin(banner, banner.c.adcode == account.c.banner_adcode)
        .outerjoin(supervision_office, supervision_office.c.id == account.c.office_id)
        .outerjoin(_office_banner, _office_banner.c.adcode == supervision_office.c.banner_adcode)
        .outerjoin(showcase_street, showcase_street.c.id == account.c.street_id)
        .outerjoin(_street_township, _street_township.c.code == showcase_street.c.township_code)
        .outerjoin(establishment, establishment.c.id == account.c.establishment_id)
        .outerjoin(_shop_township, _shop_township.c.code == establishment.c.township_code)
    )


def _unused(now: datetime) -> ColumnElement[bool]:
    used = func.coalesce(account.c.last_sign_in_at, account.c.created_at)
    return and_(account.c.active, used < now - UNUSED_AFTER)


def _conditions(wanted: AccountFilter, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        names = (account.c.username, account.c.display_name, _place())
        found.append(or_(*(name.contains(wanted.text, autoescape=True) for name in names)))
    if wanted.role is not None:
        found.append(account.c.role == wanted.role)
    if wanted.banner_adcode is not None:
        found.append(
            or_(
                account.c.banner_adcode == wanted.banner_adcode,
                _office_banner.c.adcode == wanted.banner_adcode,
                _street_township.c.banner_adcode == wanted.banner_adcode,
                _shop_township.c.banner_adcode == wanted.banner_adcode,
            )
        )
    if wanted.state is not None:
        found.append(
            {
                AccountState.ACTIVE: account.c.active,
                AccountState.DISABLED: account.c.active.is_(False),
                AccountState.LOCKED: account.c.locked_until > now,
                AccountState.UNUSED: _unused(now),
            }[wanted.state]
        )
    return found


def _row(row: Any) -> AccountRow:
    return AccountRow(**{**row, "role": Role(row["role"])})
