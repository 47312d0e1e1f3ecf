"""The status of an establishment over time: what holds, what waits, what was taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import moment_words
from components.icons import icon
from components.record_form import act_button
from components.record_words import status_name
from components.states import empty
from domain.establishment_record import StatusLine


def status_timeline(
    lines: Sequence[StatusLine],
    *,
    current: str,
    since: date | None,
    now: datetime,
    may_edit: bool,
) -> Component:
    """Changes, the latest day first."""
    if not lines:
        held = _("自 %(day)s", day=since.isoformat()) if since else _("建档以来")
        return empty(
            _("没有状态变更记录"),
            _("%(since)s为“%(status)s”", since=held, status=status_name(current)),
        )
    return html.Ol([_line(one, now, may_edit=may_edit) for one in lines], className="nc-tl")


def _line(one: StatusLine, now: datetime, *, may_edit: bool) -> Component:
    if one.withdrawn_at is not None:
        kind, words = "is-todo", _("已撤回")
    elif one.waits:
        kind, words = "is-now", _("待生效")
    else:
        kind, words = "is-done", _("已生效")
    who = _("%(who)s 登记于 %(at)s", who=one.recorded_by, at=moment_words(one.recorded_at, now))
    return html.Li(
        [
            html.I(icon("check", 12) if kind == "is-done" else None),
            html.Div(
                [
                    html.Header(
                        [
                            html.B(status_name(one.status)),
                            html.Em(one.effective_on.isoformat(), className="nc-num"),
                            html.Span(words),
                        ]
                    ),
                    html.P(one.reason),
                    html.Em(who),
                    act_button("withdraw", "status", one.id, _("撤回"), _("确认撤回"))
                    if may_edit and one.waits
                    else None,
                ]
            ),
        ],
        className=kind,
    )
