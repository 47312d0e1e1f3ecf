"""Accounts, for the security administrator: `/admin/accounts`. The address holds the filter."""

from dataclasses import replace
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components.account_table import account_table
from components.account_words import role_name, state_name
from components.admin import ANY, narrow, question, select, text_input
from components.alert_queue import pager
from components.aria import aria
from components.icons import icon
from components.numbers import count as written
from data_access.account_list import accounts, count, counts_by_state
from data_access.request import now, read, scope
from domain.account_filter import AccountFilter, AccountState
from domain.row_id import is_row_id
from domain.scope import Role
from pages import _account_acts as acts
from pages._account_drawer import (
    ACT,
    ACTIONS,
    ASK,
    CLOSE,
    EDITED,
    FORM,
    RESULT,
    actions,
    drawer,
)
from pages._account_query import address, page_of, parse
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SECURITY_ADMIN})

register_page(
    __name__,
    path="/admin/accounts",
    name=lazy_gettext("账号"),
    order=60,
    icon="users",
    roles=ROLES,
)

WHERE, ASKED, CHANGED = "accounts-where", "accounts-asked", "accounts-changed"
TABLE, DIALOG = "accounts-table", "accounts-dialog"
FIND, ROLE, BANNER = "accounts-find", "accounts-role", "accounts-banner"
OPEN, SURE = "accounts-open", "accounts-sure"
PAGE_ROWS = 50


def layout(**query: str) -> Component:
    """The list as the address asks for it."""
    return html.Main(
        [
            admin_tabs("/admin/accounts"),
            dcc.Location(id=WHERE, refresh="callback-nav"),
            dcc.Store(id=ASKED, data=dict(query)),
            dcc.Store(id=CHANGED, data=0),
            html.Header(
                [
                    html.Div([html.H1(_("账号")), html.P(_("三权分立：管账号的人看不到业务数据"))]),
                    html.Div(
                        html.Button(
                            [icon("plus", 16), _("新增账号")],
                            id={"type": OPEN, "account": 0},
                            n_clicks=0,
                            type="button",
                            className="nc-btn nc-btn--primary",
                        ),
                        className="nc-pagehead__r",
                    ),
                ],
                className="nc-pagehead",
            ),
            _toolbar(parse(query)),
            html.Section(_list(query), id=TABLE, className="nc-card nc-admin__list"),
            html.Div(id=DIALOG),
        ],
        className="nc-body nc-pagegrid nc-admin",
    )


