"""What the register already holds of the rows of a delivered file."""

from typing import Any

from sqlalchemy import Connection, select

from data_access.engine import widened
from data_access.importing.establishment_rows import Wanted
from data_access.importing.plan import in_blocks
from data_access.schema import establishment, licence
from data_access.scoping import in_scope
from domain.scope import Scope


class KnownRegister:
    """Records and licences that rows of a file are about.

    Attributes:
        by_key: Key → record, of those the asker may change.
        by_credit_code: Credit code → records.
        licences: Number → licence with `township_code`.
        foreign: Keys and licence numbers that belong to records the asker may not change.
    """

    def __init__(self, conn: Connection, scope: Scope, wanted: list[Wanted]) -> None:
        own = in_scope(scope, establishment.c.township_code, establishment.c.id)
        query = select(establishment).where(own)
        keys = [item.source_key for item in wanted]
        numbers = [item.licence["number"] for item in wanted if item.licence]
        codes = [code for item in wanted if (code := item.values.get("credit_code"))]
        self.by_key: dict[str, Any] = {
            row["source_key"]: row
            for row in in_blocks(conn, query, establishment.c.source_key, keys)
        }
        self.by_credit_code: dict[str, list[Any]] = {}
        for row in in_blocks(conn, query, establishment.c.credit_code, codes):
            self.by_credit_code.setdefault(row["credit_code"], []).append(row)
        held = select(licence, establishment.c.township_code).join(
            establishment, establishment.c.id == licence.c.establishment_id
        )
        self.licences: dict[str, Any] = {
            row["number"]: row
            for row in in_blocks(conn, held.where(own), licence.c.number, numbers)
        }
        owners = [row["establishment_id"] for row in self.licences.values()]
        self.by_id: dict[int, Any] = {
            row["id"]: row for row in in_blocks(conn, query, establishment.c.id, owners)
        }
        self.foreign = self._foreign(conn, keys, numbers) if not scope.whole_city else set()

    def _foreign(self, conn: Connection, keys: list[str], numbers: list[str]) -> set[str]:
        """Unique in the whole city, so a bureau learns that a number is taken, and no more."""
        with widened(conn):
            taken = {
                row["source_key"]
                for row in in_blocks(
                    conn, select(establishment.c.source_key), establishment.c.source_key, keys
                )
            } - set(self.by_key)
            held = select(licence.c.number)
            found = {row["number"] for row in in_blocks(conn, held, licence.c.number, numbers)}
        return taken | {f"licence:{number}" for number in found - set(self.licences)}
