"""Open sessions, for the security administrator: `/admin/sessions`."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components.admin import note, question
from components.alert_queue import pager
from components.aria import aria
from components.icons import icon
from components.numbers import count
from components.page_title import as_of
from components.session_table import ShownSession, session_table
from components.wording import counted
from data_access.account_admin import end_all_sessions
from data_access.account_list import one
from data_access.request import now, read, scope, session_id, write
from data_access.sessions import Reason, active_sessions, count_active, end_session
from domain.row_id import is_row_id
from domain.scope import Role
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SECURITY_ADMIN})
PATH = "/admin/sessions"

register_page(
    __name__,
    path=PATH,
    name=lazy_gettext("会话"),
    order=61,
    icon="screens",
    roles=ROLES,
)

ASKED, BODY, ASK = "sessions-asked", "sessions-body", "sessions-ask"
END, SURE = "sessions-end", "sessions-sure"
ALL_OF, NONE_OF = 0, -1  # instead of the number of a session
"""In place of a session's id: every session of the account that is shown."""
PAGE_ROWS = 50


def layout(**query: str) -> Component:
    """All open sessions, or those of one account."""
    return html.Main(
        [
            admin_tabs("/admin/sessions"),
            dcc.Store(id=ASKED, data=dict(query)),
            html.Div(id=ASK, **aria(live="polite")),
            html.Div(_body(query), id=BODY, className="nc-admin__body"),
        ],
        className="nc-body nc-pagegrid nc-admin",
    )


@callback(
    Output(ASK, "children"),
    Input({"type": END, "session": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(_clicks: Any) -> Any:
    """Before a session ends somebody is asked."""
    session = _pressed(END)
    if session is None:
        return no_update
    words = _("该账号会立即退出所有设备。确认全部终止？") if session == ALL_OF else (
        _("该设备会立即退出，未保存的内容会丢失。确认终止？")
    )  # fmt: skip
    return question(
        words,
        _button(_("终止"), {"type": SURE, "session": session}, "nc-btn--danger"),
        _button(_("取消"), {"type": SURE, "session": NONE_OF}),
    )


@callback(
    Output(ASK, "children", allow_duplicate=True),
    Output(BODY, "children"),
    Input({"type": SURE, "session": ALL}, "n_clicks"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def end(_clicks: Any, query: Any) -> Any:
    """End it, or leave it."""
    session, known = _pressed(SURE), query if isinstance(query, dict) else {}
    if session is None:
        return no_update, no_update
    if session == NONE_OF:
        return None, no_update
    done = _end(session, _account(known))
    words = _("已终止 %(n)s 个会话", n=done) if done else _("会话已经结束")
    return note(words, good=bool(done)), _body(known)


def _end(session: int, account_id: int | None) -> int:
    with write() as conn:
        if session != ALL_OF:
            return int(end_session(conn, scope(), session, Reason.REVOKED, now()))
        return end_all_sessions(conn, scope(), account_id, now()) if account_id else 0


def _body(query: Mapping[str, Any]) -> list[Component | None]:
    account_id, moment = _account(query), now()
    with read() as conn:
        total = count_active(conn, scope(), now=moment, account_id=account_id)
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(_page(query), pages)
        rows = active_sessions(
            conn, scope(), now=moment, account_id=account_id, limit=PAGE_ROWS,
            offset=(page - 1) * PAGE_ROWS,
        )  # fmt: skip
        whose = one(conn, scope(), account_id, moment) if account_id else None
    names = [item.name for item in fields(ShownSession) if item.name != "this"]
    shown = [
        ShownSession(**{name: getattr(row, name) for name in names}, this=row.id == session_id())
        for row in rows
    ]
    table = session_table(
        shown, moment, lambda n: {"type": END, "session": n}, lambda n: _address(account=n)
    )
    back, forward = max(1, page - 1), min(pages, page + 1)
    return [
        _head(total, whose.display_name if whose else None),
        html.Section(
            [
                table,
                pager(
                    page=page, pages=pages, back=_address(account=account_id, page=back),
                    forward=_address(account=account_id, page=forward),
                ),
            ],
            className="nc-card nc-admin__list",
        ),
    ]  # fmt: skip


def _head(total: int, whose: str | None) -> Component:
    parts: list[str | Component] = [
        html.B(count(total), className="nc-num"),
        counted(" 个在线会话", total),
        "　",
        as_of(now()),
    ]
    right: list[Component] = []
    if whose is not None:
        right = [
            dcc.Link([icon("back", 16), _("全部会话")], href=PATH, className="nc-btn"),
            _button(_("全部终止"), {"type": END, "session": ALL_OF}, "nc-btn--danger"),
        ]
    return html.Header(
        [
            html.Div([html.H1(whose or _("会话")), html.P(parts)]),
            html.Div(right, className="nc-pagehead__r"),
        ],
        className="nc-pagehead",
    )


def _button(words: str, ident: dict[str, Any], kind: str = "") -> Component:
    return html.Button(
        words, id=ident, n_clicks=0, type="button", className=f"nc-btn nc-btn--sm {kind}".strip()
    )


def _pressed(kind: str) -> int | None:
    """The session whose button was pressed; one that was only drawn triggers too."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not ctx.triggered or not ctx.triggered[0]["value"]:
        return None
    session = pressed.get("session")
    fits = is_row_id(session) or (type(session) is int and session in (ALL_OF, NONE_OF))
    return session if pressed.get("type") == kind and fits else None


def _account(query: Mapping[str, Any]) -> int | None:
    text = query.get("account")
    return int(text) if isinstance(text, str) and re.fullmatch(r"[1-9][0-9]{0,8}", text) else None


def _page(query: Mapping[str, Any]) -> int:
    text = query.get("page")
    return int(text) if isinstance(text, str) and re.fullmatch(r"[1-9][0-9]{0,4}", text) else 1


def _address(*, account: int | None, page: int = 1) -> str:
    given = {"account": account, "page": page if page > 1 else None}
    kept = {name: str(value) for name, value in given.items() if value}
    return f"{PATH}?{urlencode(kept)}" if kept else PATH
