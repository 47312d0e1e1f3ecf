"""Delivered people: known by identity number, or by name and post, within their establishment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from data_access.identity import identity_hash, identity_tail
from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.plan import Plan, Report, Wish, in_blocks, write_rows
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.subjects import PEOPLE
from data_access.importing.table import Table
from data_access.schema import person
from data_access.scoping import in_scope
from domain.identifiers import identity_number_valid
from domain.posts import POST_NAMES_ZH, Post
from domain.scope import Scope

POST_WORDS = {
    **{name: code for code, name in POST_NAMES_ZH.items()},
    "负责人": Post.PRINCIPAL,
    "法定代表人": Post.PRINCIPAL,
    "法人": Post.PRINCIPAL,
    "经营者": Post.PRINCIPAL,
    "校长": Post.PRINCIPAL,
    "园长": Post.PRINCIPAL,
    "安全总监": Post.SAFETY_DIRECTOR,
    "总监": Post.SAFETY_DIRECTOR,
    "安全员": Post.SAFETY_OFFICER,
    "食品安全管理员": Post.SAFETY_OFFICER,
    "炊事员": Post.COOK,
    "面点师": Post.COOK,
    "冷菜师": Post.COLD_DISHES,
    "凉菜": Post.COLD_DISHES,
    "切配工": Post.PREPARATION,
    "帮厨": Post.PREPARATION,
    "洗碗工": Post.WASHER,
    "洗消工": Post.WASHER,
    "传菜员": Post.SERVER,
    "保洁员": Post.CLEANER,
    "清洁工": Post.CLEANER,
    "采购员": Post.BUYER,
}
_NAME_LENGTH, _PHONE_LENGTH = 40, 20


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, PEOPLE)
    with connect() as conn:
        owners = Owners(conn, scope)
    rows, read = reader.each(table.rows, lambda: _person(reader, owners, context))
    with connect() as conn:
        staff = Staff(conn, scope, {owner.id for _line, owner, _values in read})
    wishes: list[Wish] = []
    taken: dict[object, int] = {}
    for line, owner, values in read:
        wish = _wish(reader, staff, taken, line, owner, values)
        if wish is not None:
            wishes.append(wish)
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
            wish.values = {**wish.values, "created_at": now, "updated_at": now}
    write_rows(conn, scope, "person", plan.wishes, now, batch_id, report)


class Staff:
    """The people of some establishments, those who have left included."""

    def __init__(self, conn: Connection, scope: Scope, owners: Iterable[int]) -> None:
        query = select(person).where(
            in_scope(scope, person.c.township_code, person.c.establishment_id)
        )
        self._by_identity: dict[tuple[int, str], RowMapping] = {}
        self._by_name: dict[tuple[int, str], list[RowMapping]] = {}
        for row in in_blocks(conn, query, person.c.establishment_id, owners):
            if row["identity_hash"]:
                self._by_identity[row["establishment_id"], row["identity_hash"]] = row
            self._by_name.setdefault((row["establishment_id"], row["name"]), []).append(row)

    def matching(
        self, owner_id: int, name: str, hashed: str | None, post: str | None = None
    ) -> list[RowMapping]:
        """Those who can be meant: one by identity number, else all of that name.

        Somebody whose identity number is known and another one is not meant. Of several of one
        name those with the post are, where there are any.
        """
        if hashed:
            known = self._by_identity.get((owner_id, hashed))
            if known is not None:
                return [known]
        found = self._by_name.get((owner_id, name), [])
        if hashed:
            found = [row for row in found if not row["identity_hash"]]
        same_post = [row for row in found if row["post"] == post]
        return same_post if len(found) > 1 and same_post else list(found)


def read_identity(reader: RowValues, context: Context) -> tuple[str | None, str | None]:
    """Hash and last four characters of the row's identity number; the number goes no further."""
    number = reader.code("identity_number")
    if not number:
        return None, None
    if not identity_number_valid(number):
        reader.error(
            "identity_number",
            number,
            ("身份证号格式或校验位不符", "form or check digit of the identity number is wrong"),
        )
        return None, None
    return identity_hash(context.secret_key, number), identity_tail(number)


def read_name(reader: RowValues) -> str:
    """The person's name, which must be there."""
    name = _open_text(reader, "name", _NAME_LENGTH)
    if not reader.text("name"):
        reader.error("name", "", ("姓名为空", "no name"))
    return name


def _open_text(reader: RowValues, field: str, longest: int) -> str:
    """A text that is kept as it is, so no identity number: of one only a hash may be kept."""
    text = reader.bounded(field, longest)
    if not identity_number_valid(text):
        return text
    reader.error(field, text, ("此列填的是身份证号", "an identity number stands in this column"))
    return ""


def _person(
    reader: RowValues, owners: Owners, context: Context
) -> tuple[int, Owner, dict[str, Any]] | None:
    owner = owners.of(reader)
    values: dict[str, Any] = {
        "name": read_name(reader),
        "post": reader.word("post", Post, POST_WORDS),
    }
    if reader.has("phone") and _open_text(reader, "phone", _PHONE_LENGTH) == reader.text("phone"):
        values |= reader.phone("phone")
    if reader.has("identity_number"):
        hashed, tail = read_identity(reader, context)
        if hashed:
            values |= {"identity_hash": hashed, "identity_tail": tail}
    if reader.has("left_on"):
        values["left_on"] = reader.day("left_on")
    if owner is None or reader.failed:
        return None
    return reader.line, owner, values


def _wish(
    reader: RowValues,
    staff: Staff,
    taken: dict[object, int],
    line: int,
    owner: Owner,
    values: dict[str, Any],
) -> Wish | None:
    hashed = values.get("identity_hash")
    known = staff.matching(owner.id, values["name"], hashed, values["post"])
    if len(known) > 1:
        reader.reject(line, "name", values["name"], _SEVERAL)
        return None
    old = known[0] if known else None
    # A second row of the same file about the same person.
    who = old["id"] if old is not None else (owner.id, hashed or (values["name"], values["post"]))
    earlier = taken.setdefault(who, line)
    if earlier != line:
        words = (f"与第{earlier}行为同一人", f"the same person as in row {earlier}")
        reader.reject(line, "name", values["name"], words)
        return None
    if old is None:
        values = values | owner_values(owner)
        left: date | None = values.get("left_on")
        values["left_on"] = left
    return Wish(line, f"{values['name']}（{owner.name}）", values, old)


_SEVERAL = (
    "该单位有多名同名人员，请填写身份证号",
    "several people of that name there; give the identity number",
)
