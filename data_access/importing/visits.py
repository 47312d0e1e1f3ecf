"""督导记录: known by establishment, cadre and day; the cadre holds or held the establishment."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.oversight_rows import past_day, put_right
from data_access.importing.oversight_subjects import VISITS
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.table import Table
from data_access.schema import guarantee, guarantor, guarantor_visit
from data_access.scoping import in_scope
from domain.checklists import Answer
from domain.clock import city_day
from domain.field_forms import COMPANION_LENGTH, ITEM_FIELDS, NOTE_LENGTH
from domain.guarantors import (
    VISIT_COURSE_NAMES_ZH,
    VISIT_MANNER_NAMES_ZH,
    VisitCourse,
    VisitManner,
)
from domain.scope import Scope

MANNER_WORDS = {name: code for code, name in VISIT_MANNER_NAMES_ZH.items()}
COURSE_WORDS: dict[str, VisitCourse | str] = {
    **{name: code for code, name in VISIT_COURSE_NAMES_ZH.items()},
    "无": VisitCourse.NONE,
    "移交": VisitCourse.HANDED_OVER,
}
ANSWER_WORDS: dict[str, Answer | str] = {
    "符合": Answer.PASS,
    "合格": Answer.PASS,
    "是": Answer.PASS,
    "不符合": Answer.FAIL,
    "不合格": Answer.FAIL,
    "否": Answer.FAIL,
    "不适用": Answer.NOT_APPLICABLE,
    "": Answer.NOT_ASKED,
}
_Key = tuple[int, int, date]


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, VISITS)
    with connect() as conn:
        owners = Owners(conn, scope)
    rows, read = reader.each(table.rows, lambda: _read(reader, owners, city_day(context.now)))
    ids = {owner.id for _line, owner, _name, _values in read}
    with connect() as conn:
        cadres, known = _cadres(conn, scope, ids), _known(conn, scope, ids)
    wishes: list[Wish] = []
    taken: dict[_Key, int] = {}
    for line, owner, name, values in read:
        holders = cadres.get((owner.id, name), [])
        if len(holders) != 1:
            reader.reject(line, "name", name, _NO_CADRE if not holders else _SEVERAL)
            continue
        key = (owner.id, holders[0], values["visited_on"])
        earlier = taken.setdefault(key, line)
        if earlier != line:
            words = (f"与第{earlier}行为同一次督导", f"the same visit as in row {earlier}")
            reader.reject(line, "visited_on", values["visited_on"].isoformat(), words)
            continue
        wishes.append(_wish(line, owner, name, {**values, "guarantor_id": holders[0]}, known, key))
    return Plan(rows, wishes, reader.issues, unknown=reader.unknown)


def carry_out(
    conn: Connection,
    scope: Scope,
    plan: Plan,
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> None:
    """Write what `prepare` has found, in the caller's transaction."""
    for wish in plan.wishes:
        if wish.old is None:
            wish.values = {**wish.values, "recorded_at": now}
    write_rows(conn, scope, "guarantor_visit", plan.wishes, now, batch_id, report)


def _read(
    reader: RowValues, owners: Owners, today: date
) -> tuple[int, Owner, str, dict[str, Any]] | None:
    owner, name = owners.of(reader), reader.text("name")
    on = past_day(reader, "visited_on", today)
    values: dict[str, Any] = {
        "visited_on": on,
        "manner": reader.word("manner", VisitManner, MANNER_WORDS),
        "course": reader.word("course", VisitCourse, COURSE_WORDS),
        "answers": "".join(
            str(reader.word(item, Answer, ANSWER_WORDS) or Answer.NOT_ASKED) for item in ITEM_FIELDS
        ),
    }
    if reader.has("companion"):
        values["companion"] = reader.bounded("companion", COMPANION_LENGTH) or None
    if reader.has("note"):
        values["note"] = reader.bounded("note", NOTE_LENGTH) or None
    if on is not None:
        values |= put_right(reader, on, today)
    problems = Answer.FAIL in values["answers"]
    if values["course"] is not None and problems and values["course"] == VisitCourse.NONE:
        reader.error("course", reader.text("course"), _UNFIT)
    if owner is None or reader.failed:
        return None
    return reader.line, owner, name, values


def _cadres(conn: Connection, scope: Scope, owners: set[int]) -> dict[tuple[int, str], list[int]]:
    query = (
        select(guarantee.c.establishment_id, guarantor.c.id, guarantor.c.name)
        .join(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .where(in_scope(scope, guarantee.c.township_code, guarantee.c.establishment_id))
        .distinct()
    )
    found: dict[tuple[int, str], list[int]] = {}
    for row in in_blocks(conn, query, guarantee.c.establishment_id, owners):
        found.setdefault((row["establishment_id"], row["name"]), []).append(row["id"])
    return found


def _known(conn: Connection, scope: Scope, owners: set[int]) -> dict[_Key, RowMapping]:
    own = guarantor_visit.c
    query = select(guarantor_visit).where(in_scope(scope, own.township_code, own.establishment_id))
    return {
        (row["establishment_id"], row["guarantor_id"], row["visited_on"]): row
        for row in in_blocks(conn, query, own.establishment_id, owners)
    }


def _wish(
    line: int,
    owner: Owner,
    name: str,
    values: dict[str, Any],
    known: dict[_Key, RowMapping],
    key: _Key,
) -> Wish:
    old = known.get(key)
    if old is None:
        values = values | owner_values(owner)
    return Wish(line, f"{name} → {owner.name}（{key[2].isoformat()}）", values, old)


_NO_CADRE = (
    "此人没有包保过该单位，请先导入包保清单",
    "never held this establishment; import the list of guarantors first",
)
_SEVERAL = ("该单位有多名同名包保干部", "several cadres of that name held it")
_UNFIT = ("有不符合项，去向不能为“未发现问题”", "an item is not in order, so problems were found")
