"""Tokens of other systems: made and revoked by the security administrator, kept as a hash only."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from data_access.audit import record
from data_access.schema import api_token, banner
from domain.audit import Event
from domain.clock import city_day
from domain.scope import Action, Role, Scope

LONGEST_DAYS = 365
LONGEST_NAME = 60
MOST_TOKENS = 200
_MARK = "nc_"


class Refused(StrEnum):
    """Why a token is not made."""

    NAME = "name"
    EXPIRY = "expiry"
    BANNER = "banner"
    TOO_MANY = "too_many"


class TokenError(Exception):
    """The token cannot be made."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token without its secret; `prefix` is its beginning, to recognise it by.

    Attributes:
        banner_adcode: What it may read; None is the whole city.
        expires_on: Last day in the city on which it opens.
    """

    id: int
    name: str
    prefix: str
    banner_adcode: str | None
    created_by: str
    created_at: datetime
    expires_on: date
    last_used_at: datetime | None
    last_used_from: str | None
    revoked_at: datetime | None

    def opens(self, now: datetime) -> bool:
        """Whether it may read now."""
        return self.revoked_at is None and city_day(now) <= self.expires_on

    def scope(self, address: str) -> Scope:
        """Who asks with it: somebody who sees, and does nothing."""
        return Scope(
            Role.DEVICE,
            f"api:{self.name}"[:LONGEST_NAME],
            banner_adcode=self.banner_adcode,
            address=address,
        )


@dataclass(frozen=True, slots=True)
class NewToken:
    """What the administrator asks for."""

    name: str
    banner_adcode: str | None
    expires_on: date


def add(conn: Connection, scope: Scope, new: NewToken, now: datetime) -> tuple[int, str]:
    """Make a token.

    Returns:
        Its id, and the secret: nobody can read it again.

    Raises:
        NotAllowedError: The asker manages no accounts.
        TokenError: The name, the day or the banner will not do.
    """
    scope.require(Action.MANAGE_ACCOUNTS)
    name, today = new.name.strip(), city_day(now)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise TokenError(Refused.NAME)
    if not today < new.expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise TokenError(Refused.EXPIRY)
    if new.banner_adcode is not None and not _known(conn, new.banner_adcode):
        raise TokenError(Refused.BANNER)
    if len(tokens(conn, scope)) >= MOST_TOKENS:
        raise TokenError(Refused.TOO_MANY)
    secret = _MARK + secrets.token_urlsafe(32)
    made = conn.execute(
        insert(api_token)
        .values(
            name=name,
            token_hash=_hash(secret),
            prefix=secret[:8],
            banner_adcode=new.banner_adcode,
            created_by=scope.actor[:60],
            created_at=now,
            expires_on=new.expires_on,
        )
        .returning(api_token.c.id)
    )
    token_id = int(made.scalar_one())
    about: dict[str, Any] = {"name": name, "banner": new.banner_adcode}
    about["expires_on"] = new.expires_on
    record(conn, scope, Event.TOKEN_ADDED, now, on=("api_token", token_id), **about)
    return token_id, secret


def revoke(conn: Connection, scope: Scope, token_id: int, now: datetime) -> bool:
    """End a token at once; False when there is none, or it has ended before."""
    scope.require(Action.MANAGE_ACCOUNTS)
    ended = conn.execute(
        update(api_token)
        .where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if ended.rowcount == 0:
        return False
    record(conn, scope, Event.TOKEN_REVOKED, now, on=("api_token", token_id))
    return True


def tokens(conn: Connection, scope: Scope) -> list[ApiToken]:
    """All tokens, those that were made last first."""
    scope.require(Action.MANAGE_ACCOUNTS)
    query = select(api_token).order_by(api_token.c.id.desc()).limit(MOST_TOKENS)
    return [_token(row) for row in conn.execute(query)]


def find_by_secret(conn: Connection, scope: Scope, secret: str) -> ApiToken | None:
    """The token with this secret, also one that no longer opens.

    What is compared is the hash of 256 random bits: how long it takes says nothing of the secret.
    """
    scope.require(Action.RUN_SYSTEM)
    digest = _hash(secret)
    row = conn.execute(select(api_token).where(api_token.c.token_hash == digest)).one_or_none()
    if row is None or not hmac.compare_digest(row.token_hash, digest):
        return None
    return _token(row)


def is_noted(token: ApiToken, now: datetime) -> bool:
    """Whether a use in this minute is on record already."""
    return token.last_used_at is not None and token.last_used_at >= _minute(now)


def note_use(conn: Connection, token: ApiToken, asker: Scope, now: datetime, path: str) -> bool:
    """Put on record that the token reads; one row a token and minute, whoever counts.

    Returns:
        Whether a row was written.
    """
    first = conn.execute(
        update(api_token)
        .where(
            api_token.c.id == token.id,
            or_(api_token.c.last_used_at.is_(None), api_token.c.last_used_at < _minute(now)),
        )
        .values(last_used_at=now, last_used_from=asker.address[:45])
    )
    if first.rowcount == 0:
        return False
    record(conn, asker, Event.API_READ, now, on=("api_token", token.id), path=path)
    return True


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _known(conn: Connection, adcode: str) -> bool:
    found = conn.execute(select(banner.c.adcode).where(banner.c.adcode == adcode))
    return found.first() is not None


def _token(row: Row[*tuple[Any, ...]]) -> ApiToken:
    return ApiToken(**{name: getattr(row, name) for name in ApiToken.__slots__})
