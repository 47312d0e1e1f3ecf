"""Delivered health certificates: known by their number, hung on people who are known already."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data_access.engine import widened
from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.people import Staff, read_identity, read_name
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.subjects import CERTIFICATES
from data_access.importing.table import Table
from data_access.schema import health_certificate
from data_access.scoping import in_scope
from domain.scope import Scope

_LENGTHS = {"number": 40, "issuer": 80}
Read = tuple[int, Owner, str, str | None, dict[str, Any]]


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, CERTIFICATES)
    with connect() as conn:
        owners = Owners(conn, scope)
    rows, read = reader.each(table.rows, lambda: _certificate(reader, owners, context))
    with connect() as conn:
        staff = Staff(conn, scope, {owner.id for _line, owner, *_rest in read})
        known, foreign = _known(conn, scope, [values["number"] for *_rest, values in read])
    wishes: list[Wish] = []
    first: dict[str, int] = {}
    for line, owner, name, hashed, values in read:
        number = values["number"]
        if first.setdefault(number, line) != line:
            words = (f"编号与第{first[number]}行重复", f"the same number as in row {first[number]}")
            reader.reject(line, "number", number, words)
            continue
        if number in foreign:
            reader.reject(line, "number", number, _ELSEWHERE)
            continue
        holders = staff.matching(owner.id, name, hashed)
        if len(holders) != 1:
            reader.reject(line, "name", name, _SEVERAL if holders else _NOBODY)
            continue
        values = {**values, **owner_values(owner), "person_id": holders[0]["id"]}
        wishes.append(Wish(line, f"{name} {number}", values, known.get(number)))
    return Plan(rows, wishes, reader.issues)


def carry_out(
    conn: Connection,
    scope: Scope,
    plan: Plan,
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> None:
    """Write what `prepare` has found, in the caller's transaction."""
    write_rows(conn, scope, "health_certificate", plan.wishes, now, batch_id, report)


def _certificate(reader: RowValues, owners: Owners, context: Context) -> Read | None:
    owner = owners.of(reader)
    name = read_name(reader)
    hashed, _tail = read_identity(reader, context)
    values: dict[str, Any] = {"number": reader.code("number")}
    if not values["number"] or len(values["number"]) > _LENGTHS["number"]:
        reader.error("number", values["number"], ("编号为空或过长", "no number, or too long a one"))
    if reader.has("issuer"):
        values["issuer"] = reader.bounded("issuer", _LENGTHS["issuer"]) or None
    for field in ("issued_on", "expires_on"):
        if reader.has(field):
            values[field] = reader.day(field)
    begin, end = values.get("issued_on"), values.get("expires_on")
    if begin and end and end < begin:
        reader.error("expires_on", str(end), ("有效期早于发证日期", "expires before it was issued"))
    if owner is None or reader.failed:
        return None
    return reader.line, owner, name, hashed, values


def _known(conn: Connection, scope: Scope, numbers: list[str]) -> tuple[dict[str, Any], set[str]]:
    """Certificates by number, and the numbers that belong to people out of the asker's reach."""
    own = in_scope(scope, health_certificate.c.township_code, health_certificate.c.establishment_id)
    query = select(health_certificate)
    column = health_certificate.c.number
    known = {row["number"]: row for row in in_blocks(conn, query.where(own), column, numbers)}
    if scope.whole_city:
        return known, set()
    with widened(conn):
        taken = {row["number"] for row in in_blocks(conn, select(column), column, numbers)}
    return known, taken - set(known)


_NOBODY = ("该单位没有此人，请先导入从业人员", "nobody of that name there; import the people first")
_SEVERAL = (
    "该单位有多名同名人员，请填写身份证号",
    "several people of that name there; give the identity number",
)
_ELSEWHERE = ("该编号已登记在其他旗区", "the number is registered in another banner")
