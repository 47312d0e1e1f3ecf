"""The list of the register on a phone: one card an establishment, fifty to a page."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import icon, risk_badge
from components.register_words import cells, column_name, tones
from components.states import empty
from domain.register_columns import ListLayout
from domain.register_row import RegisterRow

_IN_HEAD = frozenset({"name", "risk", "category", "status", "banner", "township"})


def register_cards(rows: Sequence[RegisterRow], shown: ListLayout) -> Component:
    """Cards with the columns that the reader has chosen."""
    if not rows:
        return empty(_("没有符合条件的单位"), _("去掉一项筛选再试"))
    columns = [name for name in shown.columns if name not in _IN_HEAD]
    return html.Ul([html.Li(_card(row, columns)) for row in rows], className="nc-reg__cards")


def _card(row: RegisterRow, columns: Sequence[str]) -> Component:
    said, marks = cells(row), tones(row)
    facts = [
        html.Div(
            [html.Dt(column_name(name)), html.Dd(_value(said[name], marks.get(name)))],
        )
        for name in columns
        if said[name]
    ]
    return dcc.Link(
        [
            risk_badge(row.risk_level, 30),
            html.Div(
                [
                    html.B(row.name),
                    html.Span(f"{said['category']}　{said['banner']} {said['township']}"),
                ],
                className="nc-reg__who",
            ),
            _value(said["status"], marks["status"]) if "status" in marks else icon("chev", 18),
            html.Dl(facts),
        ],
        href=links.register_entry(row.id),
        className="nc-reg__card",
    )


def _value(words: str, tone: str | None) -> Component | str:
    return html.Span(words, className=f"nc-chip nc-chip--{tone}") if tone else words
