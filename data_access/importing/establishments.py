"""A delivered register: every row an establishment, known by its key, licence or credit code.

What the file does not speak of stays as it is, and a point is never deleted by a row without one.
Establishments that the file does not name stay too: a register ends by status, not by absence.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data_access import history
from data_access.changes import Topic, bump
from data_access.importing.context import Connect, Context
from data_access.importing.datum_evidence import evidence
from data_access.importing.establishment_rows import RowReader, Wanted
from data_access.importing.known_register import KnownRegister
from data_access.importing.locating import Locator
from data_access.importing.mapping import Mapping
from data_access.importing.plan import (
    COMPARING,
    READING,
    Plan,
    Report,
    Wish,
    blocks,
    write_rows,
)
from data_access.importing.table import Table
from data_access.status_effects import take_effect, withdraw_waiting
from domain.clock import city_day
from domain.grades import IN_REGISTER, EstablishmentStatus
from domain.scope import Scope

_REPORT_EVERY = 2000


def prepare(
    connect: Connect,
    scope: Scope,
    table: Table,
    mapping: Mapping,
    context: Context,
    report: Report,
) -> Plan:
    """What the file would do; reads only."""
    with connect() as conn:
        locator = Locator(conn, scope, context.boundaries)
    reader = RowReader(mapping, table.header, locator)
    rows, wanted, swapped = 0, [], 0
    for row in table.rows:
        rows += 1
        found = reader.read(row)
        if found is not None:
            wanted.append(found)
            swapped += found.swapped
        if rows % _REPORT_EVERY == 0:
            report(READING, rows / (rows + _REPORT_EVERY))
    report(COMPARING, 0.1)
    wanted = _distinct(reader, wanted)
    with connect() as conn:
        register = KnownRegister(conn, scope, wanted)
        datum = evidence(conn, scope, wanted, register.by_key)
    report(COMPARING, 0.6)
    chooser = _Chooser(reader, register, mapping.duplicates, wanted)
    wishes = [wish for item in wanted if (wish := chooser.wish(item, context.now)) is not None]
    return Plan(
        rows=rows,
        wishes=wishes,
        issues=reader.issues,
        unlocated=sum(
            "lon" not in wish.values and (wish.old is None or wish.old["lon"] is None)
            for wish in wishes
        ),
        unknown=reader.unknown,
        duplicates=chooser.duplicates,
        swapped=swapped,
        datum=datum,
    )


def carry_out(
    conn: Connection,
    scope: Scope,
    plan: Plan,
    now: datetime,
    batch_id: int | None,
    report: Report,
) -> None:
    """Write what `prepare` has found, in the caller's transaction."""
    made = {"created_at": now, "updated_at": now}
    for wish in plan.wishes:
        if wish.old is None:
            wish.values = {**_FRESH, **wish.values, **made}
    changed = [
        (wish.old, wish.values["status"])
        for wish in plan.wishes
        if wish.old is not None
        and wish.values.get("status", wish.old["status"]) != wish.old["status"]
    ]
    if changed:
        bump(conn, Topic.CAMERAS, Topic.CONTROL, Topic.REGISTER)  # first, as all writers do
    ids = write_rows(conn, scope, "establishment", plan.wishes, now, batch_id, report)
    _write_licences(conn, scope, plan.wishes, ids, now, batch_id)
    for old, status in changed:
        if status not in IN_REGISTER:
            withdraw_waiting(conn, [old["id"]], now)
        take_effect(conn, scope, old, status, city_day(now), now)


_FRESH: dict[str, Any] = {"status": EstablishmentStatus.ACTIVE.value, "lon": None, "lat": None}


def _distinct(reader: RowReader, wanted: list[Wanted]) -> list[Wanted]:
    """Rows without those whose key or licence stands in an earlier row already."""
    first: dict[str, int] = {}
    kept = []
    for item in wanted:
        words = {item.source_key}
        if item.licence is not None:
            words.add(f"licence:{item.licence['number']}")
        earlier = [first[word] for word in words if word in first]
        if earlier:
            value = item.source_key.partition(":")[2]
            line = min(earlier)
            reader.reject(
                item.row,
                "licence_number",
                value,
                (f"编号与第{line}行重复", f"the same number as in row {line}"),
            )
            continue
        first |= dict.fromkeys(words, item.row)
        kept.append(item)
    return kept


