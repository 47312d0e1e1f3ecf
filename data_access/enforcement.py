"""Reads of penalties and sampling tests of one establishment, for its dossier."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from data_access.dossier import MOST_PAGES
from data_access.enforcement_facts import known_banners
from data_access.engine import widened
from data_access.schema import establishment, penalty, sampling_test, township
from data_access.scoping import in_scope
from domain.dossier import PAGE_ROWS, Part, parts_for, sees_notes
from domain.penalties import Penalty
from domain.sampling import SamplingTest
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class PenaltyPage:
    """One page of decisions, newest first.

    Attributes:
        told: Whether files tell of its banner: without them an empty list says nothing.
    """

    penalties: tuple[Penalty, ...]
    more: bool
    told: bool


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page of samples, newest first; `told` as for penalties."""

    samples: tuple[SamplingTest, ...]
    more: bool
    told: bool


def penalties(
    conn: Connection, scope: Scope, establishment_id: int, page: int, today: date
) -> PenaltyPage:
    """Decisions, `page` from 1."""
    own = penalty.c
    query = select(*(own[name] for name in Penalty.__slots__)).order_by(
        own.decided_on.desc(), own.id.desc()
    )
    found = [Penalty(**row) for row in _rows(conn, scope, query, penalty, establishment_id, page)]
    told = banner_told(conn, scope, establishment_id, today)[0]
    return PenaltyPage(tuple(found[:PAGE_ROWS]), len(found) > PAGE_ROWS, told)


def samples(
    conn: Connection, scope: Scope, establishment_id: int, page: int, today: date
) -> SamplePage:
    """Sampling tests, `page` from 1; notes for those who may read them."""
    own = sampling_test.c
    query = select(*(own[name] for name in SamplingTest.__slots__)).order_by(
        own.sampled_on.desc(), own.id.desc()
    )
    rows = _rows(conn, scope, query, sampling_test, establishment_id, page)
    hidden: dict[str, None] = {} if sees_notes(scope) else {"note": None}
    found = [SamplingTest(**{**row, **hidden}) for row in rows]
    told = banner_told(conn, scope, establishment_id, today)[1]
    return SamplePage(tuple(found[:PAGE_ROWS]), len(found) > PAGE_ROWS, told)


def banner_told(
    conn: Connection, scope: Scope, establishment_id: int, today: date
) -> tuple[bool, bool]:
    """Whether files tell of the banner's penalties, and of its samples, this year."""
    banner = conn.scalar(
        select(township.c.banner_adcode)
        .join(establishment, establishment.c.township_code == township.c.code)
        .where(
            establishment.c.id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    )
    with widened(conn):  # of the banner no more than this
        told = known_banners(conn, today)
    return banner in told.penalties, banner in told.samples


def _rows(
    conn: Connection,
    scope: Scope,
    query: Select[Any],
    table: Table,
    establishment_id: int,
    page: int,
) -> list[dict[str, Any]]:
    """One row more than a page where there is another; none for those without the part."""
    if Part.PENALTIES not in parts_for(scope):
        return []
    rows = conn.execute(
        query.where(
            table.c.establishment_id == establishment_id,
            in_scope(scope, table.c.township_code, table.c.establishment_id),
        )
        .offset(PAGE_ROWS * (min(max(page, 1), MOST_PAGES) - 1))
        .limit(PAGE_ROWS + 1)
    ).mappings()
    return [dict(row) for row in rows]
