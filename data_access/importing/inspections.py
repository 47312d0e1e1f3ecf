"""监督检查: known by establishment, day and kind; the result of the file stands as it was given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.oversight_rows import past_day, put_right
from data_access.importing.oversight_subjects import INSPECTIONS
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.table import Table
from data_access.schema import inspection
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.field_forms import INSPECTORS_LENGTH, NOTE_LENGTH
from domain.grades import HygieneGrade
from domain.inspections import (
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_ZH,
    RULE_VERSION,
    InspectionKind,
    InspectionResult,
    verdict,
)
from domain.scope import Scope

INSPECTION_KIND_WORDS: dict[str, InspectionKind | str] = {
    **{name: code for code, name in INSPECTION_KIND_NAMES_ZH.items()},
    "日常检查": InspectionKind.ROUTINE,
    "日常": InspectionKind.ROUTINE,
    "飞行": InspectionKind.UNANNOUNCED,
    "体系": InspectionKind.SYSTEM,
}
RESULT_WORDS = {name: code for code, name in INSPECTION_RESULT_NAMES_ZH.items()}
HYGIENE_WORDS: dict[str, HygieneGrade | str] = {
    **{f"{grade.value}级": grade for grade in HygieneGrade},
    "优秀": HygieneGrade.A,
    "良好": HygieneGrade.B,
    "一般": HygieneGrade.C,
    "大笑": HygieneGrade.A,
    "微笑": HygieneGrade.B,
    "平脸": HygieneGrade.C,
}
_COUNTS = ("key_checked", "key_failed", "general_checked", "general_failed")
_MOST_ITEMS = 200
_Key = tuple[int, date, str]


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, INSPECTIONS)
    with connect() as conn:
        owners = Owners(conn, scope)
    rows, read = reader.each(table.rows, lambda: _read(reader, owners, city_day(context.now)))
    with connect() as conn:
        known = _known(conn, scope, {owner.id for _line, owner, _values in read})
    wishes: list[Wish] = []
    taken: dict[_Key, int] = {}
    for line, owner, values in read:
        key = (owner.id, values["inspected_on"], values["kind"])
        earlier = taken.setdefault(key, line)
        if earlier != line:
            words = (f"与第{earlier}行为同一次检查", f"the same inspection as in row {earlier}")
            reader.reject(line, "inspected_on", key[1].isoformat(), words)
            continue
        old = known.get(key)
        if old is None:
            values = values | owner_values(owner)
        wishes.append(Wish(line, f"{owner.name}（{key[1].isoformat()}）", values, old))
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
    write_rows(conn, scope, "inspection", plan.wishes, now, batch_id, report)


def _read(
    reader: RowValues, owners: Owners, today: date
) -> tuple[int, Owner, dict[str, Any]] | None:
    owner = owners.of(reader)
    on = past_day(reader, "inspected_on", today)
    inspectors = reader.bounded("inspectors", INSPECTORS_LENGTH)
    if not inspectors:
        reader.error("inspectors", "", ("不能为空", "must not be empty"))
    values: dict[str, Any] = {
        "kind": reader.word("kind", InspectionKind, INSPECTION_KIND_WORDS),
        "inspected_on": on,
        "inspectors": inspectors,
        "rule_version": RULE_VERSION,
        **{name: _count(reader, name) for name in _COUNTS},
    }
    values["result"] = _result(reader, values)
    if reader.has("hygiene_grade"):
        given = reader.text("hygiene_grade")
        values["hygiene_grade"] = (
            reader.word("hygiene_grade", HygieneGrade, HYGIENE_WORDS) if given else None
        )
    if reader.has("note"):
        values["note"] = reader.bounded("note", NOTE_LENGTH) or None
    if on is not None:
        values |= put_right(reader, on, today)
    if reader.has("published_on"):
        values["published_on"] = reader.day("published_on")
    if owner is None or reader.failed:
        return None
    return reader.line, owner, values


def _count(reader: RowValues, name: str) -> int:
    text = reader.text(name)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= _MOST_ITEMS):
        words = (f"应为 0 到 {_MOST_ITEMS} 的整数", f"a whole number from 0 to {_MOST_ITEMS}")
        reader.error(name, text, words)
        return 0
    return int(text)


def _result(reader: RowValues, values: dict[str, Any]) -> str | None:
    """As given; without a word the verdict of our rule, which needs counts."""
    for part in ("key", "general"):
        if values[f"{part}_failed"] > values[f"{part}_checked"]:
            reader.error(f"{part}_failed", str(values[f"{part}_failed"]), _MORE)
            return None
    if reader.text("result"):
        return reader.word("result", InspectionResult, RESULT_WORDS)
    if not values["key_checked"] and not values["general_checked"]:
        reader.error("result", "", ("检查结果与检查项数不能都为空", "neither result nor counts"))
        return None
    return verdict(values["key_failed"], values["general_checked"], values["general_failed"]).value


def _known(conn: Connection, scope: Scope, owners: set[int]) -> dict[_Key, RowMapping]:
    own = inspection.c
    query = select(inspection).where(in_scope(scope, own.township_code, own.establishment_id))
    return {
        (row["establishment_id"], row["inspected_on"], row["kind"]): row
        for row in in_blocks(conn, query, own.establishment_id, owners)
    }


_MORE = ("不合格数多于检查数", "more failed than were checked")
