"""Every change of the register, field by field: what makes history readable and batches undoable.

All writes to the subjects below go through this module, so that none goes unrecorded. A batch (an
import, a bulk action, a merge) is undone by walking its changes backwards; what somebody has
changed since then is left as it is and counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update

from data_access.changes import Topic, bump
from data_access.duty_review import follow_hours
from data_access.history_batches import close_batch, open_batch
from data_access.history_lines import note
from data_access.history_reading import FieldChange, newest_of, of_establishment
from data_access.history_rows import (
    CREATED,
    REMOVED,
    SUBJECTS,
    AnyRow,
    move_along,
)
from data_access.history_undo import Undone, undo_batch
from data_access.schema import establishment
from domain.pinyin import initials
from domain.scope import Scope

__all__ = [
    "CREATED",
    "REMOVED",
    "SUBJECTS",
    "AnyRow",
    "FieldChange",
    "Undone",
    "add",
    "announce",
    "change",
    "change_many",
    "close_batch",
    "newest_of",
    "of_establishment",
    "open_batch",
    "remove",
    "undo_batch",
]
# Kept by the machine, so they are no news to a reader of the history.
_SILENT = frozenset({"updated_at", "version", "name_initials"})
# What duties that are not due yet follow at once.
_HOURS = frozenset({"rest_weekdays", "closes_after_midnight"})


def add(
    conn: Connection,
    scope: Scope,
    subject: str,
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
    batch_id: int | None = None,
) -> list[int]:
    """Insert rows that know their establishment (an establishment: itself) and township.

    Args:
        conn: Write transaction.
        scope: Who does it; the caller has checked that the rows are the asker's to write.
        subject: Key of SUBJECTS.
        rows: All with the same columns. A licence also needs `township_code`, which only the
            history keeps.
        now: Aware UTC.
        batch_id: The batch this belongs to.

    Returns:
        The ids, in the order of `rows`.
    """
    if not rows:
        return []
    table = SUBJECTS[subject]
    values = [_columns(table, row) for row in rows]
    made = conn.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), values)
    ids = [row.id for row in made]
    note(
        conn,
        scope,
        now,
        batch_id,
        [
            (
                subject,
                number,
                _owner(subject, number, row),
                row["township_code"],
                CREATED,
                None,
                row,
            )
            for number, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


def announce(conn: Connection, columns: Iterable[str]) -> None:
    """Raise the numbers that a change of these columns of establishments moves.

    Call it before any row is locked, as all writers do: on PostgreSQL two that take row and number
    the other way round wait for each other until one is refused.
    """
    more = (Topic.CONTROL,) if _HOURS & set(columns) else ()
    bump(conn, Topic.CAMERAS, Topic.REGISTER, *more)


def change(
    conn: Connection,
    scope: Scope,
    subject: str,
    old: AnyRow,
    values: Mapping[str, Any],
    now: datetime,
    batch_id: int | None = None,
) -> dict[str, Any]:
    """Bring one row to `values`; what differs is written down.

    Args:
        conn: Write transaction.
        scope: As for `add`.
        subject: Key of SUBJECTS.
        old: The whole row as it stands; a licence with `township_code` of its establishment.
        values: Columns to set.
        now: Aware UTC.
        batch_id: The batch this belongs to.

    Returns:
        The columns that differed, with their new values; empty when nothing did.
    """
    return change_many(conn, scope, subject, [(old, values)], now, batch_id)[0]


def change_many(
    conn: Connection,
    scope: Scope,
    subject: str,
    pairs: Sequence[tuple[AnyRow, Mapping[str, Any]]],
    now: datetime,
    batch_id: int | None = None,
) -> list[dict[str, Any]]:
    """`change` for many rows in few statements; each row once.

    Args:
        conn: Write transaction.
        scope: As for `add`.
        subject: Key of SUBJECTS.
        pairs: Whole row as it stands and columns to set, as for `change`.
        now: Aware UTC.
        batch_id: The batch this belongs to.

    Returns:
        For each pair what `change` returns.
    """
    table = SUBJECTS[subject]
    news = [
        {key: value for key, value in values.items() if old[key] != value} for old, values in pairs
    ]
    moved = [(old, new) for (old, _values), new in zip(pairs, news, strict=True) if new]
    hours = [(old["id"], new) for old, new in moved if table is establishment and _HOURS & set(new)]
    if hours:
        announce(conn, _HOURS)
    _write(conn, table, moved, now)
    for number, new in hours:
        follow_hours(conn, number, new, now)
    note(
        conn,
        scope,
        now,
        batch_id,
        [
            (
                subject,
                old["id"],
                _owner(subject, old["id"], {**old, **new}),
                place,
                key,
                old[key],
                value,
            )
            for old, new in moved
            for place in (new.get("township_code", old["township_code"]),)
            for key, value in new.items()
            if key not in _SILENT
        ],
    )
    return news


def remove(
    conn: Connection,
    scope: Scope,
    subject: str,
    old: AnyRow,
    now: datetime,
    batch_id: int | None = None,
) -> None:
    """Delete one row (whole, as for `change`); the history keeps what stood in it."""
    table = SUBJECTS[subject]
    conn.execute(delete(table).where(table.c.id == old["id"]))
    owner = _owner(subject, old["id"], old)
    entry = (subject, old["id"], owner, old["township_code"], REMOVED, dict(old), None)
    note(conn, scope, now, batch_id, [entry])


def _columns(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: value for key, value in row.items() if key in table.c}
    if table is establishment and "name_initials" not in values:
        values["name_initials"] = initials(values["name"])
    return values


def _write(
    conn: Connection, table: Table, moved: Sequence[tuple[AnyRow, Mapping[str, Any]]], now: datetime
) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for old, new in moved:
        written = _columns(table, new) if "name" in new else dict(new)
        names = tuple(sorted(written))
        row = {f"to_{name}": written[name] for name in names}
        alike.setdefault(names, []).append({"row_id": old["id"], **row})
    for names, rows in alike.items():
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
        if "updated_at" in table.c:
            values["updated_at"] = now
        if "version" in table.c:
            values["version"] = table.c.version + 1
        conn.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), rows)
    if table is establishment:
        for old, new in moved:
            if "township_code" in new:
                move_along(conn, old["id"], new["township_code"])


def _owner(subject: str, number: int, row: AnyRow) -> int:
    return number if subject == "establishment" else int(row["establishment_id"])
