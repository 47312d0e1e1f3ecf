"""包保清单: which cadre holds which establishment; a new holder ends the charge of the one before.

Cadres who are not known yet are made with the batch and go with its undoing. Of a known one post,
phone and commitment are brought up to date; an empty cell leaves what is known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from data_access import history
from data_access.importing.cadres import UPDATED, Cadres, who_is
from data_access.importing.context import Connect, Context
from data_access.importing.mapping import Mapping
from data_access.importing.oversight_subjects import GUARANTORS
from data_access.importing.plan import WRITING, Plan, Report, Wish, in_blocks
from data_access.importing.references import Owner, Owners, owner_values
from data_access.importing.row_values import RowValues
from data_access.importing.table import Table
from data_access.schema import guarantee, guarantor
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.grades import GuarantorTier
from domain.guarantors import TIER_NAMES_ZH
from domain.scope import Scope

TIER_WORDS: dict[str, GuarantorTier] = {
    **{tier.value: tier for tier in GuarantorTier},
    **{f"{tier.value}级": tier for tier in GuarantorTier},
    **{name: tier for tier, name in TIER_NAMES_ZH.items()},
    "市": GuarantorTier.A,
    "旗区": GuarantorTier.B,
    "乡镇": GuarantorTier.C,
    "村社区": GuarantorTier.D,
}
BATCH_KEY = "batch:{batch}:{line}"
"""`source_key` of a cadre that a batch has made."""
_NAME_LENGTH, _POSITION_LENGTH = 40, 60
_LOCAL = (GuarantorTier.C, GuarantorTier.D)


@dataclass(slots=True)
class _Charge(Wish):
    """A row of the list.

    Attributes:
        cadre: Columns of a cadre who is new.
        ended: The charge that it ends.
        updated: The cadre as known, told of the row's establishment, and columns that are newer.
    """

    cadre: dict[str, Any] | None = None
    ended: dict[str, Any] | None = None
    updated: tuple[dict[str, Any], dict[str, Any]] | None = None


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    reader = RowValues(mapping, table.header, GUARANTORS)
    with connect() as conn:
        owners = Owners(conn, scope)
        cadres = Cadres(conn, scope)
    rows, read = reader.each(
        table.rows, lambda: _read(reader, scope, owners, city_day(context.now))
    )
    with connect() as conn:
        held = _held(conn, scope, {owner.id for _line, owner, _cadre, _since in read})
    wishes: list[Wish] = []
    taken: dict[int, int] = {}
    named = {who_is(cadre) for _line, _owner, cadre, _since in read}
    for line, owner, cadre, since in read:
        earlier = taken.setdefault(owner.id, line)
        if earlier != line:
            words = (f"与第{earlier}行为同一单位", f"the same establishment as in row {earlier}")
            reader.reject(line, "name", cadre["name"], words)
            continue
        known = cadres.of(cadre, named)
        news = cadres.news(known, cadre) if known is not None else {}
        if news is None:
            reader.reject(line, "name", cadre["name"], _TWICE)
            continue
        wish = _wish(line, owner, cadre, since, known, held.get(owner.id))
        if known is not None and news:
            fields = {column: name for name, column in UPDATED.items()}
            wish.also = {fields[name]: (known[name], value) for name, value in news.items()}
            wish.updated = ({**known, **owner_values(owner)}, news)
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
    """Write what `prepare` has found: cadres that changed, charges that end, cadres, charges."""
    listed = [wish for wish in plan.wishes if isinstance(wish, _Charge)]
    charges = [one for one in listed if one.old is None]
    updated = _whole([one.updated for one in listed if one.updated])
    history.change_many(conn, scope, "guarantor", updated, now, batch_id)
    ended = [(one.ended, {"until": one.values["since"]}) for one in charges if one.ended]
    history.change_many(conn, scope, "guarantee", ended, now, batch_id)
    made: dict[tuple[Any, ...], int] = {}
    for one in charges:
        if one.cadre is not None:
            who = who_is(one.cadre)
            if who not in made:
                made[who] = _make(conn, one, now, batch_id)
            one.values = {**one.values, "guarantor_id": made[who]}
    history.add(conn, scope, "guarantee", [one.values for one in charges], now, batch_id)
    report(WRITING, 1.0)


def _read(
    reader: RowValues, scope: Scope, owners: Owners, today: date
) -> tuple[int, Owner, dict[str, Any], date] | None:
    owner = owners.of(reader)
    name = reader.bounded("name", _NAME_LENGTH)
    position = reader.bounded("position", _POSITION_LENGTH)
    for field, text in (("name", name), ("position", position)):
        if not text:
            reader.error(field, "", ("不能为空", "must not be empty"))
    tier = reader.word("tier", GuarantorTier, TIER_WORDS)
    if tier == GuarantorTier.A and not scope.whole_city:
        reader.error("tier", "A", _CITY_ONLY)
    since = reader.day("since") or today
    if since > today:
        reader.error("since", since.isoformat(), ("不能晚于今天", "not after today"))
    signed = reader.day("signed_on") if reader.has("signed_on") else None
    phone = reader.phone("phone") if reader.has("phone") else {}
    if owner is None or reader.failed or tier is None:
        return None
    local = tier in _LOCAL
    cadre = {
        "name": name,
        "position": position,
        "tier": tier,
        "banner_adcode": None if tier == GuarantorTier.A else owner.township_code[:6],
        "township_code": owner.township_code if local else None,
        "commitment_signed_on": signed,
        "phone": phone.get("phone"),
    }
    return reader.line, owner, cadre, since


def _held(conn: Connection, scope: Scope, owners: set[int]) -> dict[int, dict[str, Any]]:
    query = select(guarantee).where(
        guarantee.c.until.is_(None),
        in_scope(scope, guarantee.c.township_code, guarantee.c.establishment_id),
    )
    rows = in_blocks(conn, query, guarantee.c.establishment_id, owners)
    return {row["establishment_id"]: dict(row) for row in rows}


def _wish(
    line: int,
    owner: Owner,
    cadre: dict[str, Any],
    since: date,
    known: RowMapping | None,
    held: dict[str, Any] | None,
) -> _Charge:
    label = f"{cadre['name']} → {owner.name}"
    if known is not None and held is not None and held["guarantor_id"] == known["id"]:
        return _Charge(line, label, {}, held)
    values: dict[str, Any] = {**owner_values(owner), "since": since, "until": None}
    values["guarantor_id"] = known["id"] if known is not None else None
    return _Charge(line, label, values, None, cadre=None if known else cadre, ended=held)


def _make(conn: Connection, one: _Charge, now: datetime, batch_id: int | None) -> int:
    key = BATCH_KEY.format(batch=batch_id, line=one.line) if batch_id is not None else None
    made = conn.execute(
        insert(guarantor)
        .values(**(one.cadre or {}), source_key=key, created_at=now, updated_at=now)
        .returning(guarantor.c.id)
    )
    return int(made.scalar_one())


def _whole(
    parts: list[tuple[dict[str, Any], dict[str, Any]]],
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """One change a cadre, of whom several rows may tell a part each."""
    whole: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for known, news in parts:
        first = whole.setdefault(known["id"], (known, {}))
        first[1].update(news)
    return list(whole.values())


_TWICE = (
    "同一干部在前面的行中职务、电话或承诺书日期不同",
    "an earlier row gives another post, phone or commitment of the same cadre",
)
_CITY_ONLY = ("市级包保干部由市级导入", "cadres of the city are imported by the city")
