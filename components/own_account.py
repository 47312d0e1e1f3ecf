"""The page of one's own account: who, how it is protected, and where it is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.browser_words import browser_words
from components.panels import card
from domain.clock import CITY_TIME


@dataclass(frozen=True, slots=True)
class Person:
    """Whose account it is, in words.

    Attributes:
        name: Shown on screens and in records.
        username: To sign in with.
        role: In the language of the request.
        place: What it is bound to.
        last_sign_in_at: Aware UTC, None for never.
    """

    name: str
    username: str
    role: str
    place: str
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Protection:
    """How the account is protected.

    Attributes:
        has_password: False for one-click accounts and those of an identity provider.
        changed_at: When the password was last set, aware UTC.
        due_at: When a new one is due, None for never.
        second_factor: Whether a phone is set up.
        may_have_phone: False where nobody owns the account.
        codes_left: Recovery codes that still open it.
    """

    has_password: bool
    changed_at: datetime | None
    due_at: datetime | None
    second_factor: bool
    may_have_phone: bool
    codes_left: int


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which the account is signed in."""

    id: int
    browser: str
    address: str
    started_at: datetime
    seen_at: datetime
    method: str
    present: bool


def person_card(person: Person, form_token: str) -> Component:
    """Name, role and place, and the language of this browser."""
    facts = [
        (_("姓名"), person.name),
        (_("用户名"), person.username),
        (_("角色"), person.role),
        (_("范围"), person.place),
        (_("本次登录"), _moment(person.last_sign_in_at) if person.last_sign_in_at else "—"),
    ]
    return card(
        _("基本信息"),
        _("由安全管理员维护"),
        [
            html.Dl(
                [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts],
                className="nc-acct__facts",
            ),
            html.Div(
                [
                    html.Span(_("界面语言")),
                    _button("/language?to=zh", form_token, "中文"),
                    _button("/language?to=en", form_token, "English"),
                ],
                className="nc-acct__row",
            ),
        ],
    )


def protection_card(protection: Protection) -> Component:
    """Password and phone, each with its state in words and one way on."""
    if not protection.has_password and not protection.may_have_phone:
        body = html.P(_("演示账号没有密码，也不能绑定手机。"), className="nc-acct__none")
        return card(_("密码与验证"), "", body)
    rows = []
    if protection.has_password:
        rows.append(_step(_("密码"), _password_state(protection), "/account/password", _("修改")))
    if protection.may_have_phone:
        state = _("已绑定，登录需要验证码") if protection.second_factor else _("未绑定")
        act = _("查看") if protection.second_factor else _("绑定")
        rows.append(_step(_("手机验证器"), state, "/account/phone", act))
    if protection.may_have_phone and protection.second_factor:
        left = _("还有 %(n)s 个可用", n=protection.codes_left)
        rows.append(_step(_("恢复码"), left, "/account/phone", _("重新生成")))
    return card(_("密码与验证"), "", rows)


def sessions_card(places: Sequence[Place], total: int, form_token: str) -> Component:
    """Where the account is signed in now, each with a button that ends it.

    Args:
        places: Last seen first, the present one among them.
        total: How many there are in all.
        form_token: Token of the forms.
    """
    others = any(not place.present for place in places)
    return card(
        _("登录中的设备"),
        _("共 %(count)s 处", count=total),
        html.Ul([_place(place, form_token) for place in places], className="nc-acct__list"),
        right=_button("/account/sessions/end-others", form_token, _("退出其他设备"))
        if others
        else None,
    )


def _place(place: Place, form_token: str) -> Component:
    facts = _(
        "%(address)s · %(start)s 登录 · 最近 %(seen)s",
        address=place.address or "—",
        start=_moment(place.started_at),
        seen=_moment(place.seen_at),
    )
    act = (
        html.Span(_("当前"), className="nc-acct__now")
        if place.present
        else _button(f"/account/sessions/{place.id}/end", form_token, _("终止"))
    )
    return html.Li(
        [html.Div([html.B(browser_words(place.browser)), html.Span(_unbroken(facts))]), act],
        className="nc-acct__row",
    )


def _unbroken(facts: str) -> list[Component]:
    """Facts between dots; a line breaks between two of them, never inside a date."""
    parts = facts.split(" · ")
    marked = [f"{part} · " for part in parts[:-1]] + parts[-1:]
    return [html.Span(part, className="nc-acct__fact") for part in marked]


def _step(name: str, state: str, href: str, act: str) -> Component:
    return html.Div(
        [html.Div([html.B(name), html.Span(state)]), html.A(act, href=href, className="nc-btn")],
        className="nc-acct__row",
    )


def _password_state(protection: Protection) -> str:
    words = (
        _("%(at)s 修改", at=_day(protection.changed_at)) if protection.changed_at else _("从未修改")
    )
    if protection.due_at is None:
        return str(words)
    due = _("%(at)s 前需更换", at=_day(protection.due_at))
    return f"{words} · {due}"


def _button(action: str, form_token: str, words: str) -> Component:
    """A form of one button; the token travels as the button's value."""
    button = html.Button(
        words, type="submit", name="csrf_token", value=form_token, className="nc-btn nc-btn--sm"
    )
    return html.Form(button, action=action, method="POST")


def _moment(at: datetime) -> str:
    return at.astimezone(CITY_TIME).strftime("%m-%d %H:%M")


def _day(at: datetime) -> str:
    return at.astimezone(CITY_TIME).strftime("%Y-%m-%d")
