"""Whose risk score is to be worked out anew: marked in the transaction of the fact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from data_access.schema import establishment, risk_due
from domain.grades import IN_REGISTER

ROWS_AT_ONCE = 1000
"""In one statement: row-level security gathers what may be written once for each."""


def mark_due(conn: Connection, establishment_ids: Iterable[int], now: datetime) -> None:
    """Mark establishments whose facts change in the caller's transaction. Twice is once.

    Call it after the change numbers were raised: that is the order all writers keep.
    """
    ids = sorted(set(establishment_ids))  # in one order: two writers cannot wait for each other
    marks = [{"establishment_id": number, "since": now} for number in ids]
    for start in range(0, len(marks), ROWS_AT_ONCE):
        _keep_newest(conn, _marks(conn).values(marks[start : start + ROWS_AT_ONCE]))


def mark_due_where(conn: Connection, owners: Select[Any], now: datetime) -> None:
    """`mark_due` for the ids that a query with a condition finds, each once."""
    ids = owners.distinct().subquery()
    since = literal(now, risk_due.c.since.type)
    # SQLite takes ON CONFLICT after a SELECT only behind a WHERE.
    found = select(ids.c[0], since).where(ids.c[0].is_not(None)).order_by(ids.c[0])
    _keep_newest(conn, _marks(conn).from_select(["establishment_id", "since"], found))


def mark_all(conn: Connection, now: datetime) -> None:
    """Everybody in the register: a new day, or a new table."""
    own = establishment.c
    mark_due_where(conn, select(own.id).where(own.status.in_(IN_REGISTER)), now)


def _marks(conn: Connection) -> Any:
    return (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(risk_due)


def _keep_newest(conn: Connection, marks: Any) -> None:
    since = marks.excluded.since
    conn.execute(
        marks.on_conflict_do_update(index_elements=["establishment_id"], set_={"since": since})
    )
