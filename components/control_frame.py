"""Head of the control board with its filter, and sections around their contents."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.icons import icon

MOST_WAYS = 2
"""More pages beside the board than this stand behind one button."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One kind of filter: its options as words, address, and whether it holds now."""

    name: str
    options: Sequence[tuple[str, str, bool]]


def board_head(
    kept: Sequence[tuple[str, str]],
    filters: Sequence[Narrowing],
    ways: Sequence[tuple[str, str]],
    papers: str | None,
    warning: str = "",
) -> Component:
    """Title, filter, each thing the board is narrowed to with a way back, and ways on.

    Args:
        kept: Words of what holds and the address without it.
        filters: All that it can be narrowed to; none for those who see one establishment.
        ways: Words and address of the pages beside it that the asker may open.
        papers: Address of the statutory records of what is shown.
        warning: What on one of these pages wants looking at.
    """
    chips = [
        dcc.Link(
            [words, icon("x", 14)],
            href=href,
            className="nc-btn nc-btn--sm",
            title=_("不再限于%(place)s", place=words),
        )
        for words, href in kept
    ]
    record = (
        dcc.Link(
            [icon("download", 16), _("导出法定记录")],
            href=papers,
            className="nc-btn nc-btn--primary",
        )
        if papers
        else None
    )
    return html.Header(
        [
            html.Div(html.H1(_("日管控 · 周排查 · 月调度"))),
            html.Div(
                [
                    *chips,
                    _filter(filters) if filters else None,
                    *_ways(ways, warning),
                    record,
                ],
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )


def section(
    title: str,
    note: str | Component,
    content: Component,
    *,
    aside: Component | None,
    class_name: str,
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


def _ways(ways: Sequence[tuple[str, str]], warning: str) -> list[Component]:
    """Pages beside the board: as buttons while they are few, else behind one."""
    if len(ways) <= MOST_WAYS:
        return [dcc.Link(words, href=href, className="nc-btn") for words, href in ways]
    entries = [dcc.Link(words, href=href) for words, href in ways]
    words = [icon("more", 16), f"{_('更多')} · {warning}" if warning else _("更多")]
    return [_fold(words, [html.Section(entries)])]


def _filter(filters: Sequence[Narrowing]) -> Component:
    """A button that unfolds all options; they are links, so the choice stands in the address."""
    return _fold(
        [icon("filter", 16), _("业态、镇街")],
        [
            html.Section(
                [
                    html.H3(one.name),
                    *(
                        dcc.Link(words, href=href, className="on" if on else "")
                        for words, href, on in one.options
                    ),
                ]
            )
            for one in filters
        ],
    )


def _fold(words: list[Component | str], content: list[Component]) -> Component:
    """A button that unfolds `content` below it; scripts fold it again."""
    return html.Details(
        [
            html.Summary(words, className="nc-btn"),
            html.Div(content, className="nc-fold__body"),
        ],
        className="nc-fold",
    )
