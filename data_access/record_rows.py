"""Rows of the register for one asker: found in scope, or not found at all."""

from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access.schema import camera, establishment, health_certificate, licence, person
from data_access.scoping import in_scope
from domain.row_id import LARGEST_ID
from domain.scope import Scope

_PARTS = {
    "licence": licence,
    "person": person,
    "health_certificate": health_certificate,
    "camera": camera,
}


class RecordNotFoundError(LookupError):
    """No such record, or none that the asker may see: the two look alike on purpose."""


def establishment_row(
    conn: Connection, scope: Scope, establishment_id: int, *, lock: bool = False
) -> RowMapping:
    """The whole row.

    Args:
        conn: Open connection.
        scope: Who asks.
        establishment_id: As it came, however large.
        lock: Hold it until the transaction ends (SQLite holds everything anyway).

    Raises:
        RecordNotFoundError: Not in scope.
    """
    if not 0 < establishment_id <= LARGEST_ID:
        raise RecordNotFoundError("establishment")
    query = select(establishment).where(
        establishment.c.id == establishment_id,
        in_scope(scope, establishment.c.township_code, establishment.c.id),
    )
    row = conn.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise RecordNotFoundError("establishment")
    return row


def part_row(conn: Connection, owner: RowMapping, subject: str, part_id: int) -> dict[str, Any]:
    """The whole row of a licence, person, certificate or camera of `owner`.

    Returns:
        With the `township_code` of its establishment, as the history wants it.

    Raises:
        RecordNotFoundError: It is no part of this establishment.
    """
    table = _PARTS[subject]
    if not 0 < part_id <= LARGEST_ID:
        raise RecordNotFoundError(subject)
    row = (
        conn.execute(
            select(table).where(table.c.id == part_id, table.c.establishment_id == owner["id"])
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise RecordNotFoundError(subject)
    return {**row, "township_code": owner["township_code"]}
