"""Open sessions in a table: whose, from where, with what, since when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.account_words import role_name
from components.admin import cell, chip, data_table
from components.alert_time import full_moment, moment_words
from components.browser_words import browser_words
from components.states import empty
from domain.scope import Role


@dataclass(frozen=True, slots=True)
class ShownSession:
    """What the table says of one session; `this` is the one that is looking."""

    id: int
    account_id: int
    username: str
    display_name: str
    role: Role
    started_at: datetime
    seen_at: datetime
    address: str
    browser: str
    method: str
    this: bool


def method_name(method: str) -> str:
    """How somebody signed in."""
    names: dict[str, str] = {
        "password": _("密码"),
        "totp": _("密码＋验证器"),
        "oidc": _("统一身份认证"),
        "demo": _("演示登录"),
        "pairing": _("设备配对"),
    }
    return names.get(method, method)


def session_table(
    rows: Sequence[ShownSession],
    now: datetime,
    end_id: Callable[[int], Any],
    of_account: Callable[[int], str],
) -> Component:
    """The list; each row leads to the sessions of its account and has a button to end it."""
    if not rows:
        return empty(_("没有在线会话"), _("有人登录后会出现在这里"))
    heads = (
        _("账号"),
        _("角色"),
        _("地址"),
        _("浏览器"),
        _("登录方式"),
        _("登录"),
        _("最近活动"),
        "",
    )
    found = [_row(row, now, end_id, of_account) for row in rows]
    return data_table(heads, found, _("在线会话"))


def _row(
    row: ShownSession, now: datetime, end_id: Callable[[int], Any], of_account: Callable[[int], str]
) -> Component:
    who = [
        dcc.Link(html.B(row.display_name), href=of_account(row.account_id)),
        html.Span(row.username),
        chip(_("本次会话")) if row.this else None,
    ]
    button = html.Button(
        _("终止"),
        id=end_id(row.id),
        n_clicks=0,
        type="button",
        disabled=row.this,
        className="nc-btn nc-btn--sm",
    )
    return html.Tr(
        [
            cell(_("账号"), who, "who"),
            cell(_("角色"), role_name(row.role)),
            cell(_("地址"), row.address or "—", "nc-num"),
            cell(_("浏览器"), html.Span(browser_words(row.browser), title=row.browser)),
            cell(_("登录方式"), method_name(row.method)),
            cell(_("登录"), _moment(row.started_at, now), "nc-num nowrap"),
            cell(_("最近活动"), _moment(row.seen_at, now), "nc-num nowrap"),
            cell("", button, "act"),
        ]
    )


def _moment(moment: datetime, now: datetime) -> Component:
    return html.Span(moment_words(moment, now), title=full_moment(moment))
