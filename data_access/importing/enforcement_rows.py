"""Rows of penalties and sampling tests: each has a number of its own, by which it is known."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from data_access.enforcement_facts import known_banners, mark_told
from data_access.engine import widened
from data_access.history import SUBJECTS
from data_access.importing.context import Connect, Context
from data_access.importing.fields import Subject
from data_access.importing.mapping import Mapping
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.table import Table
from domain.clock import city_day
from domain.scope import Scope

Read = tuple[int, Owner, dict[str, Any]]
"""Line, establishment and columns of one row."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A subject whose rows are known by a number of their own.

    Attributes:
        subject: What the file is of.
        field: The field that holds the number.
        key: Of a row's columns: what is the same for the same act.
        read: One row with the establishments it may name and today; None where it has errors.
    """

    subject: Subject
    field: str
    key: Callable[[Any], tuple[Hashable, ...]]
    read: Callable[[RowValues, Owners, date], Read | None]

    def prepare(
        self,
        connect: Connect,
        scope: Scope,
        table: Table,
        mapping: Mapping,
        context: Context,
        report: Report,
    ) -> Plan:
        """What the file would do; reads only.

        New rows, changed ones, and errors for a number that stands twice or elsewhere.
        """
        reader = RowValues(mapping, table.header, self.subject)
        with connect() as conn:
            owners = Owners(conn, scope)
        today = city_day(context.now)
        rows, read = reader.each(table.rows, lambda: self.read(reader, owners, today))
        numbers = {values[self.field] for _line, _owner, values in read}
        with connect() as conn, widened(conn):
            # A number is one in the whole city; nothing of another's row is shown but that it is
            # there.
            known = {self.key(row): row for row in self._rows(conn, numbers)}
        wishes: list[Wish] = []
        taken: dict[Hashable, int] = {}
        for line, owner, values in read:
            key, shown = self.key(values), str(values[self.field])
            earlier = taken.setdefault(key, line)
            old = known.get(key)
            if earlier != line:
                words = (f"与第{earlier}行为同一编号", f"the same number as in row {earlier}")
                reader.reject(line, self.field, shown, words)
            elif old is not None and old["establishment_id"] != owner.id:
                reader.reject(line, self.field, shown, _ELSEWHERE)
            else:
                told = _told(values, "file:" + "|".join(map(str, key)), owner, old)
                wishes.append(Wish(line, f"{owner.name}（{shown}）", told, old))
        return Plan(rows, wishes, reader.issues, unknown=reader.unknown)

    def carry_out(
        self,
        conn: Connection,
        scope: Scope,
        plan: Plan,
        now: datetime,
        batch_id: int | None,
        report: Report,
    ) -> None:
        """Write what `prepare` has found, in the caller's transaction.

        A banner of which nothing was told before is due as a whole.
        """
        day = city_day(now)
        before = known_banners(conn, day)
        for wish in plan.wishes:
            if wish.old is None:
                wish.values = {**wish.values, "recorded_at": now}
        write_rows(conn, scope, self.subject.record, plan.wishes, now, batch_id, report)
        mark_told(conn, before, known_banners(conn, day), now)

    def _rows(self, conn: Connection, numbers: Iterable[str]) -> Iterable[RowMapping]:
        table = SUBJECTS[self.subject.record]
        column: ColumnElement[Any] = table.c[self.field]
        return list(in_blocks(conn, select(table), column, numbers))


def later_day(reader: RowValues, name: str, first: date | None, today: date) -> date | None:
    """A day that may be missing, and lies neither before the fact nor ahead."""
    found = reader.day(name)
    if found is None:
        return None
    if found > today:
        reader.error(name, found.isoformat(), ("不能晚于今天", "not after today"))
    elif first is not None and found < first:
        reader.error(name, found.isoformat(), ("早于决定或抽样日期", "before the day of the fact"))
    return found


def needed(reader: RowValues, name: str, length: int) -> str:
    """A text that must be there."""
    text = reader.bounded(name, length)
    if not text:
        reader.error(name, "", ("不能为空", "must not be empty"))
    return text


def _told(
    values: dict[str, Any], source_key: str, owner: Owner, old: RowMapping | None
) -> dict[str, Any]:
    """The columns to write; a row that was entered by hand has from now on been told by a file."""
    if old is None:
        return values | owner_values(owner) | {"source_key": source_key}
    return values if old["source_key"] is not None else values | {"source_key": source_key}


_ELSEWHERE = (
    "该编号已登记在另一单位",
    "that number is on record for another establishment",
)
