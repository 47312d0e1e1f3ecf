"""The way between the pages of one administrator: the rail holds them all, the tabs stand close."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html, page_registry
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria
from components.icons import icon
from data_access.request import scope

_PREFIX = "/admin/"


def admin_tabs(here: str) -> Component | None:
    """Every administrator's page that the asker may open; nothing where there is only one.

    Args:
        here: Path of the page that shows them.
    """
    role = scope().role
    pages = [
        page
        for page in page_registry.values()
        if str(page["path"]).startswith(_PREFIX) and role in page.get("roles", frozenset())
    ]
    if len(pages) < 2:
        return None
    ordered = sorted(pages, key=lambda page: page.get("order") or 0)
    return html.Nav(
        [_tab(page, current=page["path"] == here) for page in ordered],
        className="nc-subnav",
        **aria(label=_("系统管理")),
    )


def _tab(page: Mapping[str, Any], *, current: bool) -> Component:
    words = [icon(page.get("icon") or "", 16), _(str(page["name"]))]
    if current:  # a link of Dash cannot say that it is the current one
        return html.A(words, href=page["path"], className="on", **aria(current="page"))
    return dcc.Link(words, href=page["path"])
