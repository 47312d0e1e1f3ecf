"""Establishments whose risk score moved most: name, where, the step that did it, points."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import risk_badge
from components.risk_words import cause_words, number
from components.states import empty
from domain.risk_lists import RiskMove


def risk_moves(falls: Sequence[RiskMove], rises: Sequence[RiskMove]) -> Component:
    """Both lists, the greatest move first; one without any says so."""
    return html.Div(
        [
            html.H3(_("得分下降最多")),
            _list(falls) if falls else empty(_("30天内没有单位得分下降")),
            html.H3(_("得分上升最多")),
            _list(rises) if rises else empty(_("30天内没有单位得分上升")),
        ],
        className="nc-riskmoves",
    )


def _list(moves: Sequence[RiskMove]) -> Component:
    return html.Ul([_item(one) for one in moves], className="nc-improved")


def _item(one: RiskMove) -> Component:
    by = one.score - one.before
    course = _(
        "%(a)s → %(b)s · %(day)s %(cause)s",
        a=number(one.before),
        b=number(one.score),
        day=f"{one.moved_on:%m-%d}",
        cause=cause_words(one.cause),
    )
    return html.Li(
        [
            html.B(
                [
                    risk_badge(one.level, 18),
                    dcc.Link(one.name, href=links.risk_case(one.establishment_id)),
                ],
                title=one.township_zh,
            ),
            html.Span(course, title=course),
            html.Em(
                f"{'▲' if by > 0 else '▼'}{abs(by):.1f}",
                className=f"nc-num {'nc-delta--bad' if by > 0 else 'nc-delta--good'}",
            ),
        ]
    )
