"""Two people at one licence, person, certificate or camera: the slower is told, and loses nothing.

The version of a part is the number of the newest line of the history about it, 0 before the first.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from data_access.engine import widened
from data_access.establishment_record import ConflictError
from data_access.history import REMOVED
from data_access.history_rows import from_json
from data_access.schema import register_change
from domain.row_id import LARGEST_ID

_QUIET = frozenset({"identity_hash", "number_valid", "establishment_id", "township_code"})
"""What changes along with a field that is told."""


def part_versions(conn: Connection, establishment_id: int) -> dict[tuple[str, int], int]:
    """Subject and id → version, of all parts of an establishment that were ever changed.

    The caller has checked that the establishment is the asker's to see.
    """
    query = (
        select(
            register_change.c.subject, register_change.c.subject_id, func.max(register_change.c.id)
        )
        .where(
            register_change.c.establishment_id == establishment_id,
            register_change.c.subject != "establishment",
        )
        .group_by(register_change.c.subject, register_change.c.subject_id)
    )
    with widened(conn):  # also what happened before it moved here
        return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def require_version(conn: Connection, subject: str, row: Mapping[str, Any], version: int) -> None:
    """Raise ConflictError when `row` (locked by its establishment) was changed after `version`."""
    newer = _lines(conn, subject, row["id"], version)
    if newer:
        fields = {line.field for line in newer} - _QUIET
        changed = {name: row[name] for name in sorted(fields & row.keys())}
        last = newer[-1]
        raise ConflictError(last.actor, last.at, last.id, changed)


def require_there(conn: Connection, establishment_id: int, subject: str, part_id: int) -> None:
    """Raise ConflictError when there was such a part of this establishment, and it was removed."""
    lines = _lines(conn, subject, part_id, 0)
    if not lines:
        return
    last = lines[-1]
    if last.field == REMOVED and last.establishment_id == establishment_id:
        raise ConflictError(last.actor, last.at, last.id, from_json(last.before), removed=True)


def _lines(conn: Connection, subject: str, part_id: int, version: int) -> list[Any]:
    if max(abs(part_id), abs(version)) > LARGEST_ID:  # as it came from a browser
        return []
    query = (
        select(register_change)
        .where(
            register_change.c.subject == subject,
            register_change.c.subject_id == part_id,
            register_change.c.id > version,
        )
        .order_by(register_change.c.id)
    )
    with widened(conn):
        return list(conn.execute(query))
