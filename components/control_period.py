"""Card of one kind of duty: the running period, and what the one before left behind."""

from datetime import timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import before_words, due_words, kind_name, period_words
from components.kpi import beam
from components.numbers import UNKNOWN, count, percent
from components.wording import term
from domain.clock import city_day
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlState
from domain.control_board import PeriodSummary
from domain.figures import Completion


def period_card(
    summary: PeriodSummary, *, chosen: bool, href: str, unanswered: str, left_behind: str
) -> Component:
    """One card.

    Args:
        summary: Figures of the kind.
        chosen: Heat calendar and list below are of this kind.
        href: Shows this kind below.
        unanswered: The list of who has not answered the running period.
        left_behind: The list of who never answered the one before.
    """
    now, before = summary.current, summary.previous
    progress = _(
        "完成 %(a)s %%，时间已过 %(b)s %%",
        a=percent(now.answered),
        b=f"{100 * summary.time_share:.0f}",
    )
    return html.Article(
        [
            _head(summary, href),
            _figure(summary, unanswered),
            html.Div(
                beam(now.answered.percent, 100 * summary.time_share, progress), title=progress
            ),
            _foot(now, before, before_words(summary.kind), left_behind),
        ],
        className="nc-card nc-period on" if chosen else "nc-card nc-period",
    )


def own_card(summary: PeriodSummary, *, chosen: bool, href: str, record: str) -> Component:
    """The card an establishment sees of itself: states instead of shares.

    Args:
        summary: Its own duties, at most one a period.
        chosen: The record beside is of this kind.
        href: Shows this kind.
        record: Address of its running record.
    """
    return html.Article(
        [
            _head(summary, href),
            html.Div(
                [
                    html.Div(
                        _state_words(summary.current), className="nc-bkpi__fig nc-period__own"
                    ),
                    html.Dl([_line(_("截止"), _due(summary))]),
                ],
                className="nc-period__b",
            ),
            beam(
                100 * summary.time_share,
                None,
                _("时间已过 %(b)s %%", b=f"{100 * summary.time_share:.0f}"),
            ),
            html.Footer(
                [
                    html.Span([before_words(summary.kind), html.I(_state_words(summary.previous))]),
                    dcc.Link(_("查看检查表"), href=record),
                ]
            ),
        ],
        className="nc-card nc-period on" if chosen else "nc-card nc-period",
    )


def _head(summary: PeriodSummary, href: str) -> Component:
    return html.Header(
        [
            html.H3(dcc.Link(kind_name(summary.kind), href=href)),
            html.Span(period_words(summary.kind, summary.start)),
        ]
    )


def _due(summary: PeriodSummary) -> str:
    return due_words(summary.kind, city_day(summary.due_at - timedelta(seconds=1)))


def _figure(summary: PeriodSummary, unanswered: str) -> Component:
    now = summary.current
    return html.Div(
        [
            html.Div(
                html.Span([percent(now.answered), html.Small("%")], className="nc-num"),
                className="nc-bkpi__fig",
            ),
            html.Dl(
                [
                    _line(_("已完成"), count(now.answered.part)),
                    _line(_("未完成"), _list(now.open + now.missed, unanswered)),
                    _line(_("截止"), _due(summary)),
                ]
            ),
        ],
        className="nc-period__b",
    )


def _foot(now: Completion, before: Completion, when: str, left_behind: str) -> Component:
    return html.Footer(
        [
            html.Span(
                [
                    _("应报 %(n)s", n=count(now.due)),
                    html.I(_("免报 %(n)s", n=count(now.excused))),
                ]
            ),
            html.Span(
                [
                    _("%(when)s未完成 ", when=when),
                    _list(before.open + before.missed, left_behind) if before.due else UNKNOWN,
                ]
            ),
        ]
    )


def _state_words(found: Completion) -> str:
    """State of the one duty that is counted."""
    for state in ControlState:
        if getattr(found, state):
            return term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])
    return str(_("无任务"))


def _line(name: str, value: str | Component) -> Component:
    return html.Div([html.Dt(name), html.Dd(value, className="nc-num")])


def _list(number: int, href: str) -> str | Component:
    return dcc.Link(count(number), href=href, className="nc-num") if number else "0"
