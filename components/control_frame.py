"""Sections of the control board around their contents."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import icon


def board_head(
    places: Sequence[tuple[str, str]], ways: Sequence[tuple[str, str]] = ()
) -> Component:
    """Title, each place the board is narrowed to with a way back, and ways on.

    Args:
        places: Name of the place and the address without it.
        ways: Words and address of the pages beside it that the asker may open.
    """
    return html.Header(
        [
            html.Div(html.H1(_("日管控 · 周排查 · 月调度"))),
            html.Div(
                [
                    dcc.Link(
                        [icon("pin", 16), name, icon("x", 14)],
                        href=href,
                        className="nc-btn nc-btn--sm",
                        title=_("不再限于%(place)s", place=name),
                    )
                    for name, href in places
                ]
                + [
                    dcc.Link(words, href=href, className="nc-btn nc-btn--sm")
                    for words, href in ways
                ],
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )


def section(
    title: str, note: str, content: Component, *, aside: Component | None, class_name: str
) -> Component:
    """A card with head: title, one muted fact, and something at its right end."""
    return html.Section(
        [
            html.Header(
                [html.H2(title), html.Span(note), aside],
                className="nc-sec__head",
            ),
            content,
        ],
        className=f"nc-card {class_name}",
    )


def switch(options: Sequence[tuple[str, str, bool]]) -> Component:
    """Choice of one of a few views, each an address.

    Args:
        options: Words, address, whether it is shown now.
    """
    return html.Nav(
        [dcc.Link(words, href=href, className="on" if on else "") for words, href, on in options],
        className="nc-seg nc-seg--links",
    )
