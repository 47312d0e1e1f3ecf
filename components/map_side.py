"""Beside the map while nothing is chosen: search, what is in view, and what has no point."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon, risk_badge
from components.states import empty

SEARCH, RESULTS = "map-search", "map-results"
SEEN_HEAD, SEEN, LOST_HEAD, LOST = "map-seen-n", "map-seen", "map-lost-n", "map-lost"
CARD = "map-card"
AREA, TAKEN, PAPER, COMPARED = "map-area", "map-taken", "map-paper", "map-compared"


def side(comparing: Component) -> Component:
    """The panel: the card of what is chosen, or the lists. The browser opens and closes it.

    Args:
        comparing: The form that chooses two parts of the map.
    """
    return html.Aside(
        [
            html.Button(
                icon("x", 18),
                id="map-close",
                type="button",
                className="nc-iconbtn nc-est__x",
                **aria(label=_("关闭")),
            ),
            html.Div(id=CARD, className="nc-est__card"),
            html.Div(
                [
                    html.P(id=PAPER, className="nc-mappaper"),
                    html.Section(
                        [comparing, html.Div(id=COMPARED)],
                        id="map-compare",
                        className="nc-compare",
                        hidden=True,
                    ),
                    html.Div(id=AREA),
                    html.Section(
                        [
                            html.H2(html.Label(_("查找单位"), htmlFor=SEARCH)),
                            dcc.Input(
                                id=SEARCH,
                                type="search",
                                placeholder=_("单位名称 / 许可证编号 / 信用代码"),
                                debounce=0.4,
                                maxLength=60,
                                className="nc-find",
                            ),
                            html.Div(id=RESULTS),
                        ],
                        className="nc-side__find",
                    ),
                    html.Div(id=TAKEN),
                    html.Section(
                        [html.H3(id=SEEN_HEAD), html.Div(id=SEEN)], className="nc-side__seen"
                    ),
                    html.Section(
                        [html.H3(id=LOST_HEAD), html.Div(id=LOST)], className="nc-side__lost"
                    ),
                ],
                className="nc-side",
            ),
        ],
        id="map-panel",
        className="nc-est",
        **aria(label=_("单位详情"), live="polite"),
    )


def side_rows(rows: Sequence[tuple[int, str | None, str, str]]) -> Component:
    """A list to choose from: id, risk level, name and place of each."""
    return html.Ul(
        [
            html.Li(
                html.Button(
                    [risk_badge(risk, 20), html.B(name), html.Span(place)],
                    type="button",
                    **data(establishment=str(number)),
                )
            )
            for number, risk, name, place in rows
        ],
        className="nc-side__rows",
    )


def nothing_found() -> Component:
    """The search has no result."""
    return empty(_("没有找到"), _("请换一个名称或编号；只列出您辖区内的单位"))
