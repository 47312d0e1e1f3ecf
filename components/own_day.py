"""What one establishment sees first: duties with what is left of their time, open alerts."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import server_time, time_left
from components.aria import data
from components.icons import icon, severity_badge
from components.page_title import as_of
from components.states import empty
from components.wording import term
from domain.alert_classes import ALERT_CLASSES
from domain.alert_record import AlertRow
from domain.alerts import STATE_NAMES_EN, STATE_NAMES_ZH, Deadlines, next_due
from domain.control import KINDS, ControlState
from domain.control import STATE_NAMES_EN as DUTY_NAMES_EN
from domain.control import STATE_NAMES_ZH as DUTY_NAMES_ZH
from domain.grades import EstablishmentStatus
from domain.own_day import Duty, OwnDay


def own_title(own: OwnDay, now: datetime) -> list[Component]:
    """Name, place, and of when."""
    return [
        html.Div([html.H1(own.name), html.P(own.place)]),
        html.Div(
            [
                server_time(now),
                as_of(now),
                dcc.Link(
                    [icon("calendar", 17), _("停业与代理")],
                    href=links.arrangements(),
                    className="nc-btn nc-btn--sm",
                ),
            ],
            className="nc-pagehead__r",
        ),
    ]


def duty_cards(own: OwnDay, now: datetime) -> list[Component]:
    """One card a duty: what, of when, its state, and what is left of its time."""
    if own.duties:
        return [_duty(duty, now) for duty in own.duties]
    if own.status is EstablishmentStatus.SUSPENDED:
        return [empty(_("已报备停业"), _("停业期间没有管控任务"))]
    return [empty(_("今日没有管控任务"))]


def forms_to_keep(own: OwnDay) -> Component:
    """Forms that assets/js/own_forms.js lets the phone keep for a morning without a network."""
    waiting = [(one.kind, one.period_start) for one in own.duties if one.state is ControlState.OPEN]
    paths = [links.duty(kind, start) for kind, start in (*waiting, *own.coming)]
    return html.Span(hidden=True, **data(keep=" ".join(paths)))


def alert_list(alerts: Sequence[AlertRow], now: datetime) -> Component:
    """Open alerts, most urgent first, or the good news that there are none."""
    if not alerts:
        return empty(_("没有未办结的预警"))
    return html.Ul([_alert(one, now) for one in alerts], className="nc-own__alerts")


def _duty(duty: Duty, now: datetime) -> Component:
    facts = KINDS[duty.kind]
    waiting = duty.state is ControlState.OPEN
    left = time_left(duty.due_at, now) if waiting else duty.reason or ""
    return dcc.Link(
        html.Article(
            [
                html.Header(
                    [
                        html.H3(term(facts.zh, facts.en)),
                        html.Span(f"{duty.period_start.month}/{duty.period_start.day}"),
                    ]
                ),
                html.Div(
                    [
                        html.B(term(DUTY_NAMES_ZH[duty.state], DUTY_NAMES_EN[duty.state])),
                        html.Span(left),
                    ],
                    className="nc-own__state",
                ),
                html.P(term(facts.record_zh, facts.record_en)),
            ],
            className=f"nc-card nc-bkpi nc-own__duty is-{duty.state}",
        ),
        href=links.duty(duty.kind, duty.period_start)
        if waiting
        else links.control(kind=duty.kind, day=duty.period_start),
        refresh=waiting,  # the form is a page of its own
        className="nc-bkpi__link",
    )


def _alert(one: AlertRow, now: datetime) -> Component:
    kind = ALERT_CLASSES.get(one.alert_class)
    due = next_due(one.state, Deadlines(one.confirm_by, one.rectify_by), one.rectified_at)
    return html.Li(
        dcc.Link(
            [
                severity_badge(one.severity, 22),
                html.B(term(kind.zh, kind.en) if kind else one.alert_class),
                html.Span(term(STATE_NAMES_ZH[one.state], STATE_NAMES_EN[one.state])),
                time_left(due, now) if due else None,
            ],
            href=f"/alerts/{one.id}",
        )
    )
