"""Rows of penalties and sampling tests: each has a number of its own, by which it is known."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from data_access.enforcement_facts import known_banners, mark_told
from data_access.engine import widened
from data_access.history import SUBJECTS
from data_access.importing.context import Connect
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, owner_values
from data_access.importing.row_values import RowValues
from domain.clock import city_day
from domain.scope import Scope

Read = tuple[int, Owner, dict[str, Any]]
"""Line, establishment and columns of one row."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """How rows of a subject are known.

    Attributes:
        record: Key of `data_access.history.SUBJECTS`.
        field: The field that holds the number.
        key: Of a row's columns: what is the same for the same act.
    """

    record: str
    field: str
    key: Callable[[Any], tuple[Hashable, ...]]


def plan_of(
    connect: Connect, reader: RowValues, rows: int, read: list[Read], what: Numbered
) -> Plan:
    """New rows, changed ones, and errors for a number that stands twice or elsewhere."""
    numbers = {values[what.field] for _line, _owner, values in read}
    with connect() as conn, widened(conn):
        # A number is one in the whole city; nothing of another's row is shown but that it is there.
        known = {what.key(row): row for row in _rows(conn, what, numbers)}
    wishes: list[Wish] = []
    taken: dict[Hashable, int] = {}
    for line, owner, values in read:
        key, shown = what.key(values), str(values[what.field])
        earlier = taken.setdefault(key, line)
        old = known.get(key)
        if earlier != line:
            words = (f"与第{earlier}行为同一编号", f"the same number as in row {earlier}")
            reader.reject(line, what.field, shown, words)
            continue
        if old is not None and old["establishment_id"] != owner.id:
            reader.reject(line, what.field, shown, _ELSEWHERE)
            continue
        told = values | {"source_key": "file:" + "|".join(map(str, key))}
        if old is None:
            told |= owner_values(owner)
        elif old["source_key"] is not None:
            del told["source_key"]
        wishes.append(Wish(line, f"{owner.name}（{shown}）", told, old))
    return Plan(rows, wishes, reader.issues, unknown=reader.unknown)


def write_told(
    conn: Connection,
    scope: Scope,
    plan: Plan,
    record: str,
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> None:
    """Write a plan; a banner of which nothing was told before is due as a whole."""
    day = city_day(now)
    before = known_banners(conn, day)
    for wish in plan.wishes:
        if wish.old is None:
            wish.values = {**wish.values, "recorded_at": now}
    write_rows(conn, scope, record, plan.wishes, now, batch_id, report)
    mark_told(conn, before, known_banners(conn, day), now)


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


def _rows(conn: Connection, what: Numbered, numbers: Iterable[str]) -> Iterable[RowMapping]:
    table = SUBJECTS[what.record]
    column: ColumnElement[Any] = table.c[what.field]
    return list(in_blocks(conn, select(table), column, numbers))


_ELSEWHERE = (
    "该编号已登记在另一单位",
    "that number is on record for another establishment",
)
