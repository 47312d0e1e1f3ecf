"""总览 of a showcase street: its shops one by one today; nothing of other streets."""

from typing import Any

from dash import Input, Output, callback, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.kpi import beam, kpi_card
from components.measure import number_link, pair
from components.numbers import count, percent
from components.page_title import as_of, page_title
from components.panels import card
from components.plain import plain
from components.shop_table import shop_table
from components.verdict import verdict
from components.wording import counted, unit
from data_access import figures
from data_access.accounts import place_name
from data_access.control_board import completion_of
from data_access.request import remembered
from data_access.shops import shops
from data_access.video_wall import shown_count
from domain.control import ControlKind, previous_start
from domain.control_query import EVERYWHERE
from domain.figures import Completion, OpenAlerts
from domain.measures import Measure
from domain.scope import Role, Scope
from domain.share import Share
from domain.shops import ShopOrder, worst_first
from domain.video_wall import Show, WallWanted
from pages._figures import COUNTED, red_due, targets, this_minute

ROLES = frozenset({Role.STREET_MANAGER})
HEAD, VERDICT, KPIS, SHOPS = "street-head", "street-verdict", "street-kpis", "street-shops"
LIVE = [Input(f"live-{topic}", "data") for topic in COUNTED]


def layout() -> Component:
    """The whole page at once; the callback follows what changes."""
    title, sentence, cards, table = _street()
    return html.Main(
        [
            html.Header(title, id=HEAD, className="nc-pagehead"),
            html.Div(sentence, id=VERDICT),
            html.Div(cards, id=KPIS, className="nc-bkpis nc-bkpis--street"),
            card(
                _("街区单位"),
                _("有超时预警和红橙预警的在前"),
                html.Div(table, id=SHOPS, className="nc-scrollx"),
            ),
        ],
        className="nc-body nc-pagegrid nc-streetpage",
    )


@callback(
    Output(HEAD, "children"),
    Output(VERDICT, "children"),
    Output(KPIS, "children"),
    Output(SHOPS, "children"),
    *LIVE,
    prevent_initial_call=True,
)
def fill_street(*_numbers: int | None) -> Any:
    """All of the street."""
    return _street()


def _street() -> Any:
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        found = shops(conn, asker, moment.day, moment.now)
        alerts = figures.open_alerts(conn, asker, moment.now)
        daily = ControlKind.DAILY_CONTROL
        today = completion_of(conn, asker, daily, moment.day, EVERYWHERE)
        yesterday = completion_of(conn, asker, daily, previous_start(daily, moment.day), EVERYWHERE)
        online = Share(
            shown_count(conn, asker, moment.now, WallWanted(Show.ONLINE)),
            shown_count(conn, asker, moment.now, WallWanted(Show.LOOKED_AT)),
        )
        channels = sum(shop.cameras for shop in found)
        title = page_title(place_name(conn, asker), len(found), [])
        due = red_due(conn, asker, moment.now)
        return [
            plain([title, html.Div(as_of(moment.now), className="nc-pagehead__r")]),
            plain(verdict(alerts, due, yesterday.answered, moment.now)),
            plain(_cards(today, alerts, online, channels)),
            plain(shop_table(asker, worst_first(found, ShopOrder.ALERTS), days=False)),
        ]

    return remembered("street", COUNTED, build, moment.key)


def _cards(today: Completion, alerts: OpenAlerts, online: Share, channels: int) -> list[Component]:
    wanted = targets()
    share = today.answered
    waiting = links.control(listing="current")
    return [
        kpi_card(
            _("今日日管控"),
            percent(share),
            "%",
            html.Span(
                [
                    *pair(
                        share,
                        "家",
                        links.control(listing="current", show="answered"),
                        links.control(listing="current", show="due"),
                    ),
                    html.Span([_("未报 "), number_link(share.whole - share.part, waiting)]),
                ],
                className="nc-bkpi__pair",
            ),
            under=beam(share.percent, wanted[Measure.DAILY].percent),
        ),
        kpi_card(
            _("未办结预警"),
            number_link(sum(alerts.by_severity.values()), links.alerts()),
            unit("件", sum(alerts.by_severity.values())),
            html.Span(
                [
                    _("已超时 "),
                    number_link(sum(alerts.overdue.values()), links.alerts(overdue=True)),
                    counted(" 件", sum(alerts.overdue.values())),
                ]
            ),
        ),
        kpi_card(
            _("后厨在线率"),
            percent(online),
            "%",
            html.Span(
                [
                    *pair(
                        online,
                        "路",
                        links.videowall(show=Show.ONLINE),
                        links.videowall(show=Show.LOOKED_AT),
                    ),
                    html.Span(_("未巡查 %(n)s", n=count(channels - online.whole))),
                ],
                className="nc-bkpi__pair",
            ),
            under=beam(online.percent, wanted[Measure.ONLINE].percent),
        ),
    ]
