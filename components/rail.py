"""The rail of pages: on the left of a desk, below on a phone, where the rest stands in a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.icons import icon, logo

RAIL = "nc-rail"
RAIL_RUNG = "nc-rail-rung"
ON_A_PHONE = 4
"""Entries that stand in the bar of a phone; the others are in its sheet."""

# The second key after g. A page that is not here gets the first free letter of its path.
_KEYS = {"/": "o", "/control": "c", "/map": "m", "/register": "r", "/alerts": "a"}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page as the rail shows it.

    Attributes:
        path: Where it stands; longer paths below it count as the same item.
        name: Its title, translated.
        icon: Key of the icon, empty for pages that the rail does not show.
        wall: A wall page has no rail and the dark theme.
    """

    path: str
    name: str
    icon: str
    wall: bool = False


def letters(pages: Sequence[NavItem]) -> dict[str, str]:
    """Path → key after g, of every page of the rail; no key twice, none where all are taken."""
    shown = [page.path for page in pages if page.icon]
    found = {path: key for path, key in _KEYS.items() if path in shown}
    for path in shown:
        taken = set(found.values())
        free = [sign for sign in path if sign.isascii() and sign.isalpha() and sign not in taken]
        if path not in found and free:
            found[path] = free[0]
    return found


def rail(pages: Sequence[NavItem]) -> Component:
    """Links in the order of `pages`; shell.js marks the one that is shown."""
    shown = [page for page in pages if page.icon]
    return html.Nav(
        [
            html.Div(logo(36), className="nc-rail__logo"),
            html.Div([_entry(page) for page in shown], className="nc-rail__pages", id="nc-pages"),
            _more() if len(shown) > ON_A_PHONE + 1 else None,
        ],
        id=RAIL,
        className="nc-rail is-long" if len(shown) > ON_A_PHONE + 1 else "nc-rail",
        **aria(label=_("主导航")),
    )


def _entry(page: NavItem) -> Component:
    return dcc.Link(
        [icon(page.icon, 22), html.Span(page.name), *_count()],
        href=page.path,
        title=page.name,
    )


def _count() -> list[Component]:
    """A place for how much needs somebody there, and for its words; rail.js fills both."""
    return [
        html.B(className="nc-rail__n nc-num", hidden=True, **aria(hidden="true")),
        html.I(className="nc-rail__said visually-hidden"),
    ]


def _more() -> Component:
    return html.Button(
        [icon("more", 22), html.Span(_("更多")), *_count()],
        type="button",
        className="nc-rail__more",
        **data(opens="nc-pages", after=str(ON_A_PHONE)),
        **aria(expanded="false", controls="nc-pages"),
    )
