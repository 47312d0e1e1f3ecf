"""总览 of one establishment: three things to put right, duties, its course; rivals invisible."""

from typing import Any

from dash import Input, Output, callback, dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.establishment_card import day_strip
from components.own_day import alert_list, duty_cards, forms_to_keep, own_title
from components.own_fixes import first_fixes, own_course
from components.own_reminders import reminder_list
from components.panels import card
from components.paper_links import range_table
from components.plain import plain
from data_access.alert_queue import open_alerts
from data_access.changes import Topic
from data_access.own_day import own_day
from data_access.own_fixes import own_fixes, own_weeks
from data_access.reminders import mark_read, recent, unread
from data_access.request import now, read, remembered, scope, write
from domain.clock import city_day
from domain.scope import NotAllowedError, Role, Scope
from pages._figures import this_minute

ROLES = frozenset({Role.ESTABLISHMENT})
HEAD, DUTIES, ALERTS, DAYS = "own-head", "own-duties", "own-alerts", "own-days"
FIXES, COURSE = "own-fixes", "own-course"
REMINDERS, OPENED = "own-reminders", "own-opened"
READ = (Topic.CONTROL, Topic.ALERTS, Topic.REGISTER, Topic.CAMERAS)
LIVE = [Input(f"live-{topic}", "data") for topic in READ]


def layout() -> Component:
    """The whole page at once; the callback follows what changes."""
    title, told, fixes, duties, alerts, days, course = _own()
    return html.Main(
        [
            dcc.Store(id=OPENED),
            html.Header(title, id=HEAD, className="nc-pagehead"),
            html.Div(told, id=REMINDERS),
            card(
                _("先办三件事"),
                _("做什么、怎么做、何时前"),
                html.Div(fixes, id=FIXES),
                class_name="nc-own__fixes",
            ),
            html.Div(duties, id=DUTIES, className="nc-own__duties"),
            html.Div(
                [
                    html.Div(
                        [
                            card(_("未办结预警"), _("最急在前"), html.Div(alerts, id=ALERTS)),
                            card(_("法定记录"), _("每份带编号、版本和核验码"), _files()),
                        ],
                        className="nc-overview__col",
                    ),
                    html.Div(
                        [
                            card(
                                _("本单位走势"),
                                _("近12周，只与自己比"),
                                html.Div(course, id=COURSE, className="nc-own__course"),
                            ),
                            card(_("近30日日管控"), _("每日一格"), html.Div(days, id=DAYS)),
                        ],
                        className="nc-overview__col",
                    ),
                ],
                className="nc-own__main",
            ),
        ],
        className="nc-body nc-pagegrid nc-own",
    )


def _files() -> Component:
    asker = scope()
    if asker.establishment_id is None:
        raise NotAllowedError("own records are of one establishment")
    return range_table(asker.establishment_id, city_day(now()))


@callback(
    Output(HEAD, "children"),
    Output(REMINDERS, "children"),
    Output(FIXES, "children"),
    Output(DUTIES, "children"),
    Output(ALERTS, "children"),
    Output(DAYS, "children"),
    Output(COURSE, "children"),
    *LIVE,
    prevent_initial_call=True,
)
def fill_own(*_numbers: int | None) -> Any:
    """All of the establishment's own state."""
    return _own()


@callback(Output(OPENED, "data"), Input(REMINDERS, "children"))
def note_read(_shown: Any) -> bool:
    """The reminders that stand on the page have been opened: the page asks for this by itself."""
    asker = scope()
    with read() as conn:
        ids = [one.id for one in unread(conn, asker, now())]
    if not ids:
        return False
    with write() as conn:
        return mark_read(conn, asker, ids, now()) > 0


def _own() -> Any:
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> Any:
        own = own_day(conn, asker, moment.day)
        alerts = open_alerts(conn, asker, own.establishment_id, moment.now)
        return [
            plain(own_title(own, moment.now)),
            plain(reminder_list(recent(conn, asker, moment.now), moment.now)),
            plain(first_fixes(own_fixes(conn, asker, moment.day, moment.now), moment.now)),
            plain([*duty_cards(own, moment.now), forms_to_keep(own)]),
            plain(alert_list(alerts, moment.now)),
            plain(day_strip(own.days)),
            plain(own_course(own_weeks(conn, asker, moment.day))),
        ]

    return remembered("own", READ, build, moment.key)
