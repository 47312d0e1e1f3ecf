"""Findings of self-control: `/control/findings`. The address holds the state of the screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import Connection

from components import links
from components.alert_queue import pager
from components.alert_time import server_time
from components.finding_filter import finding_rail, finding_tabs, group_name
from components.finding_list import finding_list
from components.icons import icon
from components.numbers import count
from components.wording import counted, term
from data_access.changes import Topic
from data_access.checklists import versions
from data_access.finding_list import counts, page
from data_access.places import banners
from data_access.request import now, read, remembered, scope
from domain.checklists import item_id
from domain.clock import CITY_TIME, city_day
from domain.control import ControlKind
from domain.finding_filter import FindingCounts, FindingFilter, FindingRow, item_group
from domain.scope import OFFICIALS, SUPERVISED, Role, Scope
from pages._address_parts import page_of
from pages._finding_query import address, parse
from pages._narrowed import narrowed

ROLES = OFFICIALS | SUPERVISED

register_page(__name__, path="/control/findings", name=lazy_gettext("自查问题"), roles=ROLES)

BODY = "findings-body"
ASKED = "findings-asked"
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class _Screen:
    rows: list[FindingRow]
    counts: FindingCounts
    page: int
    pages: int
    names: dict[str, str]
    banners: list[tuple[str, str]]
    places: list[tuple[str, FindingFilter]]


def layout(**query: str) -> Component:
    """The list as the address asks for it."""
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            html.Div(
                _body(query, now()),
                id=BODY,
                className="nc-alerts__body" + (" is-own" if _own() else ""),
            ),
        ],
        className="nc-body nc-alerts",
    )


@callback(
    Output(BODY, "children"),
    Input("live-control", "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def refresh(_number: Any, asked: Any) -> Any:
    """The first page follows what happens; on others the rows stay where they are."""
    query = asked if isinstance(asked, dict) else {}
    scope()
    return _body(query, now()) if page_of(query) == 1 else no_update


def _read(query: Any, wanted: FindingFilter, moment: datetime) -> _Screen:
    asker = scope()

    def build(conn: Connection, asker: Scope) -> FindingCounts:
        return counts(conn, asker, wanted, moment)

    # Overdue moves with the clock, so the answer is good for its minute only.
    sizes = remembered("findings.counts", (Topic.CONTROL,), build, repr(wanted), f"{moment:%d%H%M}")
    pages = max(1, -(-sizes.total // PAGE_ROWS))
    number = min(page_of(query), pages)
    with read() as conn:
        return _Screen(
            rows=page(
                conn,
                asker,
                wanted,
                moment,
                offset=(number - 1) * PAGE_ROWS,
                limit=PAGE_ROWS,
            ),
            counts=sizes,
            page=number,
            pages=pages,
            names=_names(conn),
            banners=_banners(conn, asker),
            places=narrowed(
                conn,
                asker,
                wanted,
                (wanted.since, wanted.until),
                replace(wanted, since=None, until=None),
            ),
        )


def _names(conn: Connection) -> dict[str, str]:
    """Words of groups and items of the city's lists, the newest wording of each."""
    found: dict[str, str] = {}
    for kind in ControlKind:
        for sheet in reversed(versions(conn, kind, None)):
            for group in sheet.groups:
                found[item_group(item_id(kind, group.letter))] = term(group.zh, group.en)
            found |= {item.id: term(item.zh, item.en) for item in sheet.items}
    return found


def _banners(conn: Connection, asker: Scope) -> list[tuple[str, str]]:
    """Banners to choose between; none for those who see one only."""
    if not asker.sees_sums:
        return []
    found = [(one.adcode, term(one.name_zh, one.name_en)) for one in banners(conn, asker)]
    return found if len(found) > 1 else []


def _own() -> bool:
    """Whether the reader is the establishment itself."""
    return scope().role is Role.ESTABLISHMENT


def _body(query: Any, moment: datetime) -> list[Component | None]:
    wanted = parse(query)
    screen, own = _read(query, wanted, moment), _own()
    rail = finding_rail(
        wanted,
        screen.counts,
        screen.names,
        screen.banners,
        screen.places,
        city_day(moment),
        address,
    )
    return [
        server_time(moment),
        None if own else rail,  # a single establishment has few findings
        html.Section(
            [
                _head(screen, wanted, moment),
                finding_tabs(wanted, screen.counts, address),
                finding_list(screen.rows, moment, filtered=wanted != FindingFilter(), own=own),
                pager(
                    page=screen.page,
                    pages=screen.pages,
                    back=address(wanted, max(1, screen.page - 1)),
                    forward=address(wanted, min(screen.pages, screen.page + 1)),
                ),
            ],
            className="nc-alerts__list",
        ),
    ]


def _head(screen: _Screen, wanted: FindingFilter, moment: datetime) -> Component:
    at = f"{moment.astimezone(CITY_TIME):%H:%M}"
    return html.Header(
        [
            html.Div(
                [
                    html.H1(_("自查问题")),
                    html.P(
                        [
                            f"{group_name(wanted.group)} ",
                            html.B(count(screen.counts.total), className="nc-num"),
                            counted(" 项，按整改时限排序，截至 %(at)s", screen.counts.total, at=at),
                        ]
                    ),
                ]
            ),
            html.Div(
                dcc.Link(
                    [icon("clipboard", 16), _("管控")], href=links.control(), className="nc-btn"
                ),
                className="nc-pagehead__r",
            ),
        ],
        className="nc-pagehead",
    )
