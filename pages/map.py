"""智慧食安地图: `/map`. Drawn and filtered in the browser, by assets/js/map*.js, on its columns."""

from datetime import timedelta
from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.browser_tree import trees
from components.map_compare import compare_form
from components.map_filter import filter_rail
from components.map_frame import Bounds, map_frame, map_words, measure_facts
from components.map_inset import map_inset
from components.map_side import (
    CARD,
    LOST,
    LOST_HEAD,
    RESULTS,
    SEARCH,
    SEEN,
    SEEN_HEAD,
    nothing_found,
    side,
    side_rows,
)
from components.numbers import count
from components.record_words import status_name
from components.states import empty
from components.wording import term
from data_access.alert_queue import open_alerts
from data_access.city_categories import category_facts
from data_access.map_card import card_extras
from data_access.map_extent import extent
from data_access.places import Banner, Township, banners, boundaries_of, streets, townships
from data_access.register import (
    Found,
    card,
    daily_states,
    named,
)
from data_access.request import now, read, scope, services
from data_access.risk import risk_of
from data_access.search import SHORTEST, establishments
from domain.clock import city_day
from domain.grades import IN_REGISTER
from domain.map_filter import GROUPS
from domain.map_measures import FEWEST_COMPARED
from domain.row_id import LARGEST_ID
from domain.scope import OFFICIALS, SUPERVISED
from pages._map_card import map_card
from pages._map_tools import ASKED, PAIR

ROLES = OFFICIALS | SUPERVISED

register_page(
    __name__,
    path="/map",
    name="地图",
    order=2,
    icon="map",
    roles=ROLES,
    scripts=("dash_leaflet",),
)

START, CHOSEN, VERSION = "map-start", "map-chosen", "map-version"
LOST_IDS, SEEN_IDS = "map-lost-ids", "map-seen-ids"
STRIP_DAYS = 21


