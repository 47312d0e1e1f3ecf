"""Cards of the bureau pages: head with title and one muted fact, then the figure or table."""

from collections.abc import Sequence
from typing import Any, cast

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.theme import GRAPH_CONFIG
from components.trend import HEIGHT_PX

EMPTY = {
    "height": HEIGHT_PX,
    "xaxis": {"visible": False},
    "yaxis": {"visible": False},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
}
"""What a chart shows until its callback has answered: nothing, at its final height."""


def card(
    title: str,
    note: str | Component,
    body: Component | Sequence[Component],
    *,
    right: Component | None = None,
    class_name: str = "",
) -> Component:
    """One section; `right` is an action or a switch at the end of its head."""
    content = [body] if isinstance(body, Component) else list(body)
    return html.Section(
        [
            html.Header([html.H2(title), html.Span(note), right], className="nc-sec__head"),
            *content,
        ],
        className=f"nc-card {class_name}".strip(),
    )


def chart(graph: str, words: str, table: str, heads: Sequence[str]) -> list[Component]:
    """A chart that is filled by a callback, its summary for screen readers, and its table.

    Args:
        graph: Id of the dcc.Graph.
        words: Id of the summary in one sentence.
        table: Id of the table's body.
        heads: Column heads of the table.
    """
    rows = html.Table(
        [html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody(id=table)],
        className="nc-table nc-twin__table",
    )
    return [
        html.P(id=words, className="visually-hidden"),
        html.Div(
            dcc.Graph(
                id=graph,
                figure={"data": [], "layout": EMPTY},
                config=cast(Any, GRAPH_CONFIG),  # Dash wants its own TypedDict
                className="nc-trend",
            ),
            role="img",
            **aria(labelledby=words),
        ),
        html.Details([html.Summary(_("看数据表")), rows], className="nc-twin"),
    ]


def filled_chart(
    ids: tuple[str, str, str], heads: Sequence[str], figure: Any, words: str, rows: Any
) -> list[Component]:
    """A chart that is there from the start.

    Args:
        ids: As `graph`, `words` and `table` of `chart`.
        heads: Column heads of the table.
        figure: What is drawn.
        words: Summary in one sentence.
        rows: Of the table.
    """
    parts = chart(*ids, heads)
    summary, frame, twin = parts
    summary.children = words
    frame.children.figure = figure
    twin.children[1].children[1].children = rows
    return parts


def switch(options: Sequence[tuple[str, str, bool]], label: str) -> Component:
    """Choices as links, so that the address holds what is shown: (words, address, chosen)."""
    return html.Nav(
        [
            dcc.Link(words, href=href, className="on" if chosen else "")
            for words, href, chosen in options
        ],
        className="nc-seg",
        **aria(label=label),
    )


def choices(options: Sequence[tuple[str, str, bool]], label: str, id_type: str) -> Component:
    """Choices that change one part of a page and leave it where it stands.

    Args:
        options: Words, value, whether it is chosen.
        label: What is chosen.
        id_type: `type` of the pattern id of each button; `value` is the other key.
    """
    return html.Div(
        [
            html.Button(
                words,
                id={"type": id_type, "value": value},
                n_clicks=0,
                type="button",
                className="on" if chosen else "",
            )
            for words, value, chosen in options
        ],
        className="nc-seg",
        role="group",
        **aria(label=label),
    )
