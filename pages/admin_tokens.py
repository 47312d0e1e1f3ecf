"""API tokens, for the security administrator: `/admin/tokens`."""

from datetime import date, datetime, timedelta
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update, register_page
from dash.development.base_component import Component
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from components.admin import ANY, note, question, secret_once
from components.aria import aria
from components.numbers import count
from components.token_table import ShownToken, TokenForm, TokenState, token_form, token_table
from components.wording import english
from data_access.account_list import banner_places
from data_access.api_tokens import (
    LONGEST_DAYS,
    LONGEST_NAME,
    ApiToken,
    NewToken,
    Refused,
    TokenError,
    add,
    revoke,
    tokens,
)
from data_access.request import now, read, scope, write
from domain.clock import city_day
from domain.row_id import LARGEST_ID
from domain.scope import Role
from pages._admin_tabs import admin_tabs

ROLES = frozenset({Role.SECURITY_ADMIN})

register_page(
    __name__,
    path="/admin/tokens",
    name=lazy_gettext("接口"),
    order=62,
    icon="key",
    roles=ROLES,
)

FORM = TokenForm("tokens-name", "tokens-place", "tokens-expiry", "tokens-save")
TABLE, RESULT, ASK, CHANGED = "tokens-table", "tokens-result", "tokens-ask", "tokens-changed"
SAID = "tokens-said"
REVOKE, SURE = "tokens-revoke", "tokens-sure"
USUAL_DAYS = 90


def layout(**_query: str) -> Component:
    """The tokens, and the form for a new one."""
    today = city_day(now())
    with read() as conn:
        rows = tokens(conn, scope())
    places = [(ANY, _("全市")), *_places().items()]
    days = today + timedelta(days=USUAL_DAYS), today + timedelta(days=LONGEST_DAYS)
    return html.Main(
        [
            admin_tabs("/admin/tokens"),
            dcc.Store(id=CHANGED, data=0),
            html.Header(
                html.Div(
                    [
                        html.H1(_("接口令牌")),
                        html.P(_said(rows), id=SAID),
                    ]
                ),
                className="nc-pagehead",
            ),
            html.Div(
                [
                    html.Section(
                        [html.Div(id=ASK, **aria(live="polite")), html.Div(_table(rows), id=TABLE)],
                        className="nc-card nc-admin__list",
                    ),
                    html.Section(
                        [
                            html.H2(_("新增令牌")),
                            token_form(FORM, places, *days),
                            html.Div(id=RESULT, **aria(live="polite")),
                        ],
                        className="nc-card nc-tokens__new",
                    ),
                ],
                className="nc-tokens",
            ),
        ],
        className="nc-body nc-pagegrid nc-admin",
    )


@callback(
    Output(RESULT, "children"),
    Output(CHANGED, "data"),
    Input(FORM.save, "n_clicks"),
    State(FORM.name, "value"),
    State(FORM.place, "value"),
    State(FORM.expiry, "value"),
    prevent_initial_call=True,
)
def make(clicks: Any, name: Any, place: Any, expiry: Any) -> tuple[Any, Any]:
    """Make a token; its secret is shown now and never again."""
    if not clicks:
        return no_update, no_update
    new = NewToken(
        name if isinstance(name, str) else "",
        None if place == ANY else str(place),
        _day(expiry),
    )
    try:
        with write() as conn:
            _token_id, secret = add(conn, scope(), new, now())
    except TokenError as error:
        return note(_refusal(error.reason), good=False), no_update
    hint = _("请立即交给对方系统管理员，保存在其密钥库中。")
    return secret_once(_("令牌"), secret, hint), clicks


@callback(
    Output(ASK, "children"),
    Input({"type": REVOKE, "token": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def ask(_clicks: Any) -> Any:
    """Before a token ends somebody is asked."""
    token = _pressed(REVOKE)
    if token is None:
        return no_update
    return question(
        _("使用该令牌的系统会立即读不到数据，撤销后不能恢复。确认撤销？"),
        _button(_("撤销"), {"type": SURE, "token": token}, "nc-btn--danger"),
        _button(_("取消"), {"type": SURE, "token": 0}),
    )


@callback(
    Output(ASK, "children", allow_duplicate=True),
    Output(TABLE, "children"),
    Output(SAID, "children"),
    Input({"type": SURE, "token": ALL}, "n_clicks"),
    Input(CHANGED, "data"),
    prevent_initial_call=True,
)
def end(_clicks: Any, _changed: Any) -> Any:
    """Revoke it, or leave it; the list follows, also when a new one was made."""
    token, said = _pressed(SURE), None
    if token:
        with write() as conn:
            done = revoke(conn, scope(), token, now())
        said = note(_("已撤销") if done else _("没有可撤销的令牌"), good=done)
    with read() as conn:
        rows = tokens(conn, scope())
    return said, _table(rows), _said(rows)


def _said(rows: list[ApiToken]) -> list[Any]:
    live = sum(row.opens(now()) for row in rows)
    words = _(" 个有效　其他系统凭令牌只读主体库，不能登录页面")
    return [html.B(count(live), className="nc-num"), words]


def _table(rows: list[ApiToken]) -> Component:
    places = _places()
    shown = [_shown(row, places, now()) for row in rows]
    return token_table(shown, now(), lambda n: {"type": REVOKE, "token": n})


def _shown(row: ApiToken, places: dict[str, str], moment: datetime) -> ShownToken:
    state = TokenState.OPEN
    if row.revoked_at is not None:
        state = TokenState.REVOKED
    elif not row.opens(moment):
        state = TokenState.EXPIRED
    kept = {name: getattr(row, name) for name in ShownToken.__slots__ if hasattr(row, name)}
    adcode = row.banner_adcode
    return ShownToken(
        **kept,
        place=places.get(adcode, adcode) if adcode else _("全市"),
        days_left=(row.expires_on - city_day(moment)).days,
        state=state,
    )


def _places() -> dict[str, str]:
    with read() as conn:
        found = banner_places(conn, scope())
    return {place.key: place.within if english() else place.name for place in found}


def _refusal(reason: Refused) -> str:
    words: dict[Refused, str] = {
        Refused.NAME: _("请填写名称，最多 %(n)s 字", n=LONGEST_NAME),
        Refused.EXPIRY: _("到期日须为明天起一年以内，写成 2026-12-31"),
        Refused.BANNER: _("没有这个旗区"),
        Refused.TOO_MANY: _("令牌数量已达上限"),
    }
    return words[reason]


def _day(text: Any) -> date:
    """The day that was typed; one that can never be taken for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if isinstance(text, str) else date.min
    except ValueError:
        return date.min


def _button(words: str, ident: dict[str, Any], kind: str = "") -> Component:
    return html.Button(
        words, id=ident, n_clicks=0, type="button", className=f"nc-btn nc-btn--sm {kind}".strip()
    )


def _pressed(kind: str) -> int | None:
    """The token whose button was pressed; one that was only drawn triggers too."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not ctx.triggered or not ctx.triggered[0]["value"]:
        return None
    token = pressed.get("token")
    fits = isinstance(token, int) and not isinstance(token, bool) and 0 <= token <= LARGEST_ID
    return token if pressed.get("type") == kind and fits else None
