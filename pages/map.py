"""智慧食安地图: `/map`. Filters work in the browser on columns that it holds (assets/js/map.js)."""

from datetime import timedelta
from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.map_filter import GROUPS, RailIds, filter_rail
from components.map_frame import Bounds, FrameIds, cluster_words, map_frame
from components.map_inset import map_inset
from components.map_side import SideIds, nothing_found, side_panel, side_rows
from components.states import empty
from components.wording import term
from data_access.alert_queue import open_alerts
from data_access.city_categories import category_facts
from data_access.places import banners, boundaries_of, townships
from data_access.register import (
    LARGEST_ID,
    Found,
    card,
    daily_states,
    named,
)
from data_access.request import now, read, scope, services
from data_access.search import SHORTEST, establishments
from domain.clock import city_day
from domain.scope import OFFICIALS, SUPERVISED
from pages._map_card import map_card

ROLES = OFFICIALS | SUPERVISED

register_page(__name__, path="/map", name="地图", order=2, icon="map", roles=ROLES)

FILTER, VERSION, CHOSEN, START = "map-filter", "map-version", "map-chosen", "map-start"
HOME, WORDS, LOST_IDS, CARD = "map-home", "map-words", "map-lost-ids", "map-card"
PANEL, CLOSE, ROW = "map-panel", "map-close", "map-row"
RAIL = RailIds(option="map-option", count="map-count", reset="map-reset")
FRAME = FrameIds(
    frame="map-frame",
    points="map-points",
    chosen="map-pin",
    counted="map-counted",
    zoom_in="map-zoom-in",
    zoom_out="map-zoom-out",
    whole="map-zoom-all",
)
SIDE = SideIds(search="map-search", results="map-results", lost_head="map-lost-n", lost="map-lost")
STRIP_DAYS = 21


def layout(establishment: str = "", **query: str) -> Component:
    """Rail, map and side panel; the browser fills them from `/map/points`."""
    wanted = {group: _chosen_values(group, query.get(group, "")) for group in GROUPS}
    places = _places(query.get("banner", ""), query.get("township", ""))
    wanted |= {group: [code] for group, code, _name in places}
    wanted = {"banner": [], "township": [], **wanted}
    home, inset = _views([code[:6] for _group, code, _name in places])
    chosen = _establishment_id(establishment)
    return html.Main(
        [
            dcc.Store(id=FILTER, data=wanted),
            dcc.Store(id=VERSION),
            dcc.Store(id=CHOSEN, data=chosen),
            dcc.Store(id=START, data=chosen),
            dcc.Store(id=HOME, data=home),
            dcc.Store(id=WORDS, data=cluster_words()),
            dcc.Store(id=LOST_IDS),
            filter_rail(
                ids=RAIL, places=places, categories=category_facts(services().settings.city)
            ),
            map_frame(
                ids=FRAME,
                bounds=home,
                inset=inset,
                review_number=services().settings.display.map_review_number,
            ),
            _panel(),
        ],
        className="nc-body nc-body--map",
    )


@callback(
    Output(CARD, "children"),
    Input(CHOSEN, "data"),
    Input("live-register", "data"),
    Input("live-control", "data"),
    Input("live-alerts", "data"),
    Input("live-cameras", "data"),
)
def fill_card(chosen: Any, *_numbers: Any) -> Component | None:
    """The card of the chosen establishment, kept up to date while it is open."""
    asker = scope()
    establishment_id = _establishment_id(chosen)
    if establishment_id is None:
        return None
    today = city_day(now())
    days = [today - timedelta(days=back) for back in reversed(range(STRIP_DAYS))]
    with read() as conn:
        found = card(conn, asker, establishment_id)
        if found is None:
            return empty(_("没有找到这家单位"), _("可能已注销，或不在您的辖区内"))
        alerts = open_alerts(conn, asker, establishment_id, now(), limit=4)
        states = daily_states(conn, asker, establishment_id, days)
    return map_card(scope(), found, alerts, states, now=now())


@callback(Output(SIDE.results, "children"), Input(SIDE.search, "value"))
def find(text: Any) -> Component | None:
    """What the search field finds, at most 20."""
    asker = scope()
    if not isinstance(text, str) or len(text.strip()) < SHORTEST:
        return None
    with read() as conn:
        found = establishments(conn, asker, text)
    return _rows(found) if found else nothing_found()


