"""总览: `/`. What needs somebody first, then the figures of the plan, places, trends, categories.

City roles see the banners, bureaus their townships, offices their establishments one by one, and
leaders exceptions instead of tasks; an establishment and a street see themselves only.
"""

from collections.abc import Callable
from datetime import date, datetime
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
from sqlalchemy import Connection

from components import links
from components.category_table import category_table
from components.exceptions import exceptions_list
from components.five import five
from components.league import LeagueView, league_table
from components.league_words import switch_words
from components.needs import needs_list
from components.numbers import count
from components.overview_kpis import overview_kpis
from components.page_title import as_of, fact_link, page_title
from components.panels import card, choices
from components.plain import plain
from components.shop_table import shop_table
from components.verdict import verdict
from components.wording import counted, english, term
from data_access import figures
from data_access.accounts import place_name
from data_access.changes import Topic
from data_access.city_categories import category_facts
from data_access.needs import alert_needs, camera_needs, control_needs, register_needs
from data_access.request import remembered, scope, services
from data_access.shops import shops
from domain.area import Area
from domain.exceptions import weak_places
from domain.figures import Figures
from domain.league_order import Order, order_of, placed
from domain.needs import GRAVE, Need, in_order
from domain.reach import Reach
from domain.scope import OFFICIALS, SUPERVISED, NotAllowedError, Role, Scope
from domain.share import Share
from domain.shops import ShopOrder, worst_first
from domain.trend import Span
from pages import _overview_charts as charts
from pages import _own, _street
from pages._area import smallest
from pages._figures import (
    COUNTED,
    Moment,
    city_now,
    level_of,
    overview_now,
    papers_now,
    places,
    red_due,
    targets,
    this_minute,
)

ROLES = OFFICIALS | SUPERVISED

register_page(
    __name__,
    path="/",
    name="总览",
    order=1,
    icon="grid",
    roles=ROLES,
    charts_seen_on="(min-height: 1050px)",  # on lower screens they lie below the fold
)

HEAD = "overview-head"
VERDICT = "overview-verdict"
NEEDS = "overview-needs"
KPIS = "overview-kpis"
FIVE = "overview-five"
ORDER, CHOICE = "overview-order", "overview-choose-order"
LEAGUE = "overview-league"
CATEGORIES = "overview-categories"
LIVE = [Input(f"live-{topic}", "data") for topic in COUNTED]
MOST_NEEDS = 6
NeedsOf = Callable[[Connection, Scope, date, datetime], list[Need]]
PACE: Any = {"data-pace-s": "5"}  # live.js
MOST_SHOPS = 12


def layout(order: str = Order.DAILY, span: str = Span.DAY, **_query: str) -> Component:
    """The whole first screen at once; callbacks follow what changes after it.

    A tree that comes with the page costs a browser a tenth of what callbacks cost that bring it.
    """
    asker = scope()
    if asker.establishment_id is not None:
        return _own.layout()
    if asker.street_id is not None:
        return _street.layout()
    chosen = order_of(order)
    steps = Span(span) if span in list(Span) else Span.DAY
    title, sentence = _head()
    cards, whole = _figures()
    return html.Main(
        [
            html.Header(title, id=HEAD, className="nc-pagehead"),
            html.Div(sentence, id=VERDICT),
            html.Div(
                [
                    card(
                        _("现在需要您")
                        if asker.role is not Role.MUNICIPAL_LEADER
                        else _("例外与最差"),
                        _("最急在前") if asker.role is not Role.MUNICIPAL_LEADER else _("最差在前"),
                        html.Div(_needs(), id=NEEDS),
                        class_name="nc-needs",
                    ),
                    html.Div(cards, id=KPIS, className="nc-bkpis nc-bkpis--plan"),
                ],
                className="nc-overview__first",
            ),
            html.Section(whole, id=FIVE, className="nc-card nc-five"),
            html.Div([_places(asker, chosen), _categories()], className="nc-overview__main"),
            charts.frame(steps),
            dcc.Store(id=ORDER, data=chosen),
        ],
        className="nc-body nc-pagegrid nc-overview",
        **PACE,
    )


def _places(asker: Scope, order: Order) -> Component:
    orders = switch_words()
    best_first = _("最优在前；例数太少不排名；今日未满一天")
    worst = _("最差在前；不足 10 例不排名；今日未满一天")
    titles = (_("旗区阳光榜"), best_first) if asker.whole_city else (_("镇街对比"), best_first)
    if asker.office_id is not None:
        titles = (_("辖区单位"), worst)
    return card(
        *titles,
        html.Div(_league(order), id=LEAGUE, className="nc-scrollx"),
        right=choices(
            [(words, one.value, one is order) for one, words in orders.items()], _("排序"), CHOICE
        ),
        class_name="nc-tablecard",
    )


def _categories() -> Component:
    return card(
        _("业态构成"),
        _("家数与今日日管控"),
        html.Div(_by_category(), id=CATEGORIES, className="nc-scrollx"),
    )


@callback(Output(HEAD, "children"), Output(VERDICT, "children"), *LIVE, prevent_initial_call=True)
def fill_head(*_numbers: int | None) -> Any:
    """Whose figures these are, of when, and the verdict in one sentence."""
    return _head()


