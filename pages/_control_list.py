"""The list of the control board: who has not answered, or what a number led to.

While somebody looks at it, its rows stay where they are: what changes is their state. Who left the
list and who came is said above it, and a press draws it anew.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.aria import data
from components.control_frame import switch
from components.control_list import (
    TABS,
    changed_words,
    duty_note,
    duty_table,
    listing_words,
    page_steps,
    show_tabs,
    show_words,
)
from components.control_words import kind_name, period_words, periods_words
from components.icons import icon
from components.wording import english
from data_access.control_board import completion_of, completions
from data_access.control_duties import duties, how_many, listed_start, total_of
from data_access.control_rows import of_period, rows_of
from data_access.place_names import named_places
from data_access.request import now, read, remembered, scope
from domain.clock import city_day
from domain.control import next_start, period_start, previous_start
from domain.control_board import Duties, DutyKey, DutyRow, Listing, Show
from domain.control_query import Asked, Chosen, day_of
from domain.figures import NO_TASKS, Completion
from domain.row_id import is_row_id
from domain.scope import OFFICIALS, SUPERVISED, Action, Scope
from pages._control_parts import TOPICS, key_of

ROLES = OFFICIALS | SUPERVISED
ASKED, CHOSEN, SHOWN = "control-asked", "control-chosen", "control-shown"
LIST, NOTE, AGAIN = "control-list", "control-note", "control-again"
TICKED, DONE = "control-ticked", "control-done"
_MOST_SHOWN = 100


def list_card(wanted: Asked, pick: Chosen | None, acts: Component | None) -> Component:
    """The card; empty for an establishment, which sees nobody else."""
    stores = [dcc.Store(id=AGAIN), dcc.Store(id=DONE), dcc.Store(id=TICKED, data=[])]
    if scope().establishment_id is not None:
        empty_ = [html.Div(id=LIST), html.Span(id=NOTE), dcc.Store(id=SHOWN), *stores]
        return html.Section(empty_, hidden=True)
    found = duties_of(wanted)
    return html.Section(
        [
            html.Header(
                [html.H2(_title(wanted)), html.Span(duty_note(found), id=NOTE), acts],
                className="nc-sec__head",
            ),
            html.Div(_content(wanted, found, found.rows, pick), id=LIST),
            dcc.Store(id=SHOWN, data=_shown(found.rows)),
            *stores,
        ],
        className="nc-card nc-over",
        id="control-over",
    )


@callback(
    Output(LIST, "children"),
    Output(NOTE, "children"),
    Output(SHOWN, "data"),
    Input("live-control", "data"),
    Input(DONE, "data"),
    Input(AGAIN, "data"),
    State(SHOWN, "data"),
    State(CHOSEN, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def follow_list(_number: Any, _done: Any, again: Any, shown: Any, pick: Any, query: Any) -> Any:
    """The rows that are shown get their new states; pressed, the list is drawn anew."""
    asker, wanted = scope(), Asked.parse(query)
    if asker.establishment_id is not None:
        return None, "", []
    found = duties_of(wanted)
    chosen = Chosen.parse(pick, wanted.kind)
    kept = [] if again and ctx.triggered_id == AGAIN else _keys(shown)
    if not found.spanned:  # at midnight the same establishments are shown with their next duty
        kept = of_period(found.start, [one for one, _start in kept])
    fresh = [row.key for row in found.rows]
    if not kept or kept == fresh:
        return _content(wanted, found, found.rows, chosen), duty_note(found), _shown(found.rows)
    with read() as conn:
        rows = rows_of(conn, asker, wanted.kind, kept)
    content = _content(wanted, found, rows, chosen, changes=_changes(kept, fresh))
    return content, duty_note(found), no_update


def duties_of(wanted: Asked) -> Duties:
    """The page of the list that is asked for, kept until something changes."""
    day = _day(wanted)
    first = first_of(wanted, day)

    def build(conn: Connection, asker: Scope) -> Duties:
        return duties(
            conn,
            asker,
            wanted.kind,
            wanted.listing,
            day,
            within=wanted.listed_within,
            show=wanted.show,
            page=wanted.page,
            first=first,
        )

    asked = (wanted.place, wanted.listing, wanted.show, str(first), str(day), wanted.page)
    key = (*key_of(wanted), *asked)
    found: Duties = remembered("control.duties", TOPICS, build, *key)
    return found


def first_of(wanted: Asked, day: date) -> date | None:
    """Start of the first of several periods, None where the list is of one; `day` lies in it."""
    return wanted.first_before(listed_start(wanted.kind, wanted.listing, day))


def _day(wanted: Asked) -> date:
    today = city_day(now())
    return min(wanted.on or today, today)


def _title(wanted: Asked) -> str:
    return str(_("%(kind)s%(show)s清单", kind=kind_name(wanted.kind), show=show_words(wanted.show)))


def _content(
    wanted: Asked,
    found: Duties,
    rows: Sequence[DutyRow],
    pick: Chosen | None,
    changes: Component | None = None,
) -> list[Component | None]:
    asker = scope()
    acts = asker.allows(Action.EXCUSE_CONTROL) and wanted.since is None
    chosen = None
    if pick is not None:
        start = pick.start if found.spanned and pick.start else found.start
        chosen = (pick.establishment_id, start)
    return [
        html.Div(
            [_periods(wanted, found), _place(wanted), _tabs(wanted, found)],
            className="nc-over__bar",
        ),
        changes,
        html.Div(
            duty_table(found, rows, chosen=chosen, acts=acts),
            className="nc-over__rows",
            **data(start=found.start.isoformat(), total=str(found.total)),
        ),
        html.Footer(
            [
                page_steps(found, lambda page: links.control_board(wanted.to(page=page))),
                *_exports(wanted),
            ],
            className="nc-over__foot",
        ),
    ]


def _periods(wanted: Asked, found: Duties) -> Component:
    """The running period and the one before, and steps to any other."""
    today = period_start(wanted.kind, city_day(now()))
    before = previous_start(wanted.kind, today)

    def at(start: Any) -> str:
        if start in (today, before):
            listing = Listing.CURRENT if start == today else Listing.PREVIOUS
            return links.control_board(wanted.to(listing=listing, on=None))
        return links.control_board(wanted.to(listing=Listing.CURRENT, on=start))

    later = next_start(wanted.kind, found.start)
    near = [
        (listing_words(wanted.kind, listing), at(start), not found.spanned and found.start == start)
        for start, listing in ((before, Listing.PREVIOUS), (today, Listing.CURRENT))
    ]
    if found.first is not None:
        days = periods_words(wanted.kind, found.first, found.start)
        alone = dcc.Link(
            [days, icon("x", 14)],
            href=at(found.start),
            className="nc-btn nc-btn--sm nc-num",
            title=_("只看最后一期"),
        )
        return html.Div([switch(near), alone], className="nc-over__when")
    steps = html.Span(
        [
            dcc.Link(
                icon("back", 14),
                href=at(previous_start(wanted.kind, found.start)),
                title=_("上一期"),
            ),
            html.B(period_words(wanted.kind, found.start), className="nc-num"),
            dcc.Link(icon("chev", 14), href=at(later), title=_("下一期"))
            if later <= today
            else html.Span(icon("chev", 14), className="nc-daynav__none"),
        ],
        className="nc-daynav",
    )
    return html.Div([switch(near), steps], className="nc-over__when")


def _place(wanted: Asked) -> Component | None:
    if wanted.place is None:
        return None
    with read() as conn:
        names = named_places(conn, scope(), english=english())
    known = names.banner if len(wanted.place) == 6 else names.township
    words = known.get(wanted.place, wanted.place)
    return dcc.Link(
        [words, icon("x", 14)],
        href=links.control_board(wanted.to(place=None)),
        className="nc-btn nc-btn--sm",
        title=_("不再限于%(place)s", place=words),
    )


def _tabs(wanted: Asked, found: Duties) -> Component:
    def build(conn: Connection, asker: Scope) -> tuple[Completion, int | None]:
        within, kind, start = wanted.listed_within, wanted.kind, found.start
        if found.first is not None:  # a streak is one up to a period, and not of several
            sums = completions(conn, asker, kind, found.first, start, within)
            return sum(sums.values(), NO_TASKS), None
        long = how_many(conn, asker, kind, start, within=within, show=Show.STREAK)
        return completion_of(conn, asker, kind, start, within), long

    key = (*key_of(wanted), wanted.place, str(found.first), str(found.start))
    total, long = remembered("control.tabs", TOPICS, build, *key)
    counts = {show: total_of(total, show) or 0 for show in TABS}
    if long is not None:
        counts[Show.STREAK] = long
    counts.setdefault(wanted.show, found.total)  # a figure led here
    return show_tabs(wanted.show, counts, lambda show: links.control_board(wanted.to(show=show)))


def _exports(wanted: Asked) -> list[Component]:
    """The whole list as a file, for those who may take one."""
    if not scope().allows(Action.EXPORT):
        return []
    return [
        html.A(
            [icon("download", 15), words],
            href=links.control_export(kind, wanted),
            download="",
            className="nc-btn nc-btn--sm",
        )
        for kind, words in (("csv", _("导出 CSV")), ("xlsx", _("导出 Excel")))
    ]


def _changes(kept: list[DutyKey], fresh: list[DutyKey]) -> Component | None:
    gone, new = len(set(kept) - set(fresh)), len(set(fresh) - set(kept))
    if not gone and not new:
        return None
    return html.P(
        [
            changed_words(gone, new),
            html.Button(_("更新清单"), type="button", className="nc-linkbtn", **data(again="1")),
        ],
        className="nc-note nc-over__changed",
        role="status",
    )


def _shown(rows: Sequence[DutyRow]) -> list[list[Any]]:
    """For the store; `_keys` reads it back."""
    return [[row.establishment_id, row.start.isoformat()] for row in rows]


def _keys(shown: Any) -> list[DutyKey]:
    """Duties that a browser says it shows."""
    keys: list[DutyKey] = []
    for given in (shown if isinstance(shown, list) else [])[:_MOST_SHOWN]:
        one, start = given if isinstance(given, list) and len(given) == 2 else (None, None)
        if not is_row_id(one):
            continue
        if day := day_of(start):
            keys.append((one, day))
    return keys
