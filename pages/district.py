"""旗区: `/district` is the asker's own or a choice, `/district/<adcode>` one banner.

A banner that the asker may not see looks exactly like one that does not exist.
"""

import re
from typing import Any

from dash import Input, Output, State, callback, dcc, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.icons import icon
from components.kpi_row import district_kpis
from components.league import Order, league_table
from components.numbers import count, percent
from components.page_title import as_of, page_title
from components.panels import card, chart, switch
from components.plain import plain
from components.risk_mix import risk_key, risk_line
from components.states import loading
from components.watch_list import watch_items
from components.wording import counted, english, term
from data_access.accounts import place_name
from data_access.changes import Topic
from data_access.request import read, remembered, scope
from data_access.watch_list import watch_list
from domain.figures import League, Level, Row
from domain.scope import OFFICIALS, NotAllowedError, Scope
from domain.share import Share
from domain.trend import Span
from pages import not_found_404
from pages._figures import COUNTED, completion_trend, narrowed, places, standing, this_minute

ADCODE = re.compile(r"\d{6}")
PLACE = "district-place"
ORDER = "district-order"
TITLE = "district-title"
KPIS = "district-kpis"
TOWNS = "district-towns"
DAILY, DAILY_WORDS, DAILY_TABLE = "district-daily", "district-daily-words", "district-daily-table"
RISK = "district-risk"
WATCHED = "district-watched"
LIVE = [Input(f"live-{topic}", "data") for topic in COUNTED]
ASKED = State(PLACE, "data")

KINDS_EN = {
    "街道": "sub-districts",
    "镇": "towns",
    "乡": "townships",
    "苏木": "sumu",
    "开发区(类乡级)": "development zones",
}

ROLES = OFFICIALS

register_page(__name__, path="/district", name="旗区", order=3, icon="layers", roles=ROLES)


def layout(adcode: str = "", order: str = Order.DAILY, **_query: str) -> Component:
    """One banner, or a choice of banners for those who see several."""
    asker = scope()
    if asker.establishment_id is not None:
        return not_found_404.layout()
    if not adcode:
        return _choice() if asker.whole_city else _page(None, order)
    if not _allowed(asker, adcode):
        return not_found_404.layout()
    return _page(adcode, order)


def _allowed(asker: Scope, adcode: object) -> bool:
    if not isinstance(adcode, str) or ADCODE.fullmatch(adcode) is None:
        return False
    with read() as conn:
        try:
            narrowed(conn, asker, adcode)
        except NotAllowedError:
            return False
    return True


def _asked(adcode: object) -> str | None:
    """The place in a callback's input, which may be forged: None is all that the asker sees."""
    asker = scope()
    if adcode is None and not asker.whole_city:
        return None
    if not _allowed(asker, adcode):
        raise NotAllowedError("no such banner for this account")
    return str(adcode)


def _choice() -> Component:
    found = places(Level.BANNER, None, this_minute())
    return html.Main(
        [
            html.Header(
                html.Div([html.H1(_("旗区")), html.P(_("选择一个旗区"))]), className="nc-pagehead"
            ),
            html.Div([_banner(row) for row in found.rows], className="nc-choice"),
        ],
        className="nc-body nc-pagegrid",
    )


def _banner(row: Row) -> Component:
    daily = row.figures.daily.answered
    facts = counted("%(n)s 家　今日日管控 %(p)s%%", row.figures.establishments, p=percent(daily))
    return dcc.Link(
        [html.B(term(row.name_zh, row.name_en)), html.Span(facts), icon("chev", 16)],
        href=links.district(row.code),
        className="nc-card",
    )


def _page(adcode: str | None, order: str) -> Component:
    chosen = Order(order) if order in list(Order) else Order.DAILY
    return html.Main(
        [
            dcc.Store(id=PLACE, data=adcode),
            dcc.Store(id=ORDER, data=chosen),
            html.Header(id=TITLE, className="nc-pagehead"),
            html.Div(loading(2), id=KPIS, className="nc-bkpis"),
            html.Div([_towns(adcode, chosen), _side()], className="nc-district__main"),
        ],
        className="nc-body nc-pagegrid nc-district",
    )


def _towns(adcode: str | None, order: Order) -> Component:
    here = links.district(adcode) if adcode else "/district"
    orders = {Order.DAILY: _("日管控"), Order.ALERTS: _("预警"), Order.RISK: _("风险")}
    return card(
        _("镇街对比"),
        _("按%(what)s排序，最优在前", what=orders[order]),
        html.Div(loading(12), id=TOWNS, className="nc-scrollx"),
        right=switch(
            [(words, f"{here}?order={one}", one is order) for one, words in orders.items()],
            _("排序"),
        ),
        class_name="nc-tablecard",
    )


