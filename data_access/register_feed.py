"""The register for other systems: every establishment with what is no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from data_access.register import Licence
from data_access.schema import establishment, licence, township
from data_access.scoping import in_scope
from domain.grades import EstablishmentStatus
from domain.row_id import LARGEST_ID
from domain.scope import Scope

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Which establishments; None lets all through. `updated_since` is aware UTC."""

    banner_adcode: str | None = None
    category: str | None = None
    status: EstablishmentStatus | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One establishment: names of premises and of companies, no name or number of a person.

    The point is WGS-84 in degrees; None is 未定位. Grades that are None are not assessed.
    """

    id: int
    name: str
    category: str
    status: str
    status_since: date | None
    merged_into_id: int | None
    banner_adcode: str
    township_code: str
    township_name: str
    address: str | None
    lon: float | None
    lat: float | None
    credit_code: str | None
    risk_level: str | None
    guarantor_tier: str | None
    hygiene_grade: str | None
    opened_on: date | None
    updated_at: datetime
    licence: Licence | None


def establishments(
    conn: Connection, scope: Scope, wanted: FeedFilter, *, after: int = 0, limit: int = MOST_ROWS
) -> list[FeedRow]:
    """Establishments by id, from the one after `after`; also what is closed, moved or merged.

    Args:
        conn: Read connection.
        scope: Who asks.
        wanted: The filter.
        after: Id of the last row that the asker has.
        limit: 1 to MOST_ROWS + 1, one more than an answer holds to see whether it is the last.

    Raises:
        ValueError: `limit` is out of range.
    """
    if not 1 <= limit <= MOST_ROWS + 1:
        raise ValueError(f"limit must be 1 to {MOST_ROWS}, got {limit}")
    query = _rows(scope).where(establishment.c.id > min(after, LARGEST_ID))
    if wanted.banner_adcode is not None:
        query = query.where(township.c.banner_adcode == wanted.banner_adcode)
    if wanted.category is not None:
        query = query.where(establishment.c.category == wanted.category)
    if wanted.status is not None:
        query = query.where(establishment.c.status == wanted.status)
    if wanted.updated_since is not None:
        query = query.where(establishment.c.updated_at >= wanted.updated_since)
    return _with_licences(conn, query.order_by(establishment.c.id).limit(limit))


def one(conn: Connection, scope: Scope, establishment_id: int) -> FeedRow | None:
    """One establishment; None when it does not exist or is not the asker's to see."""
    query = _rows(scope).where(establishment.c.id == establishment_id)
    return next(iter(_with_licences(conn, query)), None)


def _rows(scope: Scope) -> Select[Any]:
    own = [column for column in establishment.c if column.name in FeedRow.__slots__]
    return (
        select(*own, township.c.banner_adcode, township.c.name_zh.label("township_name"))
        .join(township, township.c.code == establishment.c.township_code)
        .where(in_scope(scope, establishment.c.township_code, establishment.c.id))
    )


def _with_licences(conn: Connection, query: Select[Any]) -> list[FeedRow]:
    rows = conn.execute(query).mappings().all()
    held = _licences(conn, [row["id"] for row in rows])
    return [FeedRow(**row, licence=held.get(row["id"])) for row in rows]


def _licences(conn: Connection, ids: Sequence[int]) -> dict[int, Licence]:
    """Of each establishment the licence that runs longest."""
    columns = [licence.c[name] for name in Licence.__slots__]
    query = select(licence.c.establishment_id, *columns).where(licence.c.establishment_id.in_(ids))
    found: dict[int, Licence] = {}
    for row in conn.execute(query).mappings():
        values = dict(row)
        owner, held = values.pop("establishment_id"), Licence(**values)
        if owner not in found or _runs(held) > _runs(found[owner]):
            found[owner] = held
    return found


def _runs(held: Licence) -> tuple[date, str]:
    return held.expires_on or date.min, held.number
