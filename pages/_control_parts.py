"""Upper parts of the control board, read and drawn: cards, calendar and ranking."""

from datetime import timedelta

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.control_frame import section, switch
from components.control_heat import heat_foot, heat_key, heat_table
from components.control_period import Lists, own_card, period_card
from components.control_ranking import ranking_note, ranking_table
from components.control_words import kind_name, span_words
from components.establishment_card import day_strip
from components.own_day import forms_to_keep
from components.states import empty
from components.wording import counted
from data_access.changes import Topic
from data_access.control_board import HEAT_PERIODS, heat, period_summaries
from data_access.control_ranking import ranking
from data_access.own_day import own_day
from data_access.register import daily_states
from data_access.request import now, read, remembered, scope, services
from domain.clock import city_day
from domain.control import ControlKind
from domain.control_board import Heat, Listing, PeriodSummary, Show
from domain.control_query import Asked, Within
from domain.control_ranking import RankedPlace
from domain.figures import Level
from domain.ranking import Smallest
from domain.scope import Action, Scope
from pages._figures import this_minute

OWN_DAYS = 21
TOPICS = (Topic.CONTROL, Topic.REGISTER)


def periods(wanted: Asked) -> list[Component]:
    """The three cards."""
    moment = this_minute()

    def build(conn: Connection, asker: Scope) -> list[PeriodSummary]:
        return period_summaries(conn, asker, moment.now, wanted.within)

    found = remembered("control.periods", TOPICS, build, *key_of(wanted), moment.key)
    own = scope().establishment_id
    if own is not None:
        cards = [
            own_card(
                one,
                chosen=one.kind is wanted.kind,
                href=links.control_board(wanted.to(kind=one.kind)),
                record=links.control(kind=one.kind, establishment=own, day=one.start),
                form=links.duty(one.kind, one.start) if one.current.open else None,
            )
            for one in found
        ]
        with read() as conn:
            return [*cards, forms_to_keep(own_day(conn, scope(), moment.day))]
    here = wanted.to(on=None, place=None)
    papers = links.archives() if scope().allows(Action.ORDER_DOCUMENTS) else None

    def lists(kind: ControlKind) -> Lists:
        return lambda listing, show: links.control_board(
            here.to(kind=kind, listing=listing, show=show)
        )

    return [
        period_card(
            one,
            chosen=one.kind is wanted.kind,
            href=links.control_board(here.to(kind=one.kind)),
            lists=lists(one.kind),
            papers=papers,
        )
        for one in found
    ]


def calendar(wanted: Asked) -> Component | None:
    """The heat calendar or the ranking; of an establishment its own last days, of a street none."""
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
    return _heat(wanted) if wanted.rank is None else _ranking(wanted, wanted.rank)


def _heat(wanted: Asked) -> Component:
    day = city_day(now())

    def build(conn: Connection, asker: Scope) -> Heat:
        return heat(conn, asker, wanted.kind, day, wanted.within)

    found: Heat = remembered("control.heat", TOPICS, build, *key_of(wanted), str(day))
    rows = len(found.rows)
    places = counted("%(n)s 旗区", rows) if found.by_banner else counted("%(n)s 镇街", rows)
    span = span_words(wanted.kind, len(found.starts) - 1)
    if not rows:
        content = empty(_("这里还没有管控任务"))
    else:
        content = html.Div(
            [
                heat_table(
                    found,
                    lambda code: links.control_board(wanted.to(within=wanted.within.at(code))),
                    lambda code, start: links.control_board(
                        wanted.to(
                            listing=Listing.CURRENT,
                            show=Show.UNANSWERED if start == found.starts[-1] else Show.NOT_ON_TIME,
                            on=start,
                            place=code,
                        )
                    ),
                    chosen=(wanted.place, wanted.on),
                ),
                heat_foot(found),
            ]
        )
    return section(
        _("%(kind)s按时完成率", kind=kind_name(wanted.kind)),
        _("%(places)s × 近 %(span)s", places=places, span=span),
        content,
        aside=_views(wanted, heat_key()),
        class_name="nc-heat",
    )


def _ranking(wanted: Asked, level: Level) -> Component:
    day, given = city_day(now()), services().settings.ranking
    smallest = Smallest(given.min_establishments, given.min_cases)

    def build(conn: Connection, asker: Scope) -> list[RankedPlace]:
        return ranking(conn, asker, wanted.kind, level, day, smallest, wanted.within)

    rows = remembered("control.ranking", TOPICS, build, *key_of(wanted), level, str(day))

    def calendar_of(code: str) -> str:
        category = wanted.within.category
        within = (
            Within(office_id=int(code), category=category)
            if level is Level.OFFICE
            else wanted.within.at(code)
        )
        return links.control_board(wanted.to(within=within, rank=None))

    over = HEAT_PERIODS[wanted.kind] - 1
    return section(
        _("%(kind)s按时完成排名", kind=kind_name(wanted.kind)),
        _("近 %(span)s", span=span_words(wanted.kind, over)),
        html.Div([ranking_table(rows, calendar_of), ranking_note(wanted.kind, over, smallest)]),
        aside=_views(wanted, None),
        class_name="nc-heat",
    )


def _views(wanted: Asked, key: Component | None) -> Component:
    """Calendar, or the ranking of each level that has places to compare."""
    wide = scope().whole_city and wanted.within.at(None) == Within(category=wanted.within.category)
    levels = [(Level.BANNER, _("旗区排名"))] if wide else []
    levels += [(Level.TOWNSHIP, _("镇街排名")), (Level.OFFICE, _("监管所排名"))]
    views = [(None, _("日历")), *levels]
    chosen = switch(
        [
            (words, links.control_board(wanted.to(rank=level)), level is wanted.rank)
            for level, words in views
        ]
    )
    return html.Div([key, chosen], className="nc-heat__views")


def key_of(wanted: Asked) -> tuple[str | int | None, ...]:
    """What of the question a kept answer depends on."""
    within = wanted.within
    return (
        wanted.kind,
        within.banner_adcode,
        within.township_code,
        within.office_id,
        within.category,
    )
