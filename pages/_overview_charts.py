"""Trends of 总览, below the fold: they are brought when the reader comes near them.

Plotly is the heaviest part of the page; who reads only the first screen never waits for it.
"""

from datetime import date
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
    no_update,
)
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.numbers import count, percent
from components.panels import card, chart, choices
from components.plain import plain
from components.trend import alert_rows, alerts_figure, span_name
from components.wording import english
from data_access import figures
from data_access.accounts import place_name
from data_access.changes import Topic
from data_access.request import remembered, scope
from data_access.trend import trend
from domain.scope import OFFICIALS, Scope
from domain.trend import Followed, Span, step_end
from pages._figures import completion_trend, this_minute

ROLES = OFFICIALS

FRAME, NEAR, CHARTS = "overview-frame", "overview-near", "overview-charts"
STEPS, CHOICE = "overview-steps", "overview-choose-span"
DAILY, DAILY_WORDS, DAILY_TABLE = "overview-daily", "overview-daily-words", "overview-daily-table"
ALERTS, ALERTS_WORDS = "overview-alerts", "overview-alerts-words"
ALERTS_NOTE, ALERTS_TABLE = "overview-alerts-note", "overview-alerts-table"


def frame(span: Span) -> Component:
    """Heads with the switch, and the room the charts will take."""
    return html.Section(
        [
            html.Header(
                [
                    html.H2(_("趋势")),
                    html.Span(_("虚线为上一个同样长的时段")),
                    choices(
                        [(span_name(one), one.value, one is span) for one in Span],
                        _("时段"),
                        CHOICE,
                    ),
                ],
                className="nc-sec__head nc-overview__trends",
            ),
            html.Div(id=CHARTS, className="nc-overview__charts"),
            dcc.Store(id=NEAR),
            dcc.Store(id=STEPS, data=span),
        ],
        id=FRAME,
        className="nc-overview__frame",
    )


@callback(
    Output(CHARTS, "children"),
    Input(NEAR, "data"),
    State(STEPS, "data"),
    prevent_initial_call=True,
)
def bring(near: Any, span: Any) -> Any:
    """The charts, once the reader is near; their own callbacks follow what changes after it."""
    asker = scope()
    if not near:
        return no_update
    days = [_("日期"), _("完成 / 应报"), "%", _("上期 %")]
    heads = days if asker.whole_city else [*days, _("全市 %")]
    daily = fill_daily(span)
    *alerts, note = fill_alerts(span, None)
    return [
        card(
            _("日管控完成率"),
            _("已提交 ÷ 应报，%"),
            chart((DAILY, DAILY_WORDS, DAILY_TABLE), heads, *daily),
        ),
        card(
            _("AI 与人工预警"),
            html.Span(note, id=ALERTS_NOTE),
            chart(
                (ALERTS, ALERTS_WORDS, ALERTS_TABLE), [_("日期"), _("件"), _("上期 件")], *alerts
            ),
        ),
    ]


@callback(
    Output(DAILY, "figure"),
    Output(DAILY_WORDS, "children"),
    Output(DAILY_TABLE, "children"),
    Input(STEPS, "data"),
    Input("live-register", "data"),
    Input("live-control", "data"),
    prevent_initial_call=True,
)
def fill_daily(span: Any, *_numbers: int | None) -> Any:
    """Daily control over the steps, beside the stretch before and the city."""
    moment, steps = this_minute(), _span(span)

    def build(conn: Connection, asker: Scope) -> Any:
        name = place_name(conn, asker, english=english()) or _("全市")
        if asker.office_id is not None:
            name = _("本辖区")
        return list(completion_trend(conn, asker, name, steps, moment.day))

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("overview-daily", topics, build, steps, str(moment.day))


@callback(
    Output(ALERTS, "figure"),
    Output(ALERTS_WORDS, "children"),
    Output(ALERTS_TABLE, "children"),
    Output(ALERTS_NOTE, "children"),
    Input(STEPS, "data"),
    Input("live-alerts", "data"),
    prevent_initial_call=True,
)
def fill_alerts(span: Any, _number: int | None) -> Any:
    """Alerts found in each step, and what became of all since the start."""
    moment, steps = this_minute(), _span(span)

    def build(conn: Connection, asker: Scope) -> Any:
        found = trend(conn, asker, Followed.ALERTS, steps, moment.day)
        whole = figures.since_start(conn, asker)

        def opens(start: date) -> str:
            return links.alerts(state="found", since=start, until=step_end(steps, start))

        over = [one.share.whole for one in found.points[:-1]]
        mean = round(sum(over) / len(over))
        words = _(
            "%(span)s预警件数，平均每期 %(n)s 件，本期至此 %(t)s 件",
            span=span_name(steps),
            n=mean,
            t=found.points[-1].share.whole,
        )
        note = _(
            "件，平均每期 %(mean)s　·　启用以来发现 %(found)s，整改 %(fixed)s = %(p)s%%",
            mean=count(mean),
            found=count(whole.whole),
            fixed=count(whole.part),
            p=percent(whole),
        )
        return [alerts_figure(found), words, plain(alert_rows(found, opens)), note]

    return remembered("overview-alerts", (Topic.ALERTS,), build, steps, str(moment.day))


def _span(given: Any) -> Span:
    return Span(given) if isinstance(given, str) and given in set(Span) else Span.DAY


_CHOICES = {"type": CHOICE, "value": ALL}
clientside_callback(
    ClientsideFunction("overview", "watch"), Output(NEAR, "data"), Input(FRAME, "id")
)
clientside_callback(
    ClientsideFunction("overview", "choose"),
    Output(STEPS, "data"),
    Output(_CHOICES, "className"),
    Input(_CHOICES, "n_clicks"),
    State(_CHOICES, "id"),
    prevent_initial_call=True,
)
