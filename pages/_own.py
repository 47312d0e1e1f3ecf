"""总览 of one establishment: duties, open alerts, its last thirty days; rivals invisible."""

from typing import Any

from dash import Input, Output, callback, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.establishment_card import day_strip
from components.own_day import alert_list, duty_cards, own_title
from components.panels import card
from components.plain import plain
from components.states import loading
from data_access.alert_queue import open_alerts
from data_access.changes import Topic
from data_access.own_day import own_day
from data_access.request import remembered
from domain.scope import Role, Scope
from pages._figures import this_minute

ROLES = frozenset({Role.ESTABLISHMENT})
HEAD, DUTIES, ALERTS, DAYS = "own-head", "own-duties", "own-alerts", "own-days"
LIVE = [Input(f"live-{topic}", "data") for topic in (Topic.CONTROL, Topic.ALERTS)]


def layout() -> Component:
    """Skeleton; the callback brings the rows."""
    return html.Main(
        [
            html.Header(id=HEAD, className="nc-pagehead"),
            html.Div(loading(2), id=DUTIES, className="nc-own__duties"),
            html.Div(
                [
                    card(_("未办结预警"), _("最急在前"), html.Div(loading(3), id=ALERTS)),
                    card(_("近30日日管控"), _("每日一格"), html.Div(loading(1), id=DAYS)),
                ],
                className="nc-own__main",
            ),
        ],
        className="nc-body nc-pagegrid nc-own",
    )


@callback(
    Output(HEAD, "children"),
    Output(DUTIES, "children"),
    Output(ALERTS, "children"),
    Output(DAYS, "children"),
    *LIVE,
)
def fill_own(*_numbers: int | None) -> Any:
    """All of the establishment's own state."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        own = own_day(conn, asker, moment.day)
        alerts = open_alerts(conn, asker, own.establishment_id, moment.now)
        return [
            plain(own_title(own, moment.now)),
            plain(duty_cards(own.duties, own.status, moment.now)),
            plain(alert_list(alerts, moment.now)),
            plain(day_strip(own.days)),
        ]

    return remembered("own", (Topic.CONTROL, Topic.ALERTS, Topic.REGISTER), build, moment.key)
