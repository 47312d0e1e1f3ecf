"""Reminders on the page of the establishment they were sent to, newest first."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words
from components.icons import icon
from components.wording import counted, term
from domain.control import KINDS
from domain.reminders import STEP_NAMES_EN, STEP_NAMES_ZH, Reminder, Step

_ANSWERABLE = frozenset({Step.SOON, Step.OVERDUE, Step.MANUAL})


def reminder_list(found: Sequence[Reminder], now: datetime) -> Component | None:
    """Those to read, unread ones marked; nothing when there are none."""
    if not found:
        return None
    waiting = sum(one.read_at is None for one in found)
    head = counted("%(n)s 条未读提醒", waiting) if waiting else _("已读提醒")
    return html.Section(
        [
            html.H2([icon("bell", 18), html.Span(head)]),
            html.Ul([_reminder(one, now) for one in found]),
        ],
        className="nc-card nc-reminders" + (" is-new" if waiting else ""),
    )


def _reminder(one: Reminder, now: datetime) -> Component:
    facts = KINDS[one.kind]
    what = term(facts.zh, facts.en)
    day = f"{one.period_start.month}/{one.period_start.day}"
    name = term(STEP_NAMES_ZH[one.step], STEP_NAMES_EN[one.step])
    unread = one.read_at is None
    return html.Li(
        dcc.Link(
            [
                html.Span(name, className="nc-chip nc-chip--warn" if unread else "nc-chip"),
                html.Div([html.B(_words(one, what, day)), _note(one)]),
                html.Small(moment_words(one.sent_at, now), className="nc-num"),
            ],
            href=links.duty(one.kind, one.period_start)
            if one.step in _ANSWERABLE
            else links.control(kind=one.kind, day=one.period_start),
        ),
        className="" if unread else "is-read",
    )


def _words(one: Reminder, what: str, day: str) -> str:
    words: dict[Step, str] = {
        Step.SOON: _("%(day)s %(what)s即将到期，请尽快填报", day=day, what=what),
        Step.OVERDUE: _("%(day)s %(what)s已逾期，锁定前仍可补填", day=day, what=what),
        Step.OFFICE: _("%(what)s缺报，已报监管所", what=what),
        Step.BUREAU: _("%(what)s连续缺报，已报旗区局", what=what),
        Step.STANDSTILL: _("平台停机期间的日管控已免报，不需补填"),
        Step.MANUAL: _("%(who)s催报%(day)s %(what)s", who=one.sent_by, day=day, what=what),
    }
    return words[one.step]


def _note(one: Reminder) -> Component | None:
    return html.P(one.note) if one.note else None
