"""Beside a record that is not there: whom to talk to, and what of earlier records still stands."""

from datetime import datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import day_words, moment_words
from components.wording import counted, term
from domain.control_beside import Beside
from domain.findings import STATE_NAMES_EN, STATE_NAMES_ZH, FindingCase
from domain.reminders import STEP_NAMES_EN, STEP_NAMES_ZH, Reminder, Step

_SHOWN = 8
CLOCK = "scheduler"
"""Sender of the steps that the clock takes."""


def contacts(beside: Beside) -> list[Component]:
    """Who answers for it, and who holds it."""
    rows = [
        (_("安全员"), beside.safety_officer),
        (_("电话"), beside.phone),
        (_("包保干部"), beside.guarantor),
    ]
    return [
        html.Dl(
            [html.Div([html.Dt(name), html.Dd(value or _("未登记"))]) for name, value in rows],
            className="nc-contacts",
        )
    ]


def open_list(beside: Beside, now: datetime) -> Component | None:
    """Findings of earlier records that are not closed; nothing when there are none."""
    if not beside.open_cases:
        return None
    rest = len(beside.open_cases) - _SHOWN
    return html.Section(
        [
            html.H4(
                [_("未销号的问题"), html.Span(str(len(beside.open_cases)), className="nc-num")]
            ),
            html.Ul([_case(one, now) for one in beside.open_cases[:_SHOWN]]),
            html.P(counted("另有 %(n)s 项", rest)) if rest > 0 else None,
        ],
        className="nc-clg nc-clg--open",
    )


def reminder_list(beside: Beside) -> Component | None:
    """What was sent about this duty, by whom and whether it was read; nothing when nothing was."""
    if not beside.reminders:
        return None
    return html.Section(
        [
            html.H4([_("催办记录"), html.Span(str(len(beside.reminders)), className="nc-num")]),
            html.Ul([_reminder(one) for one in beside.reminders[-_SHOWN:]]),
        ],
        className="nc-clg nc-clg--open",
    )


def _reminder(one: Reminder) -> Component:
    name = term(STEP_NAMES_ZH[one.step], STEP_NAMES_EN[one.step])
    by = _("系统") if one.sent_by == CLOCK else one.sent_by
    if one.step is Step.GUARANTOR:
        read = ""
    elif one.read_at:
        read = _("已读 %(at)s", at=moment_words(one.read_at))
    else:
        read = _("未读")
    parts = [moment_words(one.sent_at), by, one.note or "", read]
    return html.Li([html.B(name), html.Span(" · ".join(part for part in parts if part))])


def _case(case: FindingCase, now: datetime) -> Component:
    code = case.item.partition(".")[2]
    until = _("限期 %(at)s", at=moment_words(case.due_at)) if case.due_at else ""
    state = term(STATE_NAMES_ZH[case.state], STATE_NAMES_EN[case.state])
    return html.Li(
        [
            html.B(f"{code} {case.note or _('未写明问题')}"),
            html.Span(
                " · ".join(part for part in (day_words(case.start), state, until) if part),
                className="late" if case.overdue(now) else "",
            ),
        ]
    )
