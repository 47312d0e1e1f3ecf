"""Signals of sham records: `/control/signals`. For regulators, for review, never a sanction."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components import links
from components.alert_queue import pager
from components.sham_list import (
    caution,
    list_tabs,
    review_form,
    signal_list,
    signal_panel,
    week_bar,
)
from data_access import sham
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.control_query import day_of
from domain.scope import REGULATORS, NotAllowedError
from domain.sham import ReviewVerdict
from domain.sham_list import Listed, SignalError

ROLES = REGULATORS

register_page(__name__, path="/control/signals", name=lazy_gettext("填报质量信号"), roles=ROLES)

BODY = "signals-body"
PANEL = "signals-panel"
ASKED = "signals-asked"
NOTE = "signals-note"
VERDICT = "signals-verdict"
MESSAGE = "signals-message"
PAGE_ROWS = 50


def layout(**query: str) -> Component:
    """The list of one week, and the signal that is open beside it."""
    return html.Main(
        [
            dcc.Store(id=ASKED, data=dict(query)),
            html.Section(_list(query), id=BODY, className="nc-sham__list"),
            html.Aside(
                [
                    html.Div(_panel(query), id=PANEL),
                    html.Div(id=MESSAGE, className="nc-case__say", role="status"),
                ],
                className="nc-sham__panel",
            ),
        ],
        className="nc-body nc-signals" + (" is-open" if _establishment(query) else ""),
    )


@callback(
    Output(MESSAGE, "children"),
    Output(PANEL, "children"),
    Output(BODY, "children"),
    Input({"type": VERDICT, "verdict": ALL}, "n_clicks"),
    State(NOTE, "value"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def judge(clicks: list[int | None], note: Any, asked: Any) -> tuple[Any, Any, Any]:
    """Keep the verdict whose button was clicked, on the signal that the address names."""
    pressed = ctx.triggered_id
    verdict = pressed.get("verdict") if isinstance(pressed, dict) else None
    query = asked if isinstance(asked, dict) else {}
    number = _establishment(query)
    if verdict not in set(ReviewVerdict) or not any(clicks) or number is None:
        return no_update, no_update, no_update
    try:
        with write() as conn:
            week = _week(query, sham.weeks(conn, scope()))
            sham.review(conn, scope(), number, week, ReviewVerdict(verdict), note, now())
    except SignalError:
        return _say(_("请先写明复核说明（最多300字）"), good=False), no_update, no_update
    except NotAllowedError:
        return _say(_("您的角色不能执行此操作"), good=False), no_update, no_update
    except LookupError:
        return _say(_("没有找到这条信号"), good=False), no_update, no_update
    return _say(_("已保存"), good=True), _panel(query), _list(query)


def _list(query: Mapping[str, Any]) -> list[Component | None]:
    asker, listed = scope(), _listed(query)
    with read() as conn:
        known = sham.weeks(conn, asker)
        week = _week(query, known)
        counts = sham.counts(conn, asker, week)
        pages = max(1, -(-counts.by_list[listed] // PAGE_ROWS))
        page = min(_number(query, "page", 6) or 1, pages)
        offset = (page - 1) * PAGE_ROWS
        rows = sham.page(conn, asker, week, listed, offset=offset, limit=PAGE_ROWS)

    def address(number: int | None, at: int = page) -> str:
        return links.signals(week=week, listed=listed, establishment=number, page=at)

    return [
        html.Header(
            [
                html.Div([html.H1(_("填报质量信号")), html.P(_("只列强度20以上，50以上待复核"))]),
                html.Div(week_bar(week, known, listed), className="nc-pagehead__r"),
            ],
            className="nc-pagehead",
        ),
        caution(),
        list_tabs(week, listed, counts),
        signal_list(rows, _establishment(query), address),
        pager(
            page=page,
            pages=pages,
            back=address(None, max(1, page - 1)),
            forward=address(None, min(pages, page + 1)),
        ),
    ]


def _panel(query: Mapping[str, Any]) -> list[Component | None]:
    asker, number = scope(), _establishment(query)
    found = None
    if number is not None:
        with read() as conn:
            found = sham.find(conn, asker, number, _week(query, sham.weeks(conn, asker)))
    return signal_panel(asker, found, review_form(NOTE, VERDICT) if found else None)


def _week(query: Mapping[str, Any], known: list[date]) -> date:
    """The week that is asked for, else the newest that has signals, else the one that is over."""
    asked = day_of(query.get("week"))
    if asked is not None:
        return asked - timedelta(days=asked.weekday())
    today = city_day(now())
    return known[0] if known else today - timedelta(days=today.weekday() + 7)


def _listed(query: Mapping[str, Any]) -> Listed:
    text = query.get("list")
    known = isinstance(text, str) and text in set(Listed)
    return Listed(str(text)) if known else Listed.TO_REVIEW


def _establishment(query: Mapping[str, Any]) -> int | None:
    return _number(query, "establishment", 9)


def _number(query: Mapping[str, Any], name: str, digits: int) -> int | None:
    text = query.get(name)
    fits = isinstance(text, str) and re.fullmatch(rf"[1-9][0-9]{{0,{digits - 1}}}", text, re.ASCII)
    return int(str(text)) if fits else None


def _say(words: str, *, good: bool) -> Component:
    return html.Div(words, className="nc-say" + (" is-good" if good else " is-bad"))
