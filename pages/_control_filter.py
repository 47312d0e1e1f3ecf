"""Head of the control board: its filter by category and place, and what holds of it."""

from dataclasses import replace

from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.category_words import category_name
from components.control_frame import Narrowing, board_head
from components.wording import english
from data_access.place_names import PlaceNames, named_places
from data_access.places import townships
from data_access.request import now, read, scope
from domain.categories import CODES
from domain.clock import city_day
from domain.control_query import Asked, Within
from domain.scope import OFFICIALS, Action
from domain.workdays import guessed_from


def head(wanted: Asked) -> Component:
    """Title, the filter, and what the board is narrowed to."""
    asker, within = scope(), wanted.within
    with read() as conn:
        names = named_places(conn, asker, english=english())
        towns = [
            (one.code, one.name_zh)
            for one in townships(conn, asker)
            if within.banner_adcode in (None, one.banner_adcode)
        ]
    kept = [
        (words, links.control_board(wanted.to(within=without)))
        for words, without in _kept(within, names)
    ]
    filters = _filters(wanted, names, towns) if asker.sees_sums else []
    ways = [
        (
            _("自查问题"),
            links.findings(
                banner=within.banner_adcode,
                township=within.township_code,
                office=within.office_id,
            ),
        )
    ]
    if asker.allows(Action.REVIEW_SIGNAL):
        ways.append((_("填报质量信号"), links.signals()))
    if asker.allows(Action.PUBLISH_CHECKLIST):
        ways.append((_("检查表"), links.checklists(wanted.kind)))
    if asker.role in OFFICIALS:
        ways.append((_("学校假期"), links.school_terms()))
    elif asker.establishment_id is not None:
        ways.append((_("停业与代理"), links.arrangements()))
    papers = links.archives() if asker.allows(Action.ORDER_DOCUMENTS) else None
    guessed = asker.role in OFFICIALS and guessed_from(city_day(now())) is not None
    return board_head(kept, filters, ways, papers, _("节假日未定") if guessed else "")


def _kept(within: Within, names: PlaceNames) -> list[tuple[str, Within]]:
    """What the board is narrowed to in words, and what is left without it."""
    found = []
    if within.category:
        found.append((category_name(within.category), replace(within, category=None)))
    for name, code, without in (
        (names.banner, within.banner_adcode, replace(within, banner_adcode=None)),
        (names.township, within.township_code, replace(within, township_code=None)),
        (names.office, within.office_id, replace(within, office_id=None)),
    ):
        if code is not None:
            found.append((name.get(str(code), str(code)), without))
    return found


def _filters(wanted: Asked, names: PlaceNames, towns: list[tuple[str, str]]) -> list[Narrowing]:
    within = wanted.within

    def option(words: str, new: Within) -> tuple[str, str, bool]:
        return words, links.control_board(wanted.to(within=new)), new == within

    everything = [option(_("全部业态"), replace(within, category=None))]
    kinds = [option(category_name(one), replace(within, category=one)) for one in CODES]
    anywhere = [option(_("全部地区"), Within(category=within.category))]
    banners = [
        option(name, Within(banner_adcode=code, category=within.category))
        for code, name in names.banner.items()
    ]
    places = [
        option(name, Within(within.banner_adcode, code, category=within.category))
        for code, name in towns
    ]
    offices = [
        option(name, Within(office_id=int(number), category=within.category))
        for number, name in names.office.items()
    ]
    several = len(banners) > 1
    few = several and within.banner_adcode is None
    return [
        Narrowing(_("业态"), [*everything, *kinds]),
        *([Narrowing(_("旗区"), [*anywhere, *banners])] if several else []),
        *([] if few else [Narrowing(_("镇街"), places if several else [*anywhere, *places])]),
        *([] if few or len(offices) < 2 else [Narrowing(_("监管所"), offices)]),
    ]
