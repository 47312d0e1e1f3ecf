"""The queue of alerts: `/alerts`. The address holds the whole state of the screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.alert_filter import filter_rail, group_name, state_tabs
from components.alert_queue import pager, queue_list
from components.alert_time import server_time
from components.icons import icon
from components.numbers import count
from components.wording import counted, term
from data_access.alert_queue import counts, median_h, newest_raised, queue, raised_since
from data_access.changes import Topic
from data_access.places import banners
from data_access.request import now, read, remembered, scope
from domain.alert_filter import Counts, QueueFilter
from domain.alert_record import AlertRow
from domain.clock import CITY_TIME, city_day
from domain.scope import OFFICIALS, SUPERVISED, Scope
from pages._address_parts import page_of
from pages._alert_query import address, parse
from pages._narrowed import narrowed

ROLES = OFFICIALS | SUPERVISED

register_page(__name__, path="/alerts", name="预警", order=4, icon="bell", roles=ROLES)

BODY = "alerts-body"
ASKED = "alerts-asked"
SEEN = "alerts-seen"
NEWS = "alerts-news"
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class _Screen:
    rows: list[AlertRow]
    counts: Counts
    page: int
    pages: int
    seen: int
    banners: list[tuple[str, str]]
    places: list[tuple[str, QueueFilter]]
    median_h: float | None


def layout(**query: str) -> Component:
    """The queue as the address asks for it."""
    screen = _read(query, now())
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=SEEN, data=screen.seen),
            html.Div(_body(screen, parse(query), now()), id=BODY, className="nc-alerts__body"),
            html.Div(id=NEWS, className="nc-news", role="status"),
        ],
        className="nc-body nc-alerts",
    )


@callback(
    Output(BODY, "children"),
    Output(NEWS, "children"),
    Input("live-alerts", "data"),
    State(ASKED, "data"),
    State(SEEN, "data"),
    prevent_initial_call=True,
)
def refresh(_number: Any, asked: Any, seen: Any) -> tuple[Any, Any]:
    """The first page follows what happens; on others the rows stay and only the news is told."""
    query = asked if isinstance(asked, dict) else {}
    wanted, moment, asker = parse(query), now(), scope()
    if page_of(query) == 1:
        return _body(_read(query, moment), wanted, moment), None
    if not isinstance(seen, int):
        return no_update, no_update
    with read() as conn:
        fresh = raised_since(conn, asker, wanted, moment, seen)
    return no_update, _news(fresh, wanted)


def _read(query: Any, moment: datetime) -> _Screen:
    wanted, asker = parse(query), scope()

    def build(conn: Connection, asker: Scope) -> Counts:
        return counts(conn, asker, wanted, moment)

    # Overdue moves with the clock, so the answer is good for its minute only.
    sizes = remembered("alerts.counts", (Topic.ALERTS,), build, repr(wanted), f"{moment:%d%H%M}")
    pages = max(1, -(-sizes.total // PAGE_ROWS))
    page = min(page_of(query), pages)
    with read() as conn:
        return _Screen(
            rows=queue(conn, asker, wanted, moment, offset=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS),
            counts=sizes,
            page=page,
            pages=pages,
            seen=newest_raised(conn, asker),
            banners=[(b.adcode, term(b.name_zh, b.name_en)) for b in banners(conn, asker)],
            places=narrowed(
                conn,
                asker,
                wanted,
                (wanted.raised_from, wanted.raised_until),
                replace(wanted, raised_from=None, raised_until=None),
            ),
            median_h=median_h(conn, asker, wanted, moment),
        )


def _body(screen: _Screen, wanted: QueueFilter, moment: datetime) -> list[Component]:
    return [
        server_time(moment),
        filter_rail(
            wanted, screen.counts, screen.banners, screen.places, city_day(moment), address
        ),
        html.Section(
            [
                _head(screen, wanted, moment),
                state_tabs(wanted, screen.counts, address),
                queue_list(screen.rows, moment, filtered=wanted != QueueFilter()),
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


def _head(screen: _Screen, wanted: QueueFilter, moment: datetime) -> Component:
    at = f"{moment.astimezone(CITY_TIME):%H:%M}"
    return html.Header(
        html.Div(
            [
                html.H1(_("预警")),
                html.P(
                    [
                        f"{group_name(wanted.state)} ",
                        html.B(count(screen.counts.total), className="nc-num"),
                        counted(" 件，按剩余时间排序，截至 %(at)s", screen.counts.total, at=at),
                        *_median(screen.median_h),
                    ]
                ),
            ]
        ),
        className="nc-pagehead",
    )


def _median(hours: float | None) -> list[str | Component]:
    """The median that led here, taken over just these alerts."""
    if hours is None:
        return []
    return ["　", _("用时中位数 "), html.B(f"{hours:,.1f}", className="nc-num"), _(" 小时")]


def _news(fresh: int, wanted: QueueFilter) -> Component | None:
    if not fresh:
        return None
    return dcc.Link(
        [icon("bell", 16), counted("有 %(n)s 条新预警，点击查看", fresh)],
        href=address(wanted),
        className="nc-btn nc-btn--primary",
    )
