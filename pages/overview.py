"""总览: `/`. What needs somebody first, then figures, places, trends, categories.

City roles see the banners, bureaus and offices their townships, an establishment itself only.
"""

from typing import Any

from dash import Input, Output, State, callback, dcc, html, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.category_table import category_table
from components.kpi_row import overview_kpis
from components.league import Order, league_table
from components.numbers import count, percent
from components.page_title import as_of, fact_link, page_title
from components.panels import card, chart, switch
from components.plain import plain
from components.states import loading
from components.trend import alert_rows, alerts_figure
from components.verdict import verdict
from components.wording import english, term
from data_access import figures
from data_access.accounts import place_name
from data_access.changes import Topic
from data_access.city_categories import category_facts
from data_access.request import remembered, scope, services
from domain.figures import Figures, Level
from domain.scope import OFFICIALS, SUPERVISED, Scope
from domain.share import Share
from pages import _own
from pages._figures import (
    COUNTED,
    Moment,
    daily_trend,
    earlier,
    places,
    red_due,
    standing,
    this_minute,
)

ROLES = OFFICIALS | SUPERVISED

register_page(__name__, path="/", name="总览", order=1, icon="grid", roles=ROLES)

HEAD = "overview-head"
VERDICT = "overview-verdict"
KPIS = "overview-kpis"
ORDER = "overview-order"
LEAGUE = "overview-league"
CATEGORIES = "overview-categories"
DAILY, DAILY_WORDS, DAILY_TABLE = "overview-daily", "overview-daily-words", "overview-daily-table"
ALERTS, ALERTS_WORDS = "overview-alerts", "overview-alerts-words"
ALERTS_NOTE, ALERTS_TABLE = "overview-alerts-note", "overview-alerts-table"
LIVE = [Input(f"live-{topic}", "data") for topic in COUNTED]


def layout(order: str = Order.DAILY, **_query: str) -> Component:
    """Skeleton; the callbacks bring the figures."""
    asker = scope()
    if asker.establishment_id is not None:
        return _own.layout()
    chosen = Order(order) if order in list(Order) else Order.DAILY
    return html.Main(
        [
            html.Header(id=HEAD, className="nc-pagehead"),
            html.Div(loading(1), id=VERDICT),
            html.Div(loading(2), id=KPIS, className="nc-bkpis"),
            html.Div([_left(asker, chosen), _right(asker)], className="nc-overview__main"),
            dcc.Store(id=ORDER, data=chosen),
        ],
        className="nc-body nc-pagegrid nc-overview",
    )


def _left(asker: Scope, order: Order) -> Component:
    orders = {Order.DAILY: _("日管控"), Order.ALERTS: _("预警"), Order.RISK: _("风险")}
    heads = [_("日期"), _("件")]
    return html.Div(
        [
            card(
                _("旗区阳光榜") if asker.whole_city else _("镇街对比"),
                _("按%(what)s排序，最优在前", what=orders[order]),
                html.Div(loading(9), id=LEAGUE, className="nc-scrollx"),
                right=switch(
                    [(words, f"/?order={one}", one is order) for one, words in orders.items()],
                    _("排序"),
                ),
                class_name="nc-tablecard",
            ),
            card(
                _("近30日预警"),
                html.Span(id=ALERTS_NOTE),
                chart(ALERTS, ALERTS_WORDS, ALERTS_TABLE, heads),
            ),
        ],
        className="nc-overview__col",
    )


def _right(asker: Scope) -> Component:
    heads = [_("日期"), _("完成 / 应报"), "%", *([] if asker.whole_city else [_("全市 %")])]
    return html.Div(
        [
            card(
                _("日管控完成率"),
                _("近30日 %"),
                chart(DAILY, DAILY_WORDS, DAILY_TABLE, heads),
            ),
            card(
                _("业态构成"),
                _("家数与今日日管控"),
                html.Div(loading(11), id=CATEGORIES, className="nc-scrollx"),
            ),
        ],
        className="nc-overview__col",
    )


