"""Accounts in a table, and the drawer in which one is made or changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.account_words import role_name, state_name
from components.admin import Option, cell, chip, data_table, field, select, text_input
from components.alert_time import full_moment, moment_words
from components.icons import icon
from components.states import empty
from domain.account_filter import AccountState
from domain.scope import ADMINISTRATORS, Role


@dataclass(frozen=True, slots=True)
class Listed:
    """What the table says of one account.

    Attributes:
        facts: States and lacks, each with the kind of its chip.
        own: Whether it is the reader's own.
    """

    id: int
    username: str
    display_name: str
    role: Role
    place: str
    facts: tuple[tuple[str, str], ...]
    last_sign_in_at: datetime | None
    own: bool


def facts(
    *,
    active: bool,
    locked: bool,
    unused: bool,
    passwordless: bool,
    must_change: bool,
    second_factor: bool,
    device: bool,
) -> tuple[tuple[str, str], ...]:
    """How an account stands, gravest first."""
    found: list[tuple[str, str]] = []
    if not active:
        found.append((state_name(AccountState.DISABLED), "off"))
    if locked:
        found.append((state_name(AccountState.LOCKED), "bad"))
    if unused:
        found.append((state_name(AccountState.UNUSED), "warn"))
    if active and not found:
        found.append((state_name(AccountState.ACTIVE), "ok"))
    if must_change:
        found.append((_("待改初始密码"), ""))
    if second_factor:
        found.append((_("二次验证"), ""))
    if passwordless and not device:
        found.append((_("无密码"), ""))
    return tuple(found)


def account_table(
    rows: Sequence[Listed], now: datetime, open_id: Callable[[int], Any], *, filtered: bool
) -> Component:
    """The list; each row opens its drawer."""
    if not rows:
        return empty(
            _("没有符合条件的账号"), _("换一个条件，或新增账号") if filtered else _("请新增账号")
        )
    heads = (_("账号"), _("角色"), _("范围"), _("状态"), _("最近登录"), "")
    return data_table(heads, [_row(row, now, open_id) for row in rows], _("账号"))


@dataclass(frozen=True, slots=True)
class FormIds:
    """Ids of the fields; `place_box` and `find_box` are hidden where the role has no such place."""

    name: str
    display: str
    role: str
    place: str
    place_box: str
    find: str
    find_box: str
    save: str


def account_form(
    *,
    ids: FormIds,
    username: str | None,
    display_name: str,
    role: Role,
    place: str,
    places: Sequence[Option],
    locked: bool,
) -> Component:
    """Fields of an account.

    Args:
        ids: Of the fields.
        username: None for a new account.
        display_name: As it stands.
        role: As it stands.
        place: Key of the place it is bound to.
        places: What may be chosen.
        locked: The reader's own account: nothing can be changed here.
    """
    roles = [(str(one), role_name(one)) for one in Role]
    shown = text_input(
        _("姓名或岗位，如 娜仁 · 餐饮监管股"),
        id=ids.display,
        value=display_name,
        debounce=False,
        maxLength=40,
        disabled=locked,
    )
    save = html.Button(
        [icon("check", 16), _("保存") if username else _("新增")],
        id=ids.save,
        n_clicks=0,
        type="button",
        disabled=locked,
        className="nc-btn nc-btn--primary",
    )
    return html.Div(
        [
            _name_field(ids, username),
            field(_("显示名称"), shown, class_name="is-required"),
            field(_("角色"), select(roles, role, id=ids.role, disabled=locked)),
            *_place_fields(ids, role, place, places, locked=locked),
            html.Div(save, className="nc-actions"),
        ],
        className="nc-form",
    )


def _name_field(ids: FormIds, username: str | None) -> Component:
    control = text_input(
        "zhangsan",
        id=ids.name,
        value=username or "",
        disabled=username is not None,
        debounce=False,
        maxLength=40,
    )
    hint = "" if username else _("字母、数字、点、横线，3 至 40 位；以后不能更改")
    return field(_("登录名"), control, hint, "is-required")


def _place_fields(
    ids: FormIds, role: Role, place: str, places: Sequence[Option], *, locked: bool
) -> list[Component]:
    searched = role is Role.ESTABLISHMENT
    find = text_input(_("单位名称至少两个字，或编号"), id=ids.find, debounce=0.4)
    choice = select(places, place, id=ids.place, disabled=locked)
    return [
        html.Div(field(_("查找单位"), find), id=ids.find_box, hidden=not searched),
        html.Div(
            field(_("所属范围"), choice), id=ids.place_box, hidden=not places and not searched
        ),
    ]


def account_facts(row: Listed, created_at: datetime) -> Component:
    """What is known of one account, above its form."""
    last = full_moment(row.last_sign_in_at) if row.last_sign_in_at else _("从未登录")
    pairs: list[tuple[str, str | Component]] = [
        (_("状态"), html.Span([chip(*one) for one in row.facts], className="nc-chips")),
        (_("范围"), _place(row)),
        (_("最近登录"), html.Span(last, className="nc-num")),
        (_("创建"), html.Span(full_moment(created_at), className="nc-num")),
    ]
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs], className="nc-pairs"
    )


def _row(row: Listed, now: datetime, open_id: Callable[[int], Any]) -> Component:
    last = row.last_sign_in_at
    return html.Tr(
        [
            cell(
                _("账号"),
                [html.B(row.display_name), html.Span(row.username), _own(row)],
                "who",
            ),
            cell(_("角色"), role_name(row.role)),
            cell(_("范围"), _place(row)),
            cell(
                _("状态"), html.Span([chip(*one) for one in row.facts], className="nc-chips")
            ),
            cell(
                _("最近登录"),
                html.Span(moment_words(last, now), title=full_moment(last)) if last else _("从未"),
                "nc-num nowrap",
            ),
            cell(
                "",
                html.Button(
                    [_("打开"), icon("chev", 14)],
                    id=open_id(row.id),
                    n_clicks=0,
                    type="button",
                    className="nc-btn nc-btn--sm",
                ),
                "act",
            ),
        ]
    )  # fmt: skip


def _place(row: Listed) -> str:
    """What it sees; administrators see nothing of what the system is about."""
    if row.role in ADMINISTRATORS:
        return "—"
    return row.place or str(_("全市"))


def _own(row: Listed) -> Component | None:
    return chip(_("您自己")) if row.own else None
