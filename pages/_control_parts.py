"""Parts of the control board, read and drawn: for the layout and for what keeps it up to date."""

from dataclasses import replace
from datetime import timedelta

from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.control_frame import board_head, section, switch
from components.control_heat import heat_key, heat_table
from components.control_list import duty_note, duty_table, listing_words, show_words
from components.control_period import own_card, period_card
from components.control_record import record_panel
from components.control_words import kind_name, span_words
from components.establishment_card import day_strip
from components.states import empty
from components.wording import counted, term
from data_access.changes import Topic
from data_access.control_board import Within, heat, period_summaries
from data_access.control_duties import duties
from data_access.control_record import record
from data_access.places import banners, offices, townships
from data_access.register import daily_states
from data_access.request import now, read, remembered, scope
from domain.clock import city_day
from domain.control_board import Duties, Heat, Listing, Show
from domain.scope import Action, Scope
from pages._control_query import Asked, Chosen, address

OWN_DAYS = 21


def head(wanted: Asked) -> Component:
    """Title, and the places the board is narrowed to."""
    within = wanted.within
    with read() as conn:
        asker = scope()
        names = {one.adcode: term(one.name_zh, one.name_en) for one in banners(conn, asker)}
        names |= {one.code: one.name_zh for one in townships(conn, asker)}
        names |= {f"#{one.id}": one.name_zh for one in offices(conn, asker)}
    office = f"#{within.office_id}" if within.office_id else None
    places = [
        (within.banner_adcode, replace(within, banner_adcode=None)),
        (within.township_code, replace(within, township_code=None)),
        (office, replace(within, office_id=None)),
    ]
    return board_head(
        [
            (names.get(code, code), address(wanted, within=without))
            for code, without in places
            if code is not None
        ],
        [(_("检查表"), links.checklists(wanted.kind))]
        if asker.allows(Action.PUBLISH_CHECKLIST)
        else [],
    )


def periods(wanted: Asked) -> list[Component]:
    """The three cards."""
    asker = scope()
    with read() as conn:
        found = period_summaries(conn, asker, now(), wanted.within)
    if asker.establishment_id is not None:
        return [
            own_card(
                one,
                chosen=one.kind is wanted.kind,
                href=address(wanted, kind=one.kind),
                record=links.control(
                    kind=one.kind, establishment=asker.establishment_id, day=one.start
                ),
            )
            for one in found
        ]
    return [
        period_card(
            one,
            chosen=one.kind is wanted.kind,
            href=address(wanted, kind=one.kind),
            unanswered=address(
                wanted, kind=one.kind, listing=Listing.CURRENT, show=Show.UNANSWERED
            ),
            left_behind=address(
                wanted, kind=one.kind, listing=Listing.PREVIOUS, show=Show.UNANSWERED
            ),
        )
        for one in found
    ]


def calendar(wanted: Asked) -> Component | None:
    """The heat calendar; of an establishment its own last days, of a street nothing."""
    asker, day = scope(), city_day(now())
    if asker.establishment_id is not None:
        days = [day - timedelta(days=back) for back in reversed(range(OWN_DAYS))]
        with read() as conn:
            states = daily_states(conn, asker, asker.establishment_id, days)
        return section(
            _("本单位"), "", day_strip(states), aside=None, class_name="nc-heat nc-heat--own"
        )

    if not asker.sees_sums:
        return None

    def build(conn: Connection, asker: Scope) -> Heat:
        return heat(conn, asker, wanted.kind, day, wanted.within)

    found: Heat = remembered("control.heat", _TOPICS, build, *_key(wanted), str(day))
    over = len(found.starts) - 1
    rows = len(found.rows)
    places = counted("%(n)s 旗区", rows) if found.by_banner else counted("%(n)s 镇街", rows)
    return section(
        _("%(kind)s按时完成率", kind=kind_name(wanted.kind)),
        _("%(places)s × 近 %(span)s", places=places, span=span_words(wanted.kind, over)),
        heat_table(found, lambda code: address(wanted, within=_narrowed(wanted, code)))
        if rows
        else empty(_("这里还没有管控任务")),
        aside=heat_key(),
        class_name="nc-heat",
    )


def listing(wanted: Asked, chosen: Chosen | None, row_type: str) -> Component | None:
    """Who has not answered, or what a figure led to; nothing for an establishment."""
    if scope().establishment_id is not None:
        return None
    found = duties_of(wanted)
    return section(
        f"{kind_name(wanted.kind)} · {show_words(wanted.show)}",
        duty_note(found),
        duty_table(found, row_type=row_type, chosen=chosen.establishment_id if chosen else None),
        aside=switch(
            [
                (
                    listing_words(wanted.kind, one, wanted.show),
                    address(wanted, listing=one, on=None),
                    one is wanted.listing and wanted.on is None,
                )
                for one in (Listing.PREVIOUS, Listing.CURRENT)
            ]
        ),
        class_name="nc-over",
    )


def duties_of(wanted: Asked) -> Duties:
    """The list that is asked for, kept until something changes."""
    day = min(wanted.on or city_day(now()), city_day(now()))

    def build(conn: Connection, asker: Scope) -> Duties:
        return duties(
            conn,
            asker,
            wanted.kind,
            wanted.listing,
            day,
            within=wanted.within,
            show=wanted.show,
        )

    key = (*_key(wanted), wanted.listing, wanted.show, str(day))
    found: Duties = remembered("control.unanswered", _TOPICS, build, *key)
    return found


def first_choice(wanted: Asked) -> Chosen | None:
    """Whose record is open at first: an establishment's own, else the head of the list."""
    own = scope().establishment_id
    if own is not None:
        return Chosen(own)
    rows = duties_of(wanted).rows
    return Chosen(rows[0].establishment_id) if rows else None


def panel(wanted: Asked, chosen: Chosen | None, day_type: str) -> list[Component]:
    """The chosen record, or why there is none."""
    if chosen is None:
        return [empty(_("没有选中的记录"), _("在清单中选一家单位，查看它的检查表"))]
    with read() as conn:
        found = record(conn, scope(), chosen.establishment_id, wanted.kind, chosen.start)
    if found is None:
        return [empty(_("没有这条记录"), _("当期没有管控任务，或不在权限范围内"))]
    return record_panel(scope(), found, day_type=day_type)


_TOPICS = (Topic.CONTROL, Topic.REGISTER)


def _key(wanted: Asked) -> tuple[str, str | None, str | None, int | None]:
    within = wanted.within
    return (wanted.kind, within.banner_adcode, within.township_code, within.office_id)


def _narrowed(wanted: Asked, code: str) -> Within:
    """`wanted.within` with a place of a heat row, a banner of six or a township of nine digits."""
    if len(code) == 6:
        return Within(banner_adcode=code)
    return replace(wanted.within, township_code=code)
