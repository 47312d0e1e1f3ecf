"""What a press in the drawer of an account does, and the words that come back."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components.account_table import Listed, facts
from components.account_words import refusal_words
from components.admin import ANY, Option, note, secret_once
from components.wording import english, term
from data_access import account_admin as admin
from data_access.account_list import (
    AccountRow,
    Place,
    banner_places,
    find_establishments,
    office_places,
    street_places,
)
from data_access.accounts import NewAccount
from data_access.request import now, read, scope, services, write
from domain.account_filter import Refused, RefusedError
from domain.scope import Role


class Act(StrEnum):
    """What may be done to an account beside changing its fields."""

    DISABLE = "disable"
    ENABLE = "enable"
    PASSWORD = "password"  # noqa: S105 - no password
    SECOND_FACTOR = "second_factor"
    PAIRING = "pairing"


def acts_for(row: AccountRow) -> list[Act]:
    """What may be done to this account."""
    if row.id == scope().account_id:
        return []
    found = [Act.DISABLE if row.active else Act.ENABLE]
    if row.role is Role.DEVICE:
        return [*found, Act.PAIRING] if row.active else found
    found.append(Act.PASSWORD)
    return [*found, Act.SECOND_FACTOR] if row.second_factor else found


def act_name(act: Act) -> str:
    """Words of the button."""
    names: dict[Act, str] = {
        Act.DISABLE: _("停用账号"),
        Act.ENABLE: _("启用账号"),
        Act.PASSWORD: _("重置密码"),
        Act.SECOND_FACTOR: _("重置二次验证"),
        Act.PAIRING: _("签发配对码"),
    }
    return names[act]


def act_question(act: Act) -> str:
    """What it brings about, asked before it is done."""
    words: dict[Act, str] = {
        Act.DISABLE: _("停用后该账号立即退出所有设备，且不能再登录。确认停用？"),
        Act.ENABLE: _("启用后该账号可以再次登录。确认启用？"),
        Act.PASSWORD: _("将生成新密码，原密码作废，该账号立即退出所有设备。确认重置？"),
        Act.SECOND_FACTOR: _(
            "将解除手机验证器，该账号立即退出所有设备，下次登录重新绑定。确认重置？"
        ),
        Act.PAIRING: _("将签发一次性配对码，15 分钟内有效，旧配对码作废。确认签发？"),
    }
    return words[act]


def perform(act: Act, account_id: int) -> Component:
    """Do it; what became of it in words, with what is shown only once."""
    profile = services().settings.security.password_profile

    def disabled(conn: Connection) -> Component:
        admin.set_active(conn, scope(), account_id, False, now())
        return note(_("已停用，其会话已全部终止"), good=True)

    def enabled(conn: Connection) -> Component:
        admin.set_active(conn, scope(), account_id, True, now())
        return note(_("已启用"), good=True)

    def password(conn: Connection) -> Component:
        given = admin.new_password(conn, scope(), account_id, now(), profile)
        return secret_once(_("新密码"), given, _("请当面或另行告知本人，首次登录须修改。"))

    def second_factor(conn: Connection) -> Component:
        admin.reset_second_factor(conn, scope(), account_id, now())
        return note(_("已重置，下次登录重新绑定"), good=True)

    def pairing(conn: Connection) -> Component:
        code = admin.pairing_code(conn, scope(), account_id, now())
        return secret_once(_("配对码"), code, _("在设备的登录页输入，15 分钟内有效。"))

    return _written(
        {
            Act.DISABLE: disabled,
            Act.ENABLE: enabled,
            Act.PASSWORD: password,
            Act.SECOND_FACTOR: second_factor,
            Act.PAIRING: pairing,
        }[act]
    )


def save(account_id: int | None, name: Any, display: Any, role: Any, place: Any) -> Component:
    """Make or change an account from what the form sends; nothing else of it is looked at."""
    given = {key: value.strip() if isinstance(value, str) else "" for key, value in
             {"name": name, "display": display, "place": place}.items()}  # fmt: skip
    if not isinstance(role, str) or role not in set(Role):
        return note(refusal_words(Refused.PLACE), good=False)
    new = bound(given["name"], given["display"], Role(role), given["place"])
    if account_id is not None:
        return _written(lambda conn: _changed(conn, account_id, new))
    return _written(lambda conn: _made(conn, new))


def bound(name: str, display: str, role: Role, place: str) -> NewAccount:
    """An account bound to the place that its role needs; `place` is a key of `places_for`."""
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 10 else None
    banner = place if number is not None and len(place) == 6 else None
    return NewAccount(
        username=name[:60],
        display_name=display[:60],
        role=role,
        banner_adcode=banner if role in (Role.BANNER_BUREAU, Role.DEVICE) else None,
        office_id=number if role is Role.SUPERVISION_OFFICE else None,
        establishment_id=number if role is Role.ESTABLISHMENT else None,
        street_id=_street(place) if role is Role.DEVICE else
        number if role is Role.STREET_MANAGER else None,
    )  # fmt: skip


def places_for(role: Role, text: str = "") -> list[Option]:
    """What an account of this role may be bound to; none where it sees the whole city."""
    with read() as conn:
        if role is Role.BANNER_BUREAU:
            return banner_options(conn)
        if role is Role.SUPERVISION_OFFICE:
            return _options(office_places(conn, scope()))
        if role is Role.STREET_MANAGER:
            return _options(street_places(conn, scope()))
        if role is Role.ESTABLISHMENT:
            return _options(find_establishments(conn, scope(), text))
        if role is Role.DEVICE:
            streets = [(f"street:{key}", words) for key, words in
                       _options(street_places(conn, scope()))]  # fmt: skip
            return [(ANY, _("全市")), *banner_options(conn), *streets]
    return []


def place_key(row: AccountRow) -> str:
    """Key of the place an account is bound to, as `places_for` gives it."""
    if row.role is Role.DEVICE and row.street_id is not None:
        return f"street:{row.street_id}"
    key = row.banner_adcode or row.office_id or row.establishment_id or row.street_id
    return str(key or ANY)


def listed(row: AccountRow) -> Listed:
    """What the table says of an account."""
    return Listed(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        role=row.role,
        place=term(row.place, row.place_en),
        facts=facts(
            active=row.active,
            locked=row.locked,
            unused=row.unused,
            passwordless=row.passwordless,
            must_change=row.must_change_password,
            second_factor=row.second_factor,
            device=row.role is Role.DEVICE,
        ),
        last_sign_in_at=row.last_sign_in_at,
        own=row.id == scope().account_id,
    )


def _street(place: str) -> int | None:
    kind, _colon, number = place.partition(":")
    fits = kind == "street" and number.isascii() and number.isdecimal() and len(number) < 10
    return int(number) if fits else None


def banner_options(conn: Connection) -> list[Option]:
    """Every banner, in the language of the reader."""
    return [
        (one.key, one.within if english() else one.name) for one in banner_places(conn, scope())
    ]


def _options(places: list[Place]) -> list[Option]:
    return [(one.key, f"{one.name} · {one.within}") for one in places]


def _made(conn: Connection, new: NewAccount) -> Component:
    profile = services().settings.security.password_profile
    _account_id, password = admin.make(conn, scope(), new, now(), profile)
    done = note(_("已新增 %(name)s", name=new.username), good=True)
    if password is None:
        return html.Div([done, html.P(_("设备不用密码：关闭后在列表中打开它，签发配对码。"))])
    hint = _("请当面或另行告知本人，首次登录须修改。")
    return html.Div([done, secret_once(_("初始密码"), password, hint)])


def _changed(conn: Connection, account_id: int, new: NewAccount) -> Component:
    admin.change(conn, scope(), account_id, new, now())
    return note(_("已保存；名称、角色或范围有变的，其会话已终止"), good=True)


def _written(do: Callable[[Connection], Component]) -> Component:
    """In one transaction; a refusal leaves nothing and is said in words."""
    try:
        with write() as conn:
            return do(conn)
    except RefusedError as refused:
        return note(refusal_words(refused.reason), good=False)
