"""Search over what the asker may see: establishments, places and alerts, each within the scope."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from data_access.alert_rows import read_rows, rows_of_alerts, visible
from data_access.places import UNASSIGNED_KIND, banners, townships
from data_access.register import MOST_RESULTS, Found, found_rows, listed
from data_access.schema import alert, establishment, licence
from domain.alert_record import AlertRow
from domain.grades import IN_REGISTER, EstablishmentStatus
from domain.pinyin import initials
from domain.row_id import LARGEST_ID
from domain.scope import Scope

SHORTEST = 2
LONGEST = 60
_INITIALS = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"(?=.*[0-9]{2})[A-Za-z0-9]{4,}")
_ALERT = re.compile(r"(?:YJ-?\d{8}-?)?0*(\d{1,10})", re.IGNORECASE)
Statuses = tuple[EstablishmentStatus, ...]
_NUMBERED: Statuses = tuple(
    one for one in EstablishmentStatus if one is not EstablishmentStatus.MERGED
)
_AFTER = "\x7f"  # sorts after every sign of a code or of initials


@dataclass(frozen=True, slots=True)
class Place:
    """A banner or township that a search found.

    Attributes:
        code: Adcode of a banner, code of a township.
        banner_adcode: Of the banner it is or belongs to.
    """

    code: str
    banner_adcode: str
    name_zh: str
    name_en: str
    banner_zh: str
    banner_en: str
    kind: str


def cleaned(text: str) -> str:
    """What was typed, as it is looked for: full-width signs become plain ones, no control signs."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    kept = "".join(sign for sign in plain if sign.isprintable())
    return " ".join(kept.split())[:LONGEST]


def establishments(conn: Connection, scope: Scope, text: str, limit: int = 20) -> list[Found]:
    """Establishments by name, pinyin initials, licence number or credit code; best hits first.

    A name is found by any part of it; initials by their beginning, and by any part from the third
    letter on; licence numbers and credit codes by their beginning. What has left the register is
    found by a number only, behind what stands in it; a merged record not at all.

    Args:
        conn: Open connection.
        scope: Who asks.
        text: At least two characters; anything shorter finds nothing.
        limit: 1 to 50.

    Raises:
        ValueError: `limit` is out of range.
    """
    if not 1 <= limit <= MOST_RESULTS:
        raise ValueError(f"limit must be 1 to {MOST_RESULTS}, got {limit}")
    wanted = cleaned(text)
    found: dict[int, Found] = {}
    if len(wanted) < SHORTEST:
        return []
    for hit, statuses in _ways(conn, wanted):
        query = listed(scope, statuses).where(hit).order_by(*_order(wanted)).limit(limit)
        for row in found_rows(conn, query):
            found.setdefault(row.id, row)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def places(conn: Connection, scope: Scope, text: str, limit: int = 5) -> list[Place]:
    """Banners, then townships, by name, English name or initials."""
    wanted = cleaned(text).lower()
    if len(wanted) < SHORTEST:
        return []
    known = {one.adcode: one for one in banners(conn, scope)}
    every = [
        Place(one.adcode, one.adcode, one.name_zh, one.name_en, one.name_zh, one.name_en, "banner")
        for one in known.values()
    ]
    for one in townships(conn, scope):
        if one.kind != UNASSIGNED_KIND:
            of = known[one.banner_adcode]
            every.append(
                Place(
                    one.code, of.adcode, one.name_zh, one.name_zh, of.name_zh, of.name_en, one.kind
                )
            )
    return [one for one in every if _place_fits(one, wanted)][:limit]


def alert_numbered(conn: Connection, scope: Scope, text: str) -> AlertRow | None:
    """The alert whose number is typed: 37, 00037 or YJ-20261119-00037."""
    number = _ALERT.fullmatch(cleaned(text).replace(" ", ""))
    if number is None or not 0 < int(number[1]) <= LARGEST_ID:
        return None
    query = rows_of_alerts().where(alert.c.id == int(number[1]), visible(scope))
    return next(iter(read_rows(conn, query.limit(1))), None)


def _ways(conn: Connection, wanted: str) -> Iterable[tuple[ColumnElement[bool], Statuses]]:
    """Conditions in the order of how sure a hit is; the next is asked only for want of hits.

    Each comes with the statuses that it finds.
    """
    if _CODE.fullmatch(wanted):
        code = wanted.upper()
        licensed = select(licence.c.establishment_id).where(_begins(conn, licence.c.number, code))
        yield establishment.c.id.in_(licensed), _NUMBERED
        yield _begins(conn, establishment.c.credit_code, code), _NUMBERED
    letters = wanted.lower()
    if _INITIALS.fullmatch(letters):
        yield _begins(conn, establishment.c.name_initials, letters), IN_REGISTER
        if len(letters) > SHORTEST:
            part = establishment.c.name_initials.contains(letters, autoescape=True)
            yield _ids_where(part), IN_REGISTER
    yield _ids_where(_named(wanted)), IN_REGISTER


def _named(wanted: str) -> ColumnElement[bool]:
    if wanted.isascii() and any(sign.isalpha() for sign in wanted):
        return establishment.c.name.icontains(wanted, autoescape=True)
    return establishment.c.name.contains(wanted, autoescape=True)


def _ids_where(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """As a sub-select: SQLite then reads the small index on the name, not the wide rows."""
    return establishment.c.id.in_(select(establishment.c.id).where(condition))


def _begins(conn: Connection, column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Prefix of a column of letters and digits, in the form that each engine's index answers.

    On PostgreSQL the operators are those of `text_pattern_ops`: they hold in any collation, and as
    they are leakproof they may run before row-level security; LIKE may not (measured: 30 times).
    """
    least, below = (">=", "<") if conn.dialect.name == "sqlite" else ("~>=~", "~<~")
    begins: ColumnElement[bool] = column.bool_op(least)(text) & column.bool_op(below)(text + _AFTER)
    return begins


def _order(wanted: str) -> list[ColumnElement[Any]]:
    stands = case((establishment.c.status.in_(IN_REGISTER), 0), else_=1)
    first = case((establishment.c.name.startswith(wanted, autoescape=True), 0), else_=1)
    return [stands, first, func.length(establishment.c.name), establishment.c.id]


def _place_fits(place: Place, wanted: str) -> bool:
    return (
        wanted in place.name_zh
        or wanted in place.name_en.lower()
        or _initials(place.name_zh).startswith(wanted)
    )


_initials = lru_cache(maxsize=4096)(initials)
