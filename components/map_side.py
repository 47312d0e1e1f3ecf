"""Beside the map while nothing is chosen: search, and what has no point on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import risk_badge
from components.states import empty


@dataclass(frozen=True, slots=True)
class SideIds:
    """Ids that the page gives; `row` is the type of the pattern ids of rows."""

    search: str
    results: str
    lost_head: str
    lost: str


def side_panel(*, ids: SideIds) -> Component:
    """Search field with its results, and the list of 未定位."""
    return html.Div(
        [
            html.Section(
                [
                    html.H2(_("查找单位")),
                    dcc.Input(
                        id=ids.search,
                        type="search",
                        placeholder=_("单位名称 / 许可证编号 / 信用代码"),
                        debounce=0.4,
                        maxLength=60,
                        className="nc-find",
                    ),
                    html.Div(id=ids.results),
                ]
            ),
            html.Section([html.H3(id=ids.lost_head), html.Div(id=ids.lost)]),
        ],
        className="nc-side",
    )


def side_rows(rows: Sequence[tuple[int, str | None, str, str]], *, row_type: str) -> Component:
    """A list to choose from: id, risk level, name and place of each."""
    return html.Ul(
        [
            html.Li(
                html.Button(
                    [risk_badge(risk, 20), html.B(name), html.Span(place)],
                    id={"type": row_type, "row": number},
                    type="button",
                )
            )
            for number, risk, name, place in rows
        ],
        className="nc-side__rows",
    )


def nothing_found() -> Component:
    """The search has no result."""
    return empty(_("没有找到"), _("请换一个名称或编号；只列出您辖区内的单位"))
