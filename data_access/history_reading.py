"""What has happened to an establishment, field by field."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.engine import widened
from data_access.history_rows import from_json
from data_access.schema import change_batch, register_change


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One line of a history; `before` and `after` are JSON values, None for none.

    `undone`: its batch has been taken back since.
    """

    at: datetime
    actor: str
    subject: str
    subject_id: int
    field: str
    before: Any
    after: Any
    batch_id: int | None
    batch_kind: str | None
    undone: bool


def of_establishment(
    conn: Connection, establishment_id: int, *, limit: int = 200
) -> list[FieldChange]:
    """Newest changes of an establishment and all that hangs on it.

    The caller has checked that the establishment is the asker's to see.
    """
    columns = [column for column in register_change.c if column.name in FieldChange.__slots__]
    undone = change_batch.c.undone_at.is_not(None).label("undone")
    query = (
        select(*columns, change_batch.c.kind.label("batch_kind"), undone)
        .outerjoin(change_batch, change_batch.c.id == register_change.c.batch_id)
        .where(register_change.c.establishment_id == establishment_id)
        .order_by(register_change.c.at.desc(), register_change.c.id.desc())
        .limit(limit)
    )
    with widened(conn):  # also what happened before it moved here
        rows = conn.execute(query).mappings().all()
    return [
        FieldChange(
            **{
                **row,
                "undone": bool(row["undone"]),
                "before": from_json(row["before"]),
                "after": from_json(row["after"]),
            }
        )
        for row in rows
    ]


def newest_of(conn: Connection, establishment_id: int) -> int:
    """A number that grows with every change of an establishment; 0 before the first one.

    The caller has checked that the establishment is the asker's to see.
    """
    query = select(func.max(register_change.c.id)).where(
        register_change.c.establishment_id == establishment_id
    )
    with widened(conn):
        return conn.scalar(query) or 0
