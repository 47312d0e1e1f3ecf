"""Search from the top bar: pages, establishments, places and alerts, as the asker may see them.

A plain route instead of a Dash callback: the browser can drop an answer that came too late, and
typing never waits for the callbacks of a page.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from components import links
from components.alert_words import alert_number, class_name
from components.category_words import category_name
from components.rail import NavItem
from components.record_words import status_name
from components.wording import english, term
from data_access import search as looking
from data_access.limits import admits
from data_access.register import Found
from data_access.request import read, scope
from domain.alert_record import AlertRow
from domain.clock import CITY_TIME
from domain.grades import IN_REGISTER
from domain.pinyin import initials, place_of
from domain.scope import EVERYONE, Role, Scope

ROLES = EVERYONE - {Role.DEVICE}
ESTABLISHMENTS = 8
PLACES = 5
PAGES = 5
PER_MINUTE = 120
"""Of one account; a person types two or three questions a second at most, and not for long."""

PagesOf = Callable[[Role | None], Sequence[NavItem]]


def install_search(server: Flask, pages_of: PagesOf) -> None:
    """Add the route `/search`.

    Args:
        server: The Flask server.
        pages_of: Pages of a role, in the order of the rail.
    """
    routes = Blueprint("search", __name__)

    def search() -> Response:
        if not admits("search", str(scope().account_id), PER_MINUTE):
            raise TooManyRequests
        text = looking.cleaned(request.args.get("q", ""))
        return jsonify({"q": text, "groups": _groups(text, pages_of(scope().role))})

    routes.add_url_rule("/search", "search", search)
    server.register_blueprint(routes)


def _groups(text: str, pages: Sequence[NavItem]) -> list[dict[str, Any]]:
    asker = scope()
    paths = {page.path for page in pages}
    groups = [(_("页面"), _pages(text, pages))]
    if not asker.sees_nothing and len(text) >= looking.SHORTEST:
        with read() as conn:
            numbered = looking.alert_numbered(conn, asker, text)
            found = looking.establishments(conn, asker, text, ESTABLISHMENTS)
            places = looking.places(conn, asker, text, PLACES) if asker.sees_sums else []
        alerts = [_alert(numbered)] if numbered else []
        groups = [
            (_("预警"), alerts),
            *groups,
            (_("单位"), [_establishment(one, text, asker) for one in found]),
            (_("地点"), [_place(one, text) for one in places] if "/district" in paths else []),
        ]
    return [{"title": title, "items": items} for title, items in groups if items]


def _pages(text: str, pages: Sequence[NavItem]) -> list[dict[str, Any]]:
    wanted = text.lower()
    found = [
        {"href": page.path, "title": page.name, "icon": "page", "at": _at(page.name, text)}
        for page in pages
        if wanted and (wanted in page.name.lower() or initials(page.name).startswith(wanted))
    ]
    return found[:PAGES]


def _establishment(found: Found, text: str, asker: Scope) -> dict[str, Any]:
    category = category_name(found.category)
    where = f"{term(found.banner_zh, found.banner_en)} {found.township_zh}"
    told = f"{category} · {where}" if asker.sees_sums else category
    return {
        "href": links.entry_for(asker, found.id),
        "title": found.name,
        "detail": told if found.status in IN_REGISTER else f"{status_name(found.status)} · {told}",
        "icon": "establishment",
        "at": _at(found.name, text),
    }


def _place(found: looking.Place, text: str) -> dict[str, Any]:
    if found.code == found.banner_adcode:
        name = found.name_en if english() else found.name_zh
        return {
            "href": links.district(found.code),
            "title": name,
            "detail": "",
            "icon": "place",
            "at": _at(name, text),
        }
    return {
        "href": links.places(township=found.code),
        "title": found.name_zh,
        "detail": term(found.banner_zh, found.banner_en),
        "icon": "place",
        "at": _at(found.name_zh, text),
    }


def _alert(found: AlertRow) -> dict[str, Any]:
    day = found.raised_at.astimezone(CITY_TIME).strftime("%Y%m%d")
    return {
        "href": f"/alerts/{found.id}",
        "title": f"{class_name(found.alert_class)} · {found.establishment_name}",
        "detail": alert_number(found.id, day),
        "icon": "alert",
        "at": None,
    }


def _at(name: str, text: str) -> list[int] | None:
    """Start and end of what fits in `name`, for the browser to mark; counted in signs."""
    start = name.lower().find(text.lower()) if text else -1
    if start >= 0 and len(name.lower()) == len(name):
        return [start, start + len(text)]
    place = place_of(name, text)
    return list(place) if place else None
