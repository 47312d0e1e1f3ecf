"""The document that a browser gets first, the frame round every page, and who may open which."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote

from dash import Dash, html, page_container, page_registry
from dash.development.base_component import Component
from flask import request
from flask_babel import get_locale, gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from api.bootstrap import ADDRESS as BOOTSTRAP
from api.bundle import SCRIPTS, STYLES
from api.crumbs import way
from api.denials import record_denial
from api.edition import edition
from api.first_answers import EARLY, LAYOUT, written
from api.scripts import apart, charts_ahead
from components.shell import NavItem, Viewer, shell
from components.wording import term
from data_access.accounts import place_name
from data_access.changes import numbers
from data_access.demo_accounts import holds_demo
from data_access.request import read, services
from domain.scope import ROLE_NAMES_EN, ROLE_NAMES_ZH, Role

PageLayout = Callable[..., Component]

ACCOUNT_PAGE = "/account"
THEME_JS = f"/assets/js/theme.js?v={edition()}"  # in the head: settled before the first paint

INDEX = f"""<!DOCTYPE html>
<html lang="[lang]" data-bs-theme="[bootstrap]" data-nc="[theme]">
<head>
[early]
<meta name="viewport" content="width=device-width, initial-scale=1">
{{%metas%}}
<title>{{%title%}}</title>
<link rel="icon" href="/assets/img/mark.svg" type="image/svg+xml">
<script src="[theme_js]"></script>
<link rel="stylesheet" href="{BOOTSTRAP}">
{{%css%}}
<link rel="stylesheet" href="{STYLES}">
</head>
<body>
{{%app_entry%}}
<template id="nc-unopened"><main class="nc-unopened"><div class="nc-error" role="alert">
<div><b>[unopened]</b><span></span></div>
<button type="button" class="nc-btn nc-btn--sm">[again]</button></div></main></template>
<footer>[layout]{{%config%}}<script src="{SCRIPTS}"></script>{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


class CommandCentre(Dash):
    """Dash whose first answer already has the language and theme of the page asked for."""

    def interpolate_index(self, *parts: str, **named: str) -> str:
        """The document, with language and theme filled in."""
        wall = any(page.wall and page.path == request.path for page in pages_of())
        opened: dict[str, Any] = next(
            (one for one in page_registry.values() if one["path"] == request.path), {}
        )
        named["scripts"], later = apart(named["scripts"], opened.get("scripts", ()))
        named["metas"] += later
        if "charts_seen_on" in opened:
            named["metas"] += charts_ahead(opened["charts_seen_on"])
        filled: str = super().interpolate_index(*parts, **named)
        return (
            filled.replace("[lang]", _language_tag())
            .replace("[theme_js]", THEME_JS)
            .replace("[bootstrap]", "dark" if wall else "light")
            .replace("[theme]", "wall" if wall else "bureau")
            .replace("Loading...", gettext("正在打开…"))
            .replace("[unopened]", gettext("页面没有打开"))
            .replace("[again]", gettext("重试"))
            .replace("[early]", EARLY)
            .replace("[layout]", written(LAYOUT, self.serve_layout()))
        )


def layout() -> Component:
    """The shell for whoever is signed in; an empty frame while Dash sets itself up."""
    if not current_user.is_authenticated:
        return html.Div(page_container)
    held = services()
    asker = current_user.scope
    with read() as conn:
        demo = holds_demo(conn)
        now_numbers = numbers(conn)
        place = place_name(conn, asker, english=_language_tag() == "en")
    city = held.settings.city
    live = held.settings.live
    pages = pages_of(asker.role)
    return shell(
        pages=pages,
        viewer=Viewer(
            name=asker.actor,
            role=term(ROLE_NAMES_ZH[asker.role], ROLE_NAMES_EN[asker.role]),
            place=place or term(city.name_zh, city.name_en),
            account_id=asker.account_id or 0,
            account_page=any(page.path == ACCOUNT_PAGE for page in pages),
            finds_places=not asker.sees_nothing,
        ),
        language="en" if _language_tag() == "en" else "zh",
        demo=demo,
        numbers={str(topic): number for topic, number in now_numbers.items()},
        live={
            "fallbackPollS": live.fallback_poll_s,
            "staleAfterS": live.stale_after_s,
            "edition": edition(),
        },
        form_token=generate_csrf(),
        platform=f"{term(city.name_zh, city.name_en)} · {gettext('暖城食安')}",
    )


def pages_of(role: Role | None = None) -> list[NavItem]:
    """Every page that a role may open, in the order of the rail; all pages without a role."""
    return [
        NavItem(
            path=page["relative_path"],
            name=gettext(str(page["name"])),
            icon=page.get("icon") or "",
            wall=page.get("shell") == "wall",
        )
        for page in page_registry.values()
        if page["path_template"] is None
        and page["module"].rpartition(".")[2] != "not_found_404"
        and (role is None or role in page.get("roles", frozenset()))
    ]


def guarded(
    page_layout: PageLayout,
    nowhere: PageLayout,
    roles: frozenset[Role],
    in_path: frozenset[str],
    **said: str | list[str],
) -> Component:
    """A page for those roles it names; to all others it looks like one that does not exist.

    So does an address whose query names what its path says already: Dash lets the query win, and
    `/register/1?establishment_id=2` would show another record than the one that it is about.
    Of a name that stands twice in the query (Dash hands over a list) the last counts.
    """
    given = {name: one if isinstance(one, str) else one[-1] for name, one in said.items()}
    if in_path & _asked_keys():
        return nowhere(**given)
    if current_user.account.role in roles:
        return page_layout(**given)
    record_denial(f"the page is not for {current_user.account.role}")
    return nowhere(**given)


def in_address(template: str | None) -> frozenset[str]:
    """Names of what the path of a page says, `establishment_id` for example."""
    return frozenset(re.findall("<(.*?)>", template or ""))


def _asked_keys() -> set[str]:
    """Names in the query of the address that the router is asked for; the gate has looked at it."""
    asked = {one["property"]: one["value"] for one in request.get_json()["inputs"]}
    return set(parse_qs(asked["search"].removeprefix("?"), keep_blank_values=True))


def page_title(name: str, template: str | None, **in_path: str) -> str:
    """What the browser shows for a page, in the language of the request.

    A page about one thing begins with its name, as tabs cut the end.
    """
    parts = [gettext("暖城食安"), gettext(name)]
    if template and in_path and current_user.is_authenticated:
        address = template
        for part, value in in_path.items():
            address = address.replace(f"<{part}>", quote(str(value), safe=""))
        parts = [*(step["name"] for step in way(address)[-1:]), *reversed(parts)]
    return " · ".join(parts)


def _language_tag() -> str:
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh-CN"
