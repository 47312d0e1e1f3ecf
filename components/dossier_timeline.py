"""The timeline of a dossier: filter by kind, lines by day, pages."""

from collections.abc import Callable, Sequence
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.dossier_words import kind_name, line_words
from components.icons import icon
from components.states import empty
from domain.clock import CITY_TIME, city_day
from domain.dossier import TimelineKind, TimelineLine

_SIGNS = {
    TimelineKind.ALERT: "bell",
    TimelineKind.CONTROL: "clipboard",
    TimelineKind.INSPECTION: "shield",
    TimelineKind.PENALTY: "flag",
    TimelineKind.SAMPLE: "flask",
    TimelineKind.VISIT: "users",
    TimelineKind.RISK: "chart",
    TimelineKind.STATUS: "store",
    TimelineKind.CHANGE: "edit",
    TimelineKind.CODE: "qr",
}
# Whole days: the moment of the day is not known.
_DAYS = frozenset(
    {
        TimelineKind.INSPECTION,
        TimelineKind.PENALTY,
        TimelineKind.SAMPLE,
        TimelineKind.VISIT,
        TimelineKind.RISK,
        TimelineKind.STATUS,
    }
)
Href = Callable[[TimelineLine], str | None]


def kind_tabs(
    kinds: Sequence[TimelineKind],
    shown: TimelineKind | None,
    href: Callable[[TimelineKind | None], str],
) -> Component:
    """All kinds, or one of them."""
    choices: list[TimelineKind | None] = [None, *kinds]
    return html.Nav(
        [
            dcc.Link(
                _("全部") if kind is None else kind_name(kind),
                href=href(kind),
                className="on" if kind is shown else "",
            )
            for kind in choices
        ],
        className="nc-tabs",
        **aria(label=_("时间线内容")),
    )


def timeline_list(lines: Sequence[TimelineLine], href: Href) -> Component:
    """Lines, the newest day first."""
    if not lines:
        return empty(_("没有记录"), _("发生预警、检查、督导和变更后会出现在这里"))
    days = groupby(lines, key=lambda line: city_day(line.at))
    return html.Ol(
        [
            html.Li(
                [
                    html.H3(html.Time(day.isoformat(), dateTime=day.isoformat())),
                    html.Ul([_line(line, href(line)) for line in of_day]),
                ]
            )
            for day, of_day in days
        ],
        className="nc-events",
    )


def turn(*, page: int, more: bool, href: Callable[[int], str]) -> Component | None:
    """Newer and older page, where there is another one."""
    if page <= 1 and not more:
        return None
    return html.Nav(
        [
            dcc.Link(
                [icon("back", 16), _("较新")],
                href=href(max(1, page - 1)),
                className="nc-btn nc-btn--sm" + ("" if page > 1 else " is-off"),
            ),
            html.Span(_("第 %(n)s 页", n=page), className="nc-num"),
            dcc.Link(
                [_("较早"), icon("chev", 16)],
                href=href(page + 1),
                className="nc-btn nc-btn--sm" + ("" if more else " is-off"),
            ),
        ],
        className="nc-pager",
        **aria(label=_("分页")),
    )


def _line(line: TimelineLine, href: str | None) -> Component:
    what, outcome = line_words(line)
    when = "" if line.kind in _DAYS else f"{line.at.astimezone(CITY_TIME):%H:%M}"
    title = dcc.Link(what, href=href) if href else html.Span(what)
    return html.Li(
        [
            icon(_SIGNS[line.kind], 16),
            html.Span(when, className="nc-num nc-events__at"),
            html.Span(kind_name(line.kind), className="nc-events__kind"),
            html.B(title),
            html.Span(outcome),
        ]
    )