@callback(Output(HEAD, "children"), *LIVE)
def fill_title(*_numbers: int | None) -> Any:
    """Whose figures these are, how many establishments, and of when."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        found = places(_level(asker), None, moment)
        city = services().settings.city
        name = place_name(conn, asker, english=english()) or term(city.name_zh, city.name_en)
        facts: list[str | Component] = []
        if asker.whole_city:
            facts.append(_("%(n)s 个旗区", n=len(found.rows)))
        missing = figures.unlocated(conn, asker)
        if missing:
            words = _("未定位 %(n)s 家", n=count(missing))
            facts.append(fact_link(words, links.places()))
        title = page_title(name, found.total.establishments, facts)
        return plain([title, html.Div(as_of(moment.now), className="nc-pagehead__r")])

    return remembered("overview-title", COUNTED, build, moment.key)


@callback(Output(VERDICT, "children"), Output(KPIS, "children"), *LIVE)
def fill_head(*_numbers: int | None) -> Any:
    """The verdict and the six figures."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        day, at = moment.day, moment.now
        total = places(_level(asker), None, moment).total
        alerts = figures.open_alerts(conn, asker, at)
        return [
            plain(verdict(alerts, red_due(conn, asker, at), total.days[-2], at)),
            plain(
                overview_kpis(
                    total,
                    earlier(conn, asker, moment),
                    figures.alerts_same_time_yesterday(conn, asker, day, at),
                    figures.found_by_severity(conn, asker, day),
                    day,
                    at,
                )
            ),
        ]

    return remembered("overview-head", COUNTED, build, moment.key)


@callback(Output(LEAGUE, "children"), State(ORDER, "data"), *LIVE)
def fill_league(order: str | None, *_numbers: int | None) -> Any:
    """The places beside each other."""
    moment = this_minute()
    chosen = Order(order) if order in list(Order) else Order.DAILY

    def build(_conn: Connection, asker: Scope) -> Any:
        found = places(_level(asker), None, moment)
        place = _("旗区") if asker.whole_city else _("镇街")
        total_name = _("全市合计") if asker.whole_city else _("合计")
        city = _compared(asker, moment)
        return plain(league_table(found, chosen, city, place=place, total_name=total_name))

    return remembered("overview-league", COUNTED, build, chosen, moment.key)


@callback(
    Output(DAILY, "figure"),
    Output(DAILY_WORDS, "children"),
    Output(DAILY_TABLE, "children"),
    *LIVE,
)
def fill_daily(*_numbers: int | None) -> Any:
    """Daily control of thirty days."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        own = places(_level(asker), None, moment).total
        city = None if asker.whole_city else _compared(asker, moment)
        return list(
            daily_trend(moment, own, place_name(conn, asker, english=english()) or _("全市"), city)
        )

    return remembered("overview-daily", (Topic.REGISTER, Topic.CONTROL), build, str(moment.day))


@callback(
    Output(ALERTS, "figure"),
    Output(ALERTS_WORDS, "children"),
    Output(ALERTS_TABLE, "children"),
    Output(ALERTS_NOTE, "children"),
    Input("live-alerts", "data"),
)
def fill_alerts(_number: int | None) -> Any:
    """Alerts found on each of thirty days, and what became of all since the start."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        days = figures.alerts_by_day(conn, asker, moment.day)
        whole = figures.since_start(conn, asker)
        over = days[:-1]
        mean = round(sum(one.found for one in over) / len(over))
        words = _("近30日每日预警件数，日均 %(n)s 件，今日至此 %(t)s 件", n=mean, t=days[-1].found)
        note = _(
            "件/日　日均 %(mean)s　·　启用以来发现 %(found)s，整改 %(fixed)s = %(p)s%%",
            mean=count(mean),
            found=count(whole.found),
            fixed=count(whole.rectified),
            p=percent(Share(whole.rectified, whole.found)),
        )
        return [alerts_figure(days), words, plain(alert_rows(days)), note]

    return remembered("overview-alerts", (Topic.ALERTS,), build, str(moment.day))


@callback(
    Output(CATEGORIES, "children"), Input("live-control", "data"), Input("live-register", "data")
)
def fill_categories(*_numbers: int | None) -> Any:
    """The categories of the city."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        used = category_facts(services().settings.city)
        rows = figures.categories(conn, asker, moment.day, used)
        whole = sum((row.daily.answered for row in rows), Share(0, 0))
        return plain(category_table(rows, whole.percent))

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("overview-categories", topics, build, str(moment.day))


def _level(asker: Scope) -> Level:
    return Level.BANNER if asker.whole_city else Level.TOWNSHIP


def _compared(asker: Scope, moment: Moment) -> Figures:
    if asker.whole_city:
        return places(Level.BANNER, None, moment).total
    return standing(None, moment).city