class _Chooser:
    """Finds the record that a row is about."""

    def __init__(
        self, reader: RowReader, register: KnownRegister, policy: str, wanted: Iterable[Wanted]
    ) -> None:
        self.duplicates = 0
        self._reader = reader
        self._register = register
        self._policy = policy
        self._taken: dict[int, int] = {}
        codes = Counter(item.values.get("credit_code") for item in wanted)
        self._lone_codes = {code for code, count in codes.items() if code and count == 1}
        self._named = {item.source_key for item in wanted}

    def wish(self, item: Wanted, now: datetime) -> Wish | None:
        """What becomes of the row, None when it is left out."""
        number = item.licence["number"] if item.licence else ""
        register = self._register
        if item.source_key in register.foreign or f"licence:{number}" in register.foreign:
            return self._left_out(
                item, number, "编号已登记在其他旗区", "registered in another banner"
            )
        old = register.by_key.get(item.source_key)
        held = register.licences.get(number)
        values = item.values
        if held is not None and old is not None and held["establishment_id"] != old["id"]:
            return self._left_out(
                item, number, "许可证编号已属于另一单位", "the licence is another establishment's"
            )
        if old is None:
            old = self._other_record(item, held)
            if old is False:
                return None
            if old is not None:  # from now on known by the key of this file
                values = {**values, "source_key": item.source_key}
        if old is None:
            values = {**values, "source_key": item.source_key}
        elif not self._may_take(item, old):
            return None
        elif values.get("status", old["status"]) != old["status"]:
            values = {**values, "status_since": city_day(now)}
        return Wish(item.row, values["name"], values, old, item.licence, held)

    def _other_record(self, item: Wanted, held: Any) -> Any:
        """The record with this licence or credit code but another key; False: leave the row out."""
        if held is not None:
            found = self._register.by_id[held["establishment_id"]]
            words = ("许可证编号已属于另一单位", "the licence is another establishment's")
        else:
            found = self._renumbered(item.values.get("credit_code"))
            words = ("统一社会信用代码与已有单位相同", "the credit code is a known establishment's")
        if found is None:
            return None
        self.duplicates += 1
        if self._policy == "update":
            return found
        if self._policy == "add" and held is None:
            return None
        self._reader.reject(
            item.row,
            "licence_number" if held is not None else "credit_code",
            held["number"] if held is not None else item.values["credit_code"],
            (
                f"{words[0]}：{found['name']}；可选择更新该单位",
                f"{words[1]}: {found['name']}; it can be updated instead",
            ),
        )
        return False

    def _renumbered(self, code: str | None) -> Any:
        """A licence gets a new number, a shop a new name; the credit code stays.

        Only where nothing else can be meant: one row and one record have the code, and the file
        does not name that record by its own key too.
        """
        records = self._register.by_credit_code.get(code or "", [])
        if code not in self._lone_codes or len(records) != 1:
            return None
        record = records[0]
        return None if record["source_key"] in self._named else record

    def _may_take(self, item: Wanted, old: Any) -> bool:
        earlier = self._taken.setdefault(old["id"], item.row)
        if earlier != item.row:
            self._left_out(
                item,
                "",
                f"与第{earlier}行指向同一单位",
                f"the same establishment as in row {earlier}",
            )
            return False
        if old["status"] == EstablishmentStatus.MERGED:
            self._left_out(item, "", "该记录已合并到另一单位", "the record was merged into another")
            return False
        return True

    def _left_out(self, item: Wanted, value: str, zh: str, en: str) -> Wish | None:
        """Say why; always None, the answer for a row that is not taken."""
        shown = value or item.source_key.partition(":")[2]
        self._reader.reject(item.row, "licence_number", shown, (zh, en))
        return None


def _write_licences(
    conn: Connection,
    scope: Scope,
    wishes: list[Wish],
    ids: dict[int, int],
    now: datetime,
    batch_id: int | None,
) -> None:
    fresh, changed = [], []
    for wish in wishes:
        if wish.licence is None:
            continue
        if wish.old_licence is None:
            place = wish.values.get("township_code")
            owner = {"establishment_id": ids[wish.line], "township_code": place}
            fresh.append({"issued_on": None, "expires_on": None, **wish.licence, **owner})
        else:
            changed.append((wish.old_licence, wish.licence))
    for block in blocks(fresh, _REPORT_EVERY):
        history.add(conn, scope, "licence", block, now, batch_id)
    for pairs in blocks(changed, _REPORT_EVERY):
        history.change_many(conn, scope, "licence", pairs, now, batch_id)