def _side() -> Component:
    heads = [_("日期"), _("完成 / 应报"), "%", _("上期 %"), _("全市 %")]
    return html.Div(
        [
            card(_("日管控完成率"), _("近30日 %"), chart(DAILY, DAILY_WORDS, DAILY_TABLE, heads)),
            card(_("风险等级构成"), "%", html.Div(loading(2), id=RISK), right=risk_key()),
            card(
                _("重点关注"),
                _("红橙预警、连续缺报、风险等级依次在前"),
                html.Div(loading(6), id=WATCHED),
                class_name="nc-worst",
            ),
        ],
        className="nc-district__side",
    )


def _name(conn: Connection, seen: Scope) -> str:
    """Short name for rows and lines; an office has a long one."""
    return _("本辖区") if seen.office_id is not None else place_name(conn, seen, english=english())


@callback(Output(TITLE, "children"), Output(KPIS, "children"), ASKED, *LIVE)
def fill_head(asked: str | None, *_numbers: int | None) -> Any:
    """Name, count and share of the city; six figures with rank and the city's mean."""
    adcode, moment = _asked(asked), this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        seen = narrowed(conn, asker, adcode)
        towns = places(Level.TOWNSHIP, adcode, moment)
        city = standing(adcode, moment)
        own = towns.total
        part = Share(own.establishments, city.city.establishments)
        facts = [_("占全市 %(p)s%%", p=percent(part)), _kinds(towns)]
        title = page_title(place_name(conn, seen, english=english()), own.establishments, facts)
        cards = district_kpis(own, city.city, city.rank, city.banners, moment.day, adcode)
        end = html.Div(as_of(moment.now), className="nc-pagehead__r")
        return [plain([title, end]), plain(cards)]

    return remembered("district-head", COUNTED, build, adcode, moment.key)


@callback(Output(TOWNS, "children"), ASKED, State(ORDER, "data"), *LIVE)
def fill_towns(asked: str | None, order: str | None, *_numbers: int | None) -> Any:
    """The townships beside each other."""
    adcode, moment = _asked(asked), this_minute()
    chosen = Order(order) if order in list(Order) else Order.DAILY

    def build(conn: Connection, asker: Scope) -> Any:
        towns = places(Level.TOWNSHIP, adcode, moment)
        name = _("%(place)s合计", place=_name(conn, narrowed(conn, asker, adcode)))
        city = standing(adcode, moment).city
        return plain(league_table(towns, chosen, city, place=_("镇街"), total_name=name))

    return remembered("district-towns", COUNTED, build, adcode, chosen, moment.key)


@callback(
    Output(DAILY, "figure"),
    Output(DAILY_WORDS, "children"),
    Output(DAILY_TABLE, "children"),
    Output(RISK, "children"),
    ASKED,
    Input("live-control", "data"),
    Input("live-register", "data"),
)
def fill_side(asked: str | None, *_numbers: int | None) -> Any:
    """Daily control of thirty days and the risk mix, both beside the city."""
    adcode, moment = _asked(asked), this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        own = places(Level.TOWNSHIP, adcode, moment).total
        city = standing(adcode, moment).city
        name = _name(conn, narrowed(conn, asker, adcode))
        mix = [risk_line(name, own.risk, main=True), risk_line(_("全市"), city.risk, main=False)]
        seen = narrowed(conn, asker, adcode)
        return [*completion_trend(conn, seen, name, Span.DAY, moment), plain(mix)]

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("district-side", topics, build, adcode, str(moment.day))


@callback(Output(WATCHED, "children"), ASKED, *LIVE)
def fill_watched(asked: str | None, *_numbers: int | None) -> Any:
    """The few that need somebody first."""
    adcode, moment = _asked(asked), this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        seen = narrowed(conn, asker, adcode)
        return plain(watch_items(asker, watch_list(conn, seen, moment.day)))

    return remembered("district-watched", COUNTED, build, adcode, str(moment.day))


def _kinds(towns: League) -> str:
    """12 街道 3 镇, most first; the place of those without a township is none."""
    kinds: dict[str, int] = {}
    for row in towns.rows:
        if row.kind != "未分乡镇":
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return " ".join(_kind(kind, number) for kind, number in ordered)


def _kind(kind: str, number: int) -> str:
    several = KINDS_EN.get(kind, kind)
    name = several.removesuffix("s") if number == 1 else several
    return f"{count(number)} {term(kind, name)}"


register_page(
    f"{__name__}.one", path_template="/district/<adcode>", name="旗区", layout=layout, roles=ROLES
)
