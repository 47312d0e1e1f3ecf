"""Names of checklist items for figures over many records, which may have had several versions."""

from functools import cached_property

from sqlalchemy import Connection, select

from data_access.schema import checklist_item
from domain.checklists import item_id
from domain.control import ControlKind


class Wording:
    """Words of the items of one kind; of an item that was reworded, the newest.

    Args:
        conn: Open connection, read once and only when a word is asked for.
        kind: Whose items.
    """

    def __init__(self, conn: Connection, kind: ControlKind) -> None:
        self._conn = conn
        self._kind = kind

    def code(self, item: str) -> str:
        """`H02` of `daily.H02`."""
        return item.partition(".")[2] or item

    def text(self, item: str) -> str:
        """What is asked."""
        return self._words.get(item, (self.code(item), ""))[0]

    def group(self, item: str) -> str:
        """Name of its group, the item's code when nobody knows it."""
        return self._words.get(item, ("", self.code(item)))[1]

    @cached_property
    def _words(self) -> dict[str, tuple[str, str]]:
        own = checklist_item.c
        rows = self._conn.execute(
            select(own.code, own.zh, own.group_zh)
            .where(own.kind == self._kind)
            .order_by(own.version)
        )
        return {item_id(self._kind, row.code): (row.zh, row.group_zh) for row in rows}