@callback(
    Output(WHERE, "href"),
    Input(FIND, "value"),
    Input(ROLE, "value"),
    Input(BANNER, "value"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def narrow_list(text: Any, role: Any, banner: Any, known: Any) -> Any:
    """Fields of the toolbar lead to the address of their filter."""
    kept = parse(known if isinstance(known, dict) else {})
    wanted = replace(parse({"q": text, "role": role, "banner": banner}), state=kept.state)
    return no_update if wanted == kept else address(wanted)


@callback(
    Output(TABLE, "children"),
    Input(CHANGED, "data"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
def redraw(_changed: Any, query: Any) -> list[Component | None]:
    """The list after an act."""
    return _list(query if isinstance(query, dict) else {})


@callback(
    Output(DIALOG, "children"),
    Input({"type": OPEN, "account": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def open_drawer(_opens: Any) -> Any:
    """A row opens its drawer."""
    pressed = _pressed()
    return no_update if pressed is None else drawer(_number(pressed.get("account")))


# Apart from opening: a list that is drawn anew asks that one again, and a press on the cross that
# is still on its way would be dropped as outdated.
@callback(
    Output(DIALOG, "children", allow_duplicate=True),
    Input({"type": CLOSE, "at": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def close_drawer(_closes: Any) -> Any:
    """The cross and Esc close it."""
    return no_update if _pressed() is None else None


@callback(
    Output(FORM.place, "options"),
    Output(FORM.place, "value"),
    Output(FORM.place_box, "hidden"),
    Output(FORM.find_box, "hidden"),
    Input(FORM.role, "value"),
    Input(FORM.find, "value"),
    State(FORM.place, "value"),
    prevent_initial_call=True,
)
def offer_places(role: Any, text: Any, kept: Any) -> tuple[Any, Any, bool, bool]:
    """The places that fit the chosen role."""
    known = Role(role) if isinstance(role, str) and role in set(Role) else Role.CITY_BUREAU
    places = acts.places_for(known, text if isinstance(text, str) else "")
    options = [{"value": key, "label": words} for key, words in places]
    keys = [key for key, _words in places]
    searched = known is Role.ESTABLISHMENT
    chosen = kept if kept in keys else keys[0] if keys else ""
    return options, chosen, not (places or searched), not searched


@callback(
    Output(ASK, "children"),
    Input({"type": ACT, "act": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(_clicks: Any) -> Any:
    """Before an act its effect is named and asked for."""
    pressed = _pressed()
    act = _act(pressed)
    if act is None:
        return no_update
    sure = html.Button(
        acts.act_name(act), id={"type": SURE, "act": act}, n_clicks=0, type="button",
        className="nc-btn nc-btn--sm " + ("" if act is acts.Act.ENABLE else "nc-btn--danger"),
    )  # fmt: skip
    no = html.Button(
        _("取消"), id={"type": SURE, "act": "no"}, n_clicks=0, type="button",
        className="nc-btn nc-btn--sm",
    )  # fmt: skip
    return question(acts.act_question(act), sure, no)


@callback(
    Output(RESULT, "children"),
    Output(ASK, "children", allow_duplicate=True),
    Output(ACTIONS, "children"),
    Output(CHANGED, "data"),
    Input(FORM.save, "n_clicks"),
    Input({"type": SURE, "act": ALL}, "n_clicks"),
    State(FORM.name, "value"),
    State(FORM.display, "value"),
    State(FORM.role, "value"),
    State(FORM.place, "value"),
    State(EDITED, "data"),
    State(CHANGED, "data"),
    prevent_initial_call=True,
)
def do(_saved: Any, _sure: Any, name: Any, display: Any, role: Any, place: Any, edited: Any,
       changed: Any) -> tuple[Any, ...]:  # fmt: skip
    """Save the form, or do the act that was asked for; the drawer and the list follow."""
    account_id = _number(edited)
    if not ctx.triggered or not ctx.triggered[0]["value"]:  # only drawn, not pressed
        return (no_update,) * 4
    if ctx.triggered_id == FORM.save:
        result = acts.save(account_id, name, display, role, place)
    else:
        act = _act(_pressed())
        if act is None or account_id is None:
            return no_update, None, no_update, no_update
        result = acts.perform(act, account_id)
    return result, None, actions(account_id), (changed if isinstance(changed, int) else 0) + 1


def _list(query: dict[str, Any]) -> list[Component | None]:
    wanted, moment = parse(query), now()
    with read() as conn:
        total = count(conn, scope(), wanted, moment)
        pages = max(1, -(-total // PAGE_ROWS))
        page = min(page_of(query), pages)
        rows = accounts(
            conn, scope(), wanted, moment, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS
        )
        by_state = counts_by_state(conn, scope(), moment)
    listed = [acts.listed(row) for row in rows]
    return [
        _tabs(wanted, by_state),
        account_table(listed, moment, _open_id, filtered=wanted != AccountFilter()),
        pager(
            page=page, pages=pages, back=address(wanted, max(1, page - 1)),
            forward=address(wanted, min(pages, page + 1)),
        ),
    ]  # fmt: skip


def _open_id(account_id: int) -> dict[str, Any]:
    return {"type": OPEN, "account": account_id}


def _tabs(wanted: AccountFilter, sizes: dict[AccountState, int]) -> Component:
    links: list[tuple[str, AccountState | None, str]] = [(_("全部"), None, "")]
    links += [(state_name(state), state, written(size)) for state, size in sizes.items()]
    return html.Nav(
        [
            dcc.Link(
                [words, html.B(size, className="nc-num") if size else None],
                href=address(replace(wanted, state=state)),
                className="on" if state is wanted.state else "",
            )
            for words, state, size in links
        ],
        className="nc-tabs",
        **aria(label=_("状态")),
    )


def _toolbar(wanted: AccountFilter) -> Component:
    with read() as conn:
        banners = acts.banner_options(conn)
    roles = [(ANY, _("全部角色")), *((str(role), role_name(role)) for role in Role)]
    find = text_input(_("登录名、名称或范围"), id=FIND, value=wanted.text, type="search")
    return html.Div(
        [
            html.Div(narrow(_("查找账号"), find), className="nc-toolbar__find"),
            narrow(_("角色"), select(roles, wanted.role or ANY, id=ROLE)),
            narrow(
                _("旗区"),
                select([(ANY, _("全部旗区")), *banners], wanted.banner_adcode or ANY, id=BANNER),
            ),
        ],
        className="nc-toolbar",
    )


def _pressed() -> dict[str, Any] | None:
    """Id of the button that was pressed; one that was only drawn triggers too, without a click."""
    pressed = ctx.triggered_id
    clicked = ctx.triggered and ctx.triggered[0]["value"]
    return pressed if isinstance(pressed, dict) and clicked else None


def _act(pressed: dict[str, Any] | None) -> acts.Act | None:
    name = pressed.get("act") if pressed else None
    return acts.Act(name) if isinstance(name, str) and name in set(acts.Act) else None


def _number(value: Any) -> int | None:
    fits = is_row_id(value)
    return value if fits else None
