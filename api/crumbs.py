"""Names on the way to a page: 旗区 › 东胜区. The browser knows the pages, the server the names.

What the asker may not see has no name here, as it has no page.
"""

import re
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from api.addresses import parts_of
from components import links
from components.alert_words import alert_number, class_name
from components.finding_words import item_words
from components.wording import english, term
from data_access import findings
from data_access.accounts import place_name
from data_access.areas import find
from data_access.places import banners, townships
from data_access.register import named
from data_access.request import read, scope
from data_access.search import alert_numbered
from domain.area import Area, AreaKind, home
from domain.clock import CITY_TIME
from domain.row_id import LARGEST_ID
from domain.scope import EVERYONE, Role

ROLES = EVERYONE - {Role.DEVICE}
LONGEST = 500
Crumb = dict[str, Any]

crumbs = Blueprint("crumbs", __name__)


@crumbs.get("/crumbs")
def names() -> Response:
    """`?at=` path and query of a page → its steps after the page itself, [{name, href}]."""
    return jsonify(way(request.args.get("at", "")[:LONGEST]))


def way(address: str) -> list[Crumb]:
    """Steps to a page after the page itself, as far as the asker may know them."""
    asked = parts_of(address)
    parts = [part for part in asked.path.split("/") if part]
    found: list[Crumb] = []
    match parts:
        case ["district", *place] if len(place) < 3:
            found = _area(home(scope()) if not place else _named(place))
        case ["office", number]:
            found = _area(Area.parse({"office": number}))
        case ["alerts", number]:
            found = _alert(number)
        case ["control", "finding", number]:
            found = _finding(number)
        case ["register" | "establishment", number, *_rest]:
            found = _establishment(number)
        case [_page]:
            found = _narrowed(parse_qs(asked.query))
    return found


def _named(place: list[str]) -> Area | None:
    return Area.parse(dict(zip(("banner", "township"), place, strict=False)))


def _area(area: Area | None) -> list[Crumb]:
    """The whole way from the top of what the asker sees: it replaces the names of the pages."""
    asker = scope()
    with read() as conn:
        found = find(conn, asker, area) if area else None
    if found is None:
        return []
    at = found.area
    steps = [_step(_("全市"), links.district())] if asker.whole_city else []
    if at.banner and asker.office_id is None:
        steps.append(_step(term(found.banner_zh, found.banner_en), links.district(at.banner)))
    if asker.office_id is not None and found.office:
        steps.append(_step(found.office[1], links.office(found.office[0])))
    if at.kind in (AreaKind.TOWNSHIP, AreaKind.OFFICE):
        steps.append(_step(found.name_zh, links.area(at)))
    return [{**step, "whole": True} for step in steps]


def _alert(number: str) -> list[Crumb]:
    if re.fullmatch(r"[0-9]{1,10}", number) is None:
        return []
    with read() as conn:
        found = alert_numbered(conn, scope(), number)
    if found is None:
        return []
    day = found.raised_at.astimezone(CITY_TIME).strftime("%Y%m%d")
    shop = _step(found.establishment_name, links.entry_for(scope(), found.establishment_id))
    return [shop, _step(f"{class_name(found.alert_class)} {alert_number(found.id, day)}")]


def _finding(number: str) -> list[Crumb]:
    if re.fullmatch(r"[1-9][0-9]{0,8}", number) is None:
        return []
    with read() as conn:
        case = findings.find(conn, scope(), int(number))
        item = findings.item_of(conn, case) if case else None
    if case is None:
        return []
    return [_step(_("自查问题"), links.findings()), _step(item_words(item, case.item))]


def _establishment(number: str) -> list[Crumb]:
    if re.fullmatch(r"[0-9]{1,10}", number) is None or int(number) > LARGEST_ID:
        return []
    asker = scope()
    with read() as conn:
        found = named(conn, asker, [int(number)])
        own = {one.name_zh: one.adcode for one in banners(conn, asker)} if found else {}
    if not found:
        return []
    one = found[0]
    steps = [_step(one.name)]
    if asker.sees_sums:
        adcode = own[one.banner_zh]
        with read() as conn:
            towns = {place.name_zh: place.code for place in townships(conn, asker, adcode)}
        banner = links.district(adcode) if asker.office_id is None else None
        steps.insert(0, _step(one.township_zh, links.district(adcode, towns[one.township_zh])))
        steps.insert(0, _step(term(one.banner_zh, one.banner_en), banner))
    return steps


def _narrowed(query: dict[str, list[str]]) -> list[Crumb]:
    """The place that the address of a list narrows it to."""
    asker = scope()
    if not asker.sees_sums:
        return []
    code = (query.get("township") or query.get("banner") or [""])[0]
    with read() as conn:
        known = {one.adcode: one for one in banners(conn, asker)}
        town = next((one for one in townships(conn, asker) if one.code == code), None)
        own = place_name(conn, asker, english=english())
    banner = known.get(town.banner_adcode if town else code)
    if banner is None:
        return []
    name = term(banner.name_zh, banner.name_en)
    steps = [_step(name, links.district(banner.adcode))] if asker.whole_city or town else []
    if town:
        steps.append(_step(town.name_zh))
    return [] if [step["name"] for step in steps] == [own] else steps


def _step(name: str, href: str | None = None) -> Crumb:
    return {"name": name, "href": href}
