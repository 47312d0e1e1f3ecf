"""Exports of exactly what the map shows: its filter, and the area that is drawn on it."""

from array import array

from flask import Blueprint, Response, abort, make_response, request
from flask_babel import gettext as _

from api.exports import Wanted, as_csv, as_xlsx, note_of, record
from components.map_area import area_words, fault_words, map_filter_words
from components.wording import english
from data_access.limits import expensive
from data_access.map_area import every, inside, read_area, square_km
from data_access.own_map import map_table
from data_access.place_names import named_places
from data_access.places import boundaries_of
from data_access.request import now, read, scope, services
from domain.clock import CITY_TIME
from domain.map_area import Area, AreaError, Polygon
from domain.map_filter import MapFilter
from domain.scope import OFFICIALS, Action

ROLES = OFFICIALS

map_exports = Blueprint("map_exports", __name__, url_prefix="/export")

COLUMNS = (
    "name",
    "risk",
    "category",
    "status",
    "banner",
    "township",
    "address",
    "licence_number",
    "licence_expires_on",
    "principal",
    "safety_officer",
    "phone",
    "hygiene",
    "cameras",
    "point",
)


@map_exports.get("/map.csv")
@expensive
def map_csv() -> Response:
    """What lies in the area and passes the filter, as CSV; 400 with words for a forged area."""
    return as_csv(_recorded("csv"))


@map_exports.get("/map.xlsx")
@expensive
def map_xlsx() -> Response:
    """The same as a workbook."""
    return as_xlsx(_recorded("xlsx"))


def _recorded(kind: str) -> Wanted:
    """What the address asks for, once the audit log knows of it.

    Raises:
        NotAllowedError: The asker may not export.
    """
    asker, moment = scope(), now()
    asker.require(Action.EXPORT)
    wanted, area = MapFilter.parse(request.args.to_dict()), _area()
    table = map_table()
    found = inside(table, wanted, area) if area else every(table, wanted)
    ids = array("i", table.base.ids[found.rows].tolist())
    away: dict[int, int] = {}
    if found.metres is not None:
        away = dict(zip(ids, found.metres.round().astype(int).tolist(), strict=True))
    with read() as conn:
        places = named_places(conn, asker, english=english())
    what = [
        (_("说明"), _("暖城食安 地图导出")),
        (_("筛选"), map_filter_words(wanted, places.of)),
    ]
    if area:
        size = square_km(area) if isinstance(area, Polygon) else None
        what.append((_("范围"), f"{area_words(area, size)} · {area.written()}"))
    if table.as_of is not None:
        what.append((_("数据截至"), f"{table.as_of.astimezone(CITY_TIME):%Y-%m-%d %H:%M:%S}"))
    record(
        asker,
        moment,
        "map",
        format=kind,
        rows=len(ids),
        filter=wanted.query(),
        area=area.written() if area else None,
    )
    note = note_of(asker, moment, what, len(ids), COLUMNS)
    return Wanted("map", _("地图"), asker, ids, COLUMNS, note, moment, away)


def _area() -> Area | None:
    text = request.args.get("area", "")
    if not text:
        return None
    try:
        return read_area(text, boundaries_of(services().settings.city.boundaries).box)
    except AreaError as error:
        abort(make_response(fault_words(error.fault), 400, {"Content-Type": "text/plain"}))