def _head() -> Any:
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        found = places(level_of(asker), moment)
        city = services().settings.city
        name = place_name(conn, asker, english=english()) or term(city.name_zh, city.name_en)
        facts: list[str | Component] = []
        if asker.whole_city:
            facts.append(counted("%(n)s 个旗区", len(found.rows)))
        missing = papers_now(moment).register.unlocated
        if missing:
            words = _("未定位 %(n)s 家", n=count(missing))
            facts.append(fact_link(words, links.register(point="unlocated")))
        title = page_title(name, found.total.establishments, facts)
        alerts = figures.open_alerts(conn, asker, moment.now)
        due = red_due(conn, asker, moment.now)
        return [
            plain([title, html.Div(as_of(moment.now), className="nc-pagehead__r")]),
            plain(verdict(alerts, due, found.total.days[-2], moment.now)),
        ]

    return remembered("overview-head", COUNTED, build, moment.key)


@callback(Output(NEEDS, "children"), *LIVE, prevent_initial_call=True)
def fill_needs(*_numbers: int | None) -> Any:
    """What needs the reader now; for a leader, what lies below target and where."""
    return _needs()


def _needs() -> Any:
    moment = this_minute()
    leader = scope().role is Role.MUNICIPAL_LEADER

    def build(_conn: Connection, asker: Scope) -> Any:
        found = _found_needs(moment)
        if not leader:
            return plain(needs_list(in_order(found, moment.now), moment.now, MOST_NEEDS))
        level = level_of(asker)
        weak = weak_places(places(level, moment), targets())
        grave = in_order([one for one in found if one.kind in GRAVE], moment.now)
        shown = [exceptions_list(weak, targets(), level)] if weak or not grave else []
        shown += [needs_list(grave, moment.now, MOST_NEEDS)] if grave else []
        return plain(shown)

    return remembered("overview-needs", COUNTED, build, moment.key, int(leader))


def _found_needs(moment: Moment) -> list[Need]:
    """All kinds; each part is kept until its own facts change."""
    day, now = moment.day, moment.now

    def of_register(conn: Connection, asker: Scope) -> list[Need]:
        return register_needs(conn, asker, papers_now(moment), day, now)

    found: list[Need] = remembered("needs.register", (Topic.REGISTER,), of_register, str(day))
    for topic, read in (
        (Topic.ALERTS, alert_needs),
        (Topic.CONTROL, control_needs),
        (Topic.CAMERAS, camera_needs),
    ):

        def build(conn: Connection, asker: Scope, read: NeedsOf = read) -> list[Need]:
            return read(conn, asker, day, now)

        topics = (topic, Topic.REGISTER)
        found = [*found, *remembered(f"needs.{topic}", topics, build, moment.key)]
    return found


@callback(Output(KPIS, "children"), Output(FIVE, "children"), *LIVE, prevent_initial_call=True)
def fill_figures(*_numbers: int | None) -> Any:
    """The figures of the plan, and its five 全."""
    return _figures()


def _figures() -> Any:
    moment = this_minute()

    def build(_conn: Connection, _asker: Scope) -> Any:
        shown, wanted = overview_now(moment), targets()
        return [
            plain(overview_kpis(shown, wanted, moment.day, moment.now)),
            plain(five(shown, wanted, moment.day)),
        ]

    return remembered("overview-figures", COUNTED, build, moment.key)


@callback(Output(LEAGUE, "children"), Input(ORDER, "data"), *LIVE, prevent_initial_call=True)
def fill_league(order: str | None, *_numbers: int | None) -> Any:
    """The places beside each other; for an office its establishments."""
    return _league(order_of(order))


def _league(chosen: Order) -> Any:
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        if asker.office_id is not None:
            listed = worst_first(
                shops(conn, asker, moment.day, moment.now), ShopOrder(chosen.value)
            )
            return plain(
                html.Div([shop_table(asker, listed[:MOST_SHOPS], days=True), _rest(len(listed))])
            )
        found = places(level_of(asker), moment)
        place = _("旗区") if asker.whole_city else _("镇街")
        total_name = _("全市合计") if asker.whole_city else _("合计")
        city = _compared(asker, moment)
        today = Reach(Span.DAY, moment.day, moment.day)
        view = LeagueView(chosen, city, today, Area(), place, total_name)
        return plain(league_table(found, placed(found, chosen, city, smallest()), view))

    return remembered("overview-league", COUNTED, build, chosen, moment.key)


def _rest(number: int) -> Component:
    words = counted("全部 %(n)s 家", number)
    return html.P(dcc.Link(words, href=links.register()), className="nc-tablecard__rest")


@callback(
    Output(CATEGORIES, "children"),
    Input("live-control", "data"),
    Input("live-register", "data"),
    prevent_initial_call=True,
)
def fill_categories(*_numbers: int | None) -> Any:
    """The categories of the city."""
    return _by_category()


def _by_category() -> Any:
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        used = category_facts(services().settings.city)
        rows = figures.categories(conn, asker, moment.day, used)
        whole = sum((row.daily.answered for row in rows), Share(0, 0))
        return plain(category_table(rows, whole.percent))

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("overview-categories", topics, build, str(moment.day))


def _compared(asker: Scope, moment: Moment) -> Figures:
    if not asker.sees_sums:
        raise NotAllowedError("sums over establishments are not for one establishment")
    if asker.whole_city:
        return places(level_of(asker), moment).total
    return city_now(moment)


_CHOICES = {"type": CHOICE, "value": ALL}
clientside_callback(
    ClientsideFunction("overview", "choose"),
    Output(ORDER, "data"),
    Output(_CHOICES, "className"),
    Input(_CHOICES, "n_clicks"),
    State(_CHOICES, "id"),
    prevent_initial_call=True,
)
