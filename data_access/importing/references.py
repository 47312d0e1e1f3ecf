"""Which establishment a row about people, certificates or cameras belongs to."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from data_access.importing.row_values import RowValues
from data_access.schema import establishment, licence, township
from data_access.scoping import in_scope
from domain.grades import EstablishmentStatus
from domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Owner:
    """An establishment that rows may hang on."""

    id: int
    name: str
    township_code: str


class Owners:
    """Finds establishments the asker may change: by licence, credit code, key or name."""

    def __init__(self, conn: Connection, scope: Scope) -> None:
        own = in_scope(scope, establishment.c.township_code, establishment.c.id)
        columns = ("id", "name", "township_code", "source_key", "credit_code")
        rows = conn.execute(
            select(*(establishment.c[name] for name in columns), township.c.name_zh)
            .join(township, township.c.code == establishment.c.township_code)
            .where(own, establishment.c.status != EstablishmentStatus.MERGED)
        ).all()
        owners = {row.id: Owner(row.id, row.name, row.township_code) for row in rows}
        self._by_key = {row.source_key: owners[row.id] for row in rows if row.source_key}
        self._by_code: dict[str, list[Owner]] = {}
        self._by_name: dict[str, list[Owner]] = {}
        self._townships = {row.township_code: row.name_zh for row in rows}
        for row in rows:
            if row.credit_code:
                self._by_code.setdefault(row.credit_code, []).append(owners[row.id])
            self._by_name.setdefault(_plain(row.name), []).append(owners[row.id])
        held = select(licence.c.number, licence.c.establishment_id).join(
            establishment, establishment.c.id == licence.c.establishment_id
        )
        self._by_licence = {
            row.number: owners[row.establishment_id]
            for row in conn.execute(held.where(own))
            if row.establishment_id in owners
        }

    def of(self, reader: RowValues) -> Owner | None:
        """The establishment of the row at hand; None when none or several fit, which is said."""
        number, code = reader.code("licence_number"), reader.code("credit_code")
        key, name = reader.code("key"), reader.text("establishment")
        for field, text, found in (
            ("licence_number", number, self._by_licence.get(number)),
            ("key", key, self._by_key.get(f"key:{key}")),
        ):
            if text and found is not None:
                return found
            if text and not (code or name):
                reader.error(field, text, _UNKNOWN)
                return None
        several: list[Owner] = self._by_code.get(code, [])
        if name and len(several) != 1:
            several = self._named(name, reader.text("township"), several)
        if len(several) == 1:
            return several[0]
        field = "establishment" if name else "credit_code" if code else "licence_number"
        shown = name or code or number
        reader.error(field, shown, _UNKNOWN if not several else _SEVERAL)
        return None

    def _named(self, name: str, place: str, among: list[Owner]) -> list[Owner]:
        found = self._by_name.get(_plain(name), [])
        if among:
            found = [one for one in found if one in among]
        if place:
            wanted = _plain(place)
            found = [
                one
                for one in found
                if wanted in (one.township_code, _plain(self._townships[one.township_code]))
            ]
        return found


_UNKNOWN = (
    "没有找到该单位（不在主体库或不属于本辖区）",
    "no such establishment in the register, or not of your area",
)
_SEVERAL = (
    "有多家同名单位，请填写许可证编号或乡镇",
    "several establishments of that name; give the licence number or the township",
)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def owner_values(owner: Owner) -> dict[str, Any]:
    """The columns that say where a row hangs."""
    return {"establishment_id": owner.id, "township_code": owner.township_code}
