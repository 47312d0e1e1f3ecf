"""What an import would do, worked out without writing anything, and then doing it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select

from data_access import history
from data_access.importing.issues import Issue, Level
from domain.datum import DatumEvidence
from domain.scope import Scope

T = TypeVar("T")
Report = Callable[[str, float], None]
"""Told the key of a phase (`PHASES`) and the share of it that is done, 0 to 1."""

READING, COMPARING, WRITING = "reading", "comparing", "writing"
PHASES = (READING, COMPARING, WRITING)
BLOCK = 500
_WRITE_BLOCK = 1000


@dataclass(slots=True)
class Wish:
    """What one row wants.

    Attributes:
        line: Where it stands in the file.
        label: Name by which a reader knows the record.
        values: Columns to have.
        old: The record as it stands, None for a new one.
        licence: Columns of its licence (establishments only), None without a number.
        old_licence: That licence as it stands.
        also: Field → (before, after) of another record that the row changes.
    """

    line: int
    label: str
    values: dict[str, Any]
    old: RowMapping | dict[str, Any] | None = None
    licence: dict[str, Any] | None = None
    old_licence: RowMapping | dict[str, Any] | None = None
    also: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Column → (before, after), of record, licence and `also`."""
        if self.old is None:
            return dict(self.also)
        found = _differing(self.old, self.values) | self.also
        if self.licence is not None:
            known = self.old_licence
            if known is None:
                found["licence_number"] = (None, self.licence["number"])
            else:
                found |= _differing(known, self.licence)
        return found


@dataclass(slots=True)
class Plan:
    """All of a file, judged.

    Attributes:
        rows: Rows of the file below its header.
        wishes: One for each row that can be taken.
        issues: Errors (the row is left out) and warnings (it is taken).
        unlocated: Taken rows that have no point, in the file or before.
        unknown: Field → word that is none of ours → rows.
        duplicates: Rows whose licence or credit code another record has.
        swapped: Rows whose longitude and latitude have changed places.
        datum: How the points compare with known ones.
    """

    rows: int
    wishes: list[Wish]
    issues: list[Issue]
    unlocated: int = 0
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    duplicates: int = 0
    swapped: int = 0
    datum: DatumEvidence | None = None

    @property
    def added(self) -> int:
        """New records."""
        return sum(wish.old is None for wish in self.wishes)

    @property
    def changed(self) -> int:
        """Known records of which something differs."""
        return sum(wish.old is not None and bool(wish.differences) for wish in self.wishes)

    @property
    def unchanged(self) -> int:
        """Known records that stand exactly so already."""
        return len(self.wishes) - self.added - self.changed

    @property
    def left_out(self) -> int:
        """Rows that are not taken."""
        return len({item.row for item in self.issues if item.level is Level.ERROR})

    def counts(self) -> dict[str, int]:
        """As a batch keeps them."""
        names = ("rows", "added", "changed", "unchanged", "left_out", "unlocated")
        return {name: getattr(self, name) for name in names}


def write_rows(
    conn: Connection,
    scope: Scope,
    record: str,
    wishes: Sequence[Wish],
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> dict[int, int]:
    """Add and change the records of one table; line → id of every wish."""
    fresh = [wish for wish in wishes if wish.old is None]
    known = [wish for wish in wishes if wish.old is not None]
    ids = {wish.line: int(wish.old["id"]) for wish in known if wish.old is not None}
    done, total = 0, max(1, len(wishes))
    for block in blocks(fresh, _WRITE_BLOCK):
        names = dict.fromkeys(name for wish in block for name in wish.values)
        rows = [names | wish.values for wish in block]  # what only some of them say
        made = history.add(conn, scope, record, rows, now, batch_id)
        ids |= {wish.line: number for wish, number in zip(block, made, strict=True)}
        done += len(block)
        report(WRITING, done / total)
    for block in blocks(known, _WRITE_BLOCK):
        pairs = [(wish.old, wish.values) for wish in block if wish.old is not None]
        history.change_many(conn, scope, record, pairs, now, batch_id)
        done += len(block)
        report(WRITING, done / total)
    return ids


def in_blocks(
    conn: Connection, query: Select[Any], column: ColumnElement[Any], keys: Iterable[Any]
) -> Iterator[RowMapping]:
    """Rows of `query` whose `column` is one of `keys`, asked for a few hundred at a time."""
    for block in blocks(sorted(set(keys)), BLOCK):
        yield from conn.execute(query.where(column.in_(block))).mappings()


def blocks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items`, `size` at a time."""
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block


def _differing(row: Any, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (row[name], value)
        for name, value in values.items()
        if name in row and row[name] != value
    }