def layout(**query: str) -> Component:
    """Rail, map and side panel; the browser fills them from `/map/points` and the address."""
    settings = services().settings
    asker = scope()
    with read() as conn:
        own = banners(conn, asker)
        places = townships(conn, asker)
        own_streets = streets(conn, asker)
    home, inset = _views(own, places, query.get("banner", ""), query.get("township", ""))
    rail = filter_rail(
        banners=[(item.adcode, term(item.name_zh, item.name_en)) for item in own],
        streets=[(str(item.id), item.name_zh) for item in own_streets],
        categories=category_facts(settings.city),
    )
    frame = map_frame(
        inset=inset,
        layers=settings.map.drawn,
        review_number=settings.display.map_review_number,
    )
    told = {
        "rail": trees(rail),
        "box": trees(frame),
        "home": home,
        "words": map_words(),
        "measures": measure_facts(),
        "fewest": FEWEST_COMPARED,
        "categories": list(GROUPS["category"]),
        "banners": [item.adcode for item in own],
        "townships": {item.code: item.name_zh for item in places},
        "streets": [str(item.id) for item in own_streets],
        "layers": [
            {
                "name": layer.name,
                "templates": layer.templates,
                "datum": layer.datum,
                "attribution": layer.attribution,
                "review": layer.review_number,
                "zooms": [layer.min_zoom, layer.max_zoom],
            }
            for layer in settings.map.drawn
        ],
    }
    return html.Main(
        [
            dcc.Store(id=START, data=told),
            dcc.Store(id=VERSION),
            dcc.Store(id=CHOSEN),
            dcc.Store(id=LOST_IDS),
            dcc.Store(id=SEEN_IDS),
            dcc.Store(id=ASKED),
            dcc.Store(id=PAIR),
            html.Aside(id="map-rail", className="nc-filter", **aria(label=_("筛选"))),
            html.Div(id="map-box", className="nc-mapbox"),
            side(_comparing(own, places)),
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
    prevent_initial_call=True,
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
        extras = card_extras(conn, asker, establishment_id, today)
        risk = risk_of(conn, asker, establishment_id, today)
    return map_card(found, extras, risk, alerts, states, asker=asker, now=now())


@callback(Output(RESULTS, "children"), Input(SEARCH, "value"), prevent_initial_call=True)
def find(text: Any) -> Component | None:
    """What the search field finds, at most 20."""
    asker = scope()
    if not isinstance(text, str) or len(text.strip()) < SHORTEST:
        return None
    with read() as conn:
        found = establishments(conn, asker, text)
    return _rows(found) if found else nothing_found()


@callback(
    Output(SEEN_HEAD, "children"),
    Output(SEEN, "children"),
    Input(SEEN_IDS, "data"),
    prevent_initial_call=True,
)
def list_seen(told: Any) -> tuple[str, Component | None]:
    """The same as the map in words: the first of the establishments that are in view."""
    found, n = _told(told)
    if not found:
        return _("视野内没有单位"), None
    return _("视野内 %(n)s 家，列出 %(shown)s 家", n=count(n), shown=len(found)), _rows(found)


@callback(
    Output(LOST_HEAD, "children"),
    Output(LOST, "children"),
    Input(LOST_IDS, "data"),
    prevent_initial_call=True,
)
def list_lost(told: Any) -> tuple[str, Component | None]:
    """The first of the establishments that pass the filter and have no point."""
    found, n = _told(told)
    if not found:
        return _("没有未定位的单位"), None
    return _("未定位 %(n)s 家，列出 %(shown)s 家", n=count(n), shown=len(found)), _rows(found)


def _told(told: Any) -> tuple[list[Found], int]:
    """Those of the ids that the browser sent which the asker may see, and how many it counts."""
    asker = scope()
    ids = told.get("ids") if isinstance(told, dict) else None
    known = [one for one in ids if _establishment_id(one)] if isinstance(ids, list) else []
    if not known:
        return [], 0
    with read() as conn:
        found = named(conn, asker, known)
    order = {number: place for place, number in enumerate(known)}
    found.sort(key=lambda one: order.get(one.id, 0))
    n = told.get("n")
    return found, n if isinstance(n, int) else len(found)


def _establishment_id(value: Any) -> int | None:
    """An id from a callback, which may be forged: None unless it can be one."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value <= LARGEST_ID else None


def _views(
    own: list[Banner], places: list[Township], banner: str, township: str
) -> tuple[Bounds, Component]:
    """What is seen at first, and the whole city with the asker's banners in it."""
    boundaries = boundaries_of(services().settings.city.boundaries)
    adcodes = [item.adcode for item in own]
    towns = [item.code for item in places if item.code in township.split(",")]
    wanted = {*banner.split(","), *(code[:6] for code in towns)}
    box = boundaries.box_of([code for code in adcodes if code in wanted] or adcodes)
    asker = scope()
    if towns or not (asker.whole_city or asker.banner_adcode):  # an office, a street, a shop
        with read() as conn:
            box = extent(conn, asker, box, towns) or box
    outlines = [(ring, adcode in adcodes) for adcode, ring in boundaries.sketch.items()]
    return [[box.south, box.west], [box.north, box.east]], map_inset(outlines)


def _comparing(own: list[Banner], places: list[Township]) -> Component:
    """The form that chooses two parts, from the asker's own."""
    names = {item.adcode: term(item.name_zh, item.name_en) for item in own}
    towns: dict[str, list[tuple[str, str]]] = {}
    for item in places:
        towns.setdefault(item.banner_adcode, []).append((item.code, item.name_zh))
    return compare_form(
        list(names.items()), [(names.get(adcode, ""), found) for adcode, found in towns.items()]
    )


def _rows(found: list[Found]) -> Component:
    return side_rows(
        [
            (
                item.id,
                item.risk_level,
                item.name,
                _where(item),
            )
            for item in found
        ]
    )


def _where(found: Found) -> str:
    """Banner and township, behind the status of what has left the register."""
    place = f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"
    return place if found.status in IN_REGISTER else f"{status_name(found.status)} · {place}"


clientside_callback(
    ClientsideFunction("map", "follow"),
    Output(VERSION, "data"),
    Input("live-register", "data"),
    Input("live-control", "data"),
    Input("live-alerts", "data"),
    Input("live-cameras", "data"),
    Input(START, "data"),
)
