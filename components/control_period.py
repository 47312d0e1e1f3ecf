"""Card of one kind of duty: the running period, and what the one before left behind."""

from collections.abc import Callable
from datetime import timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import (
    before_words,
    due_words,
    kind_name,
    paper_words,
    period_words,
)
from components.icons import icon
from components.kpi import beam
from components.numbers import UNKNOWN, count, percent
from components.wording import term
from domain.clock import city_day
from domain.control import STATE_NAMES_EN, STATE_NAMES_ZH, ControlState
from domain.control_board import Listing, PeriodSummary, Show
from domain.figures import Completion

Lists = Callable[[Listing, Show], str]
"""Address of the list of a card: of which period, and what it holds."""


def period_card(
    summary: PeriodSummary, *, chosen: bool, href: str, lists: Lists, papers: str | None = None
) -> Component:
    """One card; each of its numbers opens the list that it is the length of.

    Args:
        summary: Figures of the kind.
        chosen: Heat calendar and list below are of this kind.
        href: Shows this kind below.
        lists: Addresses of the lists.
        papers: Address of the statutory records of this kind.
    """
    now = summary.current
    progress = _(
        "完成 %(a)s %%，时间已过 %(b)s %%",
        a=percent(now.answered),
        b=f"{100 * summary.time_share:.0f}",
    )
    return html.Article(
        [
            _head(summary, href),
            _figure(summary, lists),
            html.Div(
                beam(now.answered.percent, 100 * summary.time_share, progress), title=progress
            ),
            _foot(summary, lists, papers),
        ],
        className="nc-card nc-period on" if chosen else "nc-card nc-period",
    )


def own_card(
    summary: PeriodSummary, *, chosen: bool, href: str, record: str, form: str | None = None
) -> Component:
    """The card an establishment sees of itself: states instead of shares.

    Args:
        summary: Its own duties, at most one a period.
        chosen: The record beside is of this kind.
        href: Shows this kind.
        record: Address of its running record.
        form: Address of the form, while the record can still be entered.
    """
    ways: list[Component] = [dcc.Link(_("查看检查表"), href=record)]
    if form:
        ways.append(
            html.A([icon("edit", 15), _("去填写")], href=form, className="nc-btn nc-btn--primary")
        )
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
                    html.Span(ways, className="nc-period__ways"),
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


def _figure(summary: PeriodSummary, lists: Lists) -> Component:
    now = summary.current
    missing = now.open + now.missed
    return html.Div(
        [
            html.Div(
                html.Span([percent(now.answered), html.Small("%")], className="nc-num"),
                className="nc-bkpi__fig",
            ),
            html.Dl(
                [
                    _line(
                        _("已完成"),
                        _list(now.answered.part, lists(Listing.CURRENT, Show.ANSWERED)),
                    ),
                    _line(_("未完成"), _list(missing, lists(Listing.CURRENT, Show.UNANSWERED))),
                    _line(_("截止"), _due(summary)),
                ]
            ),
        ],
        className="nc-period__b",
    )


def _foot(summary: PeriodSummary, lists: Lists, papers: str | None) -> Component:
    """What the share is of, what is left out of it, and what the period before left behind."""
    now, before = summary.current, summary.previous
    left = before.open + before.missed
    return html.Footer(
        [
            html.Div(
                [
                    html.Span(
                        [
                            _named(_("应报"), now.due, lists(Listing.CURRENT, Show.DUE)),
                            _named(_("免报"), now.excused, lists(Listing.CURRENT, Show.EXCUSED)),
                            _named(_("逾期补填"), now.late, lists(Listing.CURRENT, Show.LATE)),
                        ]
                    ),
                    html.Span(
                        [
                            _("%(when)s未完成 ", when=before_words(summary.kind)),
                            _list(left, lists(Listing.PREVIOUS, Show.UNANSWERED))
                            if before.due
                            else UNKNOWN,
                        ]
                    ),
                ]
            ),
            dcc.Link(
                [icon("download", 15), paper_words(summary.kind)],
                href=papers,
                className="nc-btn",
            )
            if papers
            else None,
        ]
    )


def _named(name: str, number: int, href: str) -> Component:
    return html.I([name, " ", _list(number, href)])


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
