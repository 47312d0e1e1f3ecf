"""Cards of the bureau pages: head with title and one muted fact, then the figure or table."""

from collections.abc import Sequence
from typing import Any, cast

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.theme import GRAPH_CONFIG


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


def chart(
    ids: tuple[str, str, str], heads: Sequence[str], figure: Any, words: str, rows: Any
) -> list[Component]:
    """A chart with its summary for screen readers and its table.

    It is there from the start: plotly would draw an empty one too, and that takes as long.

    Args:
        ids: Of the dcc.Graph, of the summary, and of the table's body.
        heads: Column heads of the table.
        figure: What is drawn.
        words: Summary in one sentence.
        rows: Of the table.
    """
    graph, summary, body = ids
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody(rows, id=body)],
        className="nc-table nc-twin__table",
    )
    return [
        html.P(words, id=summary, className="visually-hidden"),
        html.Div(
            dcc.Graph(
                id=graph,
                figure=figure,
                config=cast(Any, GRAPH_CONFIG),  # Dash wants its own TypedDict
                className="nc-trend",
            ),
            role="img",
            **aria(labelledby=summary),
        ),
        html.Details([html.Summary(_("看数据表")), table], className="nc-twin"),
    ]


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
