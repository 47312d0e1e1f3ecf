"""Parts of a filter rail: sections of options, each an address with the size of its list."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from components.numbers import count


def rail(sections: Sequence[Component | None], reset: str) -> Component:
    """The rail; on a phone its sections open by 全部筛选.

    Args:
        sections: From `section` and `places`.
        reset: Address of the list without any filter.
    """
    return html.Aside(
        [
            html.Header(
                [html.H2(_("筛选")), dcc.Link(_("重置"), href=reset, className="nc-linkbtn")]
            ),
            html.Details(
                html.Summary([_("全部筛选"), icon("chevd", 14)]), className="nc-filter__more"
            ),
            *sections,
        ],
        className="nc-filter",
        **aria(label=_("筛选")),
    )


def places(held: Sequence[tuple[str, str]]) -> Component | None:
    """Names of narrower places that hold, each with the address that leaves it out."""
    if not held:
        return None
    links = [dcc.Link([name, icon("x", 12)], href=to, className="nc-place") for name, to in held]
    return html.Div(links, className="nc-places")


def section(title: str, content: Component) -> Component:
    """A heading and its options."""
    return html.Section([html.H3(title), content])


def option(words: str, size: int | None, href: str, *, on: bool) -> Component:
    """One option, ticked when it holds."""
    return html.Li(
        dcc.Link(
            [
                html.I(icon("check", 12)),
                html.Span(words),
                html.B(count(size), className="nc-num") if size is not None else None,
            ],
            href=href,
            className="nc-opt" + (" on" if on else ""),
        )
    )


def since_options(
    always: str,
    today: date,
    days: tuple[date | None, date | None],
    to: Callable[[date | None], str],
) -> list[Component]:
    """The usual spans of days up to today.

    Args:
        always: Words for no first day.
        today: City day.
        days: First and last day that hold; with a last one none of these is chosen.
        to: Address of the list from a first day on.
    """
    choices = [
        (always, None),
        (_("今天"), today),
        (_("近 7 天"), today - timedelta(days=6)),
        (_("近 30 天"), today - timedelta(days=29)),
    ]
    return [option(words, None, to(first), on=days == (first, None)) for words, first in choices]
