"""An officer's tools on the map: what lies in a drawn area, and two parts side by side."""

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, callback
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.map_area import (
    AreaRow,
    AreaSums,
    area_fault,
    area_list,
    area_words,
    exports,
    fault_words,
    map_filter_words,
)
from components.map_compare import compare_fault, compare_table
from components.map_side import AREA, COMPARED, PAPER, TAKEN
from components.states import empty
from components.wording import counted, english, term
from data_access.demo_accounts import holds_demo
from data_access.map_area import Inside, every, inside, read_area, square_km
from data_access.map_compare import part_of, standing
from data_access.map_table import MapTable
from data_access.own_map import map_table
from data_access.place_names import named_places
from data_access.places import boundaries_of
from data_access.register import MOST_RESULTS, Found, named
from data_access.request import now, read, scope, services
from domain.clock import CITY_TIME
from domain.coordinates import Box
from domain.map_area import Area, AreaError, Polygon
from domain.map_filter import PLACE_GROUPS, MapFilter
from domain.scope import OFFICIALS, SUPERVISED, Action, Scope

ROLES = OFFICIALS | SUPERVISED

ASKED, PAIR = "map-asked", "map-pair"
_LIVE = [Input(f"live-{topic}", "data") for topic in ("register", "control", "alerts", "cameras")]


@callback(
    Output(AREA, "children"),
    Output(TAKEN, "children"),
    Output(PAPER, "children"),
    Input(ASKED, "data"),
    *_LIVE,
    prevent_initial_call=True,
)
def list_area(told: Any, *_numbers: Any) -> tuple[Component | None, Component | None, str]:
    """What lies in the area that is drawn, and what the filter holds, to take along."""
    asker = scope()
    asked = told if isinstance(told, dict) else {}
    wanted, text = MapFilter.parse(_filter_of(asked)), asked.get("area")
    table = map_table()
    try:
        area = read_area(text, _city()) if text else None
    except AreaError as error:
        return area_fault(error.fault), None, ""
    found = inside(table, wanted, area) if area else every(table, wanted)
    with read() as conn:
        rows = named(conn, asker, table.base.ids[found.rows[:MOST_RESULTS]].tolist())
        places = named_places(conn, asker, english=english())
        demo = holds_demo(conn)
    taking = exports(wanted, area, len(found.rows)) if asker.allows(Action.EXPORT) else None
    said = area_said(area) if area else ""
    paper = _("筛选：%(filter)s", filter=map_filter_words(wanted, places.of))
    if area:
        paper = "；".join([paper, _("范围：%(area)s", area=said)])
    number = counted("共 %(n)s 家", len(found.rows))
    paper = f"{paper}；{number}；{now().astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
    if table.as_of is not None:
        until = f"{table.as_of.astimezone(CITY_TIME):%H:%M:%S}"
        paper = f"{paper}；{_('数据截至 %(at)s', at=until)}"
    if demo:
        paper = f"{paper}；{_('演示数据')}"
    if area is None:
        return None, taking, paper
    listed = _rows(asker, table, found, rows)
    return area_list(said, _sums(table, found), listed, taking), None, paper


@callback(Output(COMPARED, "children"), Input(PAIR, "data"), *_LIVE, prevent_initial_call=True)
def compare(told: Any, *_numbers: Any) -> Component | list[Component] | None:
    """The two parts that are chosen, in numbers."""
    asker = scope()
    asked = told if isinstance(told, dict) else {}
    parts = [asked.get("a"), asked.get("b")]
    if not all(isinstance(part, str) and part for part in parts):
        return empty(_("选择两处即可对比"), _("旗区、苏木乡镇街道，或先圈定再选“当前圈定的范围”"))
    wanted = MapFilter.parse(_filter_of(asked)).without(*PLACE_GROUPS)
    table, city = map_table(), _city()
    sides, names, faults = [], [], []
    with read() as conn:
        places = named_places(conn, asker, english=english())
        for letter, part in zip("AB", map(str, parts), strict=True):
            try:
                rows = part_of(table, wanted, part, city)
            except AreaError as error:
                faults.append(compare_fault(letter, fault_words(error.fault)))
                continue
            sides.append(standing(conn, asker, table, rows, now()))
            known = places.banner | places.township
            names.append(known.get(part) or area_said(read_area(part, city)))
    return faults or compare_table((names[0], names[1]), sides[0], sides[1])


def area_said(area: Area) -> str:
    """The area in words."""
    return area_words(area, square_km(area) if isinstance(area, Polygon) else None)


def _filter_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    found = asked.get("filter")
    return found if isinstance(found, dict) else {}


def _city() -> Box:
    return boundaries_of(services().settings.city.boundaries).box


def _sums(table: MapTable, found: Inside) -> AreaSums:
    codes = {group: table.codes[group][found.rows] for group in ("risk", "severity")}
    return AreaSums(
        len(found.rows),
        int(table.is_one_of("risk", "CD")[codes["risk"]].sum()),
        int(table.is_one_of("severity", "1234")[codes["severity"]].sum()),
    )


def _rows(asker: Scope, table: MapTable, found: Inside, shown: list[Found]) -> list[AreaRow]:
    """The first of them in their order; who has left the asker's sight meanwhile is left out."""
    known = {one.id: one for one in shown}
    rows = []
    for place, row in enumerate(found.rows[:MOST_RESULTS].tolist()):
        one = known.get(int(table.base.ids[row]))
        if one is None:
            continue
        where = f"{term(one.banner_zh, one.banner_en)} {one.township_zh}"
        away = None if found.metres is None else float(found.metres[place])
        href = links.entry_for(asker, one.id)
        rows.append(AreaRow(one.id, one.name, one.risk_level, where, away, href))
    return rows
