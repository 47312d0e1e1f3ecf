"""What is known of penalties and sampling tests: rows for the risk score, and whose are told.

Nothing on record means nothing happened only where the records come in. A banner is told of while
a file brought at least one row of it within the year that is looked back on; a form alone does not
say that the rest was entered too.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, true

from data_access.risk_due import mark_due_where
from data_access.schema import establishment, penalty, sampling_test, township
from domain.grades import IN_REGISTER
from domain.sampling import SampleConclusion

YEAR = timedelta(days=365)
"""How far the score looks back on inspections, visits, penalties and samples."""


class Told(NamedTuple):
    """Banners of which files told, by subject."""

    penalties: frozenset[str]
    samples: frozenset[str]


def of_owners(column: ColumnElement[int], ids: Sequence[int] | None) -> ColumnElement[bool]:
    """Rows of some establishments; None for all."""
    return true() if ids is None else column.in_(ids)


def penalty_rows(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    """Decisions of `first` to `last`, oldest first."""
    own = penalty.c
    return (
        select(own.establishment_id.label("owner"), own.id, own.decided_on.label("day"))
        .add_columns(own.kinds, own.withdrawn_on)
        .where(of_owners(own.establishment_id, ids), own.decided_on.between(first, last))
        .order_by(own.decided_on, own.id)
    )


def sample_rows(ids: Sequence[int] | None, first: date, last: date) -> Select[Any]:
    """Failed samples taken from `first` to `last`, oldest first; `known_on`: when it was known."""
    own = sampling_test.c
    known_on = func.coalesce(own.reported_on, own.sampled_on).label("known_on")
    return (
        select(own.establishment_id.label("owner"), own.id, own.sampled_on.label("day"))
        .add_columns(known_on, own.withdrawn_on)
        .where(
            of_owners(own.establishment_id, ids),
            own.sampled_on.between(first, last),
            own.conclusion == SampleConclusion.FAILED,
        )
        .order_by(own.sampled_on, own.id)
    )


def known_banners(conn: Connection, day: date) -> Told:
    """Whose penalties and samples of the year up to `day` files have told.

    Args:
        conn: Connection that sees the whole city, or at least the whole of the banners asked for.
        day: City day.
    """
    return Told(
        _banners(conn, penalty, penalty.c.decided_on, day),
        _banners(conn, sampling_test, sampling_test.c.sampled_on, day),
    )


def mark_told(conn: Connection, before: Told, after: Told, now: datetime) -> None:
    """Everybody of a banner is due when what is known of it has begun or ended."""
    moved = (before.penalties ^ after.penalties) | (before.samples ^ after.samples)
    if moved:
        own = establishment.c
        of_banners = select(township.c.code).where(township.c.banner_adcode.in_(sorted(moved)))
        owners = select(own.id).where(
            own.status.in_(IN_REGISTER), own.township_code.in_(of_banners)
        )
        mark_due_where(conn, owners, now)


def _banners(
    conn: Connection, table: Table, column: ColumnElement[date], day: date
) -> frozenset[str]:
    brought = table.c.source_key.is_not(None) & (column > day - YEAR) & (column <= day)
    query = (
        select(township.c.banner_adcode)
        .where(select(table.c.id).where(table.c.township_code == township.c.code, brought).exists())
        .distinct()
    )
    return frozenset(conn.scalars(query))
