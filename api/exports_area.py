"""Export of the table of a place exactly as its page shows it: days, order, rows and sum.

Who exported what stands in the audit log before the file leaves.
"""

import io
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import Connection

from api.attachments import XLSX, attached, demo_note, file_name, stamp
from components.area_export import league_head, league_lines, shop_head, shop_lines
from components.league_words import day_words, reach_words, switch_words
from components.numbers import count
from components.wording import english
from data_access import audit
from data_access.areas import Found, find
from data_access.demo_accounts import holds_demo
from data_access.league import league
from data_access.limits import expensive
from data_access.request import now, read, scope, services, write
from data_access.shops import shops
from data_access.standing import standing
from documents.tables import Note, csv_chunks, write_xlsx
from domain.area import Area, AreaKind, home
from domain.audit import Event
from domain.clock import city_day
from domain.figures import Level
from domain.league_order import Order, order_of, placed
from domain.ranking import Smallest
from domain.reach import Reach
from domain.scope import OFFICIALS, Action, NotAllowedError
from domain.shops import ShopOrder, worst_first

ROLES = OFFICIALS

area_exports = Blueprint("area_exports", __name__, url_prefix="/export")


@dataclass(frozen=True, slots=True)
class _Table:
    """One file."""

    note: Note
    head: list[str]
    rows: list[list[str]]
    at: datetime


@area_exports.get("/district.csv")
@expensive
def district_csv() -> Response:
    """The table as CSV: UTF-8 with a mark that spreadsheets know."""
    made = _recorded("csv")
    body = csv_chunks(made.note, made.head, made.rows)
    return attached(stream_with_context(body), "text/csv", file_name("district", made.at, "csv"))


@area_exports.get("/district.xlsx")
@expensive
def district_xlsx() -> Response:
    """The table as a workbook of two sheets, 说明 and the table."""
    made, file = _recorded("xlsx"), io.BytesIO()
    write_xlsx(file, (_("说明"), _("对比")), made.note, made.head, made.rows)
    return attached(file.getvalue(), XLSX, file_name("district", made.at, "xlsx"))


def _recorded(kind: str) -> _Table:
    """What the address asks for, once the audit log knows of it.

    Raises:
        NotAllowedError: The asker may not export, or not see the place: the two look alike.
    """
    asker, moment = scope(), now()
    asker.require(Action.EXPORT)
    query = request.args.to_dict()
    reach, order = Reach.parse(query, city_day(moment)), order_of(query.get("order"))
    area = Area.parse(query)
    if area == Area():
        area = home(asker)
    with read() as conn:
        found = find(conn, asker, area) if area else None
        if found is None:
            raise NotAllowedError("no such place for this account")
        head, rows = _lines(conn, found, reach, order, moment)
        demo = holds_demo(conn)
    with write() as conn:
        audit.record(
            conn,
            asker,
            Event.EXPORTED,
            moment,
            on=("list", "district"),
            format=kind,
            rows=len(rows),
            filter={**found.area.data(), **reach.query(), "order": str(order)},
            columns=head,
        )
    city = services().settings.city
    own = found.name_en if english() else found.name_zh
    note = [
        (_("说明"), _("暖城食安 地区对比导出")),
        (_("范围"), own or (city.name_en if english() else city.name_zh)),
        (_("时段"), f"{reach_words(reach)}（{day_words(reach)}）"),
        (_("排序"), switch_words()[order]),
        *stamp(asker, moment),
        (_("条数"), count(len(rows))),
    ]
    if demo:
        note.append(demo_note())
    return _Table(note, head, rows, moment)


def _lines(
    conn: Connection, found: Found, reach: Reach, order: Order, moment: datetime
) -> tuple[list[str], list[list[str]]]:
    seen, minute = found.scope, moment.replace(second=0, microsecond=0)
    if found.area.kind is AreaKind.TOWNSHIP:
        listed = worst_first(shops(conn, seen, reach.day, minute), ShopOrder(order.value))
        return shop_head(), shop_lines(listed)
    level = Level.BANNER if found.area.kind is AreaKind.CITY else Level.TOWNSHIP
    given = services().settings.ranking
    smallest = Smallest(given.min_establishments, given.min_cases)
    parts = league(conn, seen, level, reach.day, minute, since=reach.since)
    city = standing(conn, seen, found.area, reach.day, minute, smallest, since=reach.since).city
    return league_head(reach), league_lines(parts, placed(parts, order, city, smallest))