@callback(
    Output(SIDE.lost_head, "children"), Output(SIDE.lost, "children"), Input(LOST_IDS, "data")
)
def list_lost(told: Any) -> tuple[str, Component | None]:
    """The first of the establishments that pass the filter and have no point."""
    asker = scope()
    ids = told.get("ids") if isinstance(told, dict) else None
    known = [one for one in ids if _establishment_id(one)] if isinstance(ids, list) else []
    if not known:
        return _("没有未定位的单位"), None
    with read() as conn:
        found = named(conn, asker, known)
    count = told.get("n") if isinstance(told.get("n"), int) else len(found)
    return _("未定位 %(n)s 家，列出 %(shown)s 家", n=count, shown=len(found)), _rows(found)


def _panel() -> Component:
    return html.Aside(
        [
            html.Button(
                icon("x", 18),
                id=CLOSE,
                type="button",
                className="nc-iconbtn nc-est__x",
                **aria(label=_("关闭")),
            ),
            html.Div(id=CARD, className="nc-est__card"),
            side_panel(ids=SIDE),
        ],
        id=PANEL,
        className="nc-est",
        **aria(label=_("单位详情"), live="polite"),
    )


def _chosen_values(group: str, text: str) -> list[str]:
    """Values of one group that stand in the address, in the order of the rail."""
    given = set(text.split(","))
    return [str(value) for value in GROUPS[group] if value in given]


def _establishment_id(value: Any) -> int | None:
    """An id from the address or from a forged callback, None unless it can be one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LARGEST_ID else None


def _places(banner: str, township: str) -> list[tuple[str, str, str]]:
    """Group, code and name of the places that the address narrows to and the asker may see."""
    with read() as conn:
        asker = scope()
        return [
            ("banner", item.adcode, term(item.name_zh, item.name_en))
            for item in banners(conn, asker)
            if item.adcode == banner
        ] + [
            ("township", item.code, item.name_zh)
            for item in townships(conn, asker)
            if item.code == township
        ]


def _views(adcodes: list[str]) -> tuple[Bounds, Component]:
    """What is seen at first, and the whole city with the asker's banners in it."""
    boundaries = boundaries_of(services().settings.city.boundaries)
    with read() as conn:
        own = [item.adcode for item in banners(conn, scope())]
    box = boundaries.box_of(adcodes or own)
    outlines = [(ring, adcode in own) for adcode, ring in boundaries.sketch.items()]
    return [[box.south, box.west], [box.north, box.east]], map_inset(outlines)


def _rows(found: list[Found]) -> Component:
    return side_rows(
        [
            (
                item.id,
                item.risk_level,
                item.name,
                f"{term(item.banner_zh, item.banner_en)} {item.township_zh}",
            )
            for item in found
        ],
        row_type=ROW,
    )


_OPTIONS = {"type": RAIL.option, "group": ALL, "value": ALL}
_COUNTS = {"type": RAIL.count, "group": ALL, "value": ALL}

clientside_callback(
    ClientsideFunction("map", "load"),
    Output(VERSION, "data"),
    Input("live-register", "data"),
    Input("live-control", "data"),
    Input("live-alerts", "data"),
    State(VERSION, "data"),
    State(WORDS, "data"),
    State(VERSION, "id"),
)
clientside_callback(
    ClientsideFunction("map", "choose"),
    Output(FILTER, "data"),
    Input(_OPTIONS, "n_clicks"),
    Input(RAIL.reset, "n_clicks"),
    State(FILTER, "data"),
    State(_OPTIONS, "id"),
)
clientside_callback(
    ClientsideFunction("map", "draw"),
    Output(FRAME.points, "data"),
    Output(_OPTIONS, "className"),
    Output(_OPTIONS, "aria-pressed"),
    Output(_COUNTS, "children"),
    Output(FRAME.counted, "children"),
    Output(LOST_IDS, "data"),
    Input(VERSION, "data"),
    Input(FILTER, "data"),
    State(_OPTIONS, "id"),
    State(_COUNTS, "id"),
)
clientside_callback(
    ClientsideFunction("map", "pick"),
    Output(CHOSEN, "data"),
    Input(FRAME.points, "n_clicks"),
    Input({"type": ROW, "row": ALL}, "n_clicks"),
    Input(CLOSE, "n_clicks"),
    State(FRAME.points, "clickData"),
    State(CHOSEN, "data"),
)
clientside_callback(
    ClientsideFunction("map", "point"),
    Output(FRAME.chosen, "data"),
    Output(PANEL, "className"),
    Output(FRAME.frame, "viewport"),
    Input(CHOSEN, "data"),
    Input(VERSION, "data"),
    State(START, "data"),
)
clientside_callback(
    ClientsideFunction("map", "zoom"),
    Output(FRAME.frame, "viewport", allow_duplicate=True),
    Input(FRAME.zoom_in, "n_clicks"),
    Input(FRAME.zoom_out, "n_clicks"),
    Input(FRAME.whole, "n_clicks"),
    State(HOME, "data"),
    prevent_initial_call=True,
)
