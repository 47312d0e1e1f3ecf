"""API tokens in a table, and the form that makes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.admin import ANY, Option, cell, chip, data_table, field, select, text_input
from components.alert_time import full_moment, moment_words
from components.icons import icon
from components.states import empty
from components.wording import counted


class TokenState(StrEnum):
    """How a token stands."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ShownToken:
    """What the table says of one token."""

    id: int
    name: str
    prefix: str
    place: str
    created_by: str
    created_at: datetime
    expires_on: date
    days_left: int
    last_used_at: datetime | None
    last_used_from: str | None
    state: TokenState


@dataclass(frozen=True, slots=True)
class TokenForm:
    """Ids of the fields."""

    name: str
    place: str
    expiry: str
    save: str


SOON_DAYS = 14


def token_table(
    rows: Sequence[ShownToken], now: datetime, revoke_id: Callable[[int], Any]
) -> Component:
    """The list, newest first."""
    if not rows:
        return empty(_("还没有接口令牌"), _("其他系统凭令牌只读本库，见 docs/integration.md"))
    heads = (_("名称"), _("范围"), _("状态"), _("到期"), _("最近使用"), _("创建"), "")
    return data_table(heads, [_row(row, now, revoke_id) for row in rows], _("接口令牌"))


def token_form(ids: TokenForm, places: Sequence[Option], expires_on: date, last: date) -> Component:
    """Name, scope and last day of a new token."""
    name = text_input(
        _("用途或系统，如 市大数据平台"), id=ids.name, value="", debounce=False, maxLength=60
    )
    expiry = text_input("2026-12-31", id=ids.expiry, value=expires_on.isoformat(), debounce=False)
    save = html.Button(
        [icon("plus", 16), _("新增令牌")],
        id=ids.save,
        n_clicks=0,
        type="button",
        className="nc-btn nc-btn--primary",
    )
    return html.Div(
        [
            field(_("名称"), name, class_name="is-required"),
            field(_("范围"), select(places, ANY, id=ids.place)),
            field(
                _("到期日"), expiry, _("最长一年，至 %(day)s", day=last.isoformat()), "is-required"
            ),
            html.Div(save, className="nc-actions"),
        ],
        className="nc-form nc-tokens__form",
    )


def _row(row: ShownToken, now: datetime, revoke_id: Callable[[int], Any]) -> Component:
    used = row.last_used_at
    last = (
        [
            html.Span(moment_words(used, now), className="nc-num", title=full_moment(used)),
            html.Span(row.last_used_from or ""),
        ]
        if used
        else _("从未")
    )
    button = html.Button(
        _("撤销"),
        id=revoke_id(row.id),
        n_clicks=0,
        type="button",
        className="nc-btn nc-btn--sm",
    )
    return html.Tr(
        [
            cell(_("名称"), [html.B(row.name), html.Code(f"{row.prefix}…")], "who"),
            cell(_("范围"), row.place),
            cell(_("状态"), _state(row)),
            cell(_("到期"), row.expires_on.isoformat(), "nc-num nowrap"),
            cell(_("最近使用"), last, "who"),
            cell(
                _("创建"),
                [html.Span(row.created_by), html.Span(moment_words(row.created_at, now))],
                "who",
            ),
            cell("", button if row.state is TokenState.OPEN else None, "act"),
        ],
        className="" if row.state is TokenState.OPEN else "is-over",
    )


def _state(row: ShownToken) -> Component:
    if row.state is TokenState.REVOKED:
        return chip(_("已撤销"), "off")
    if row.state is TokenState.EXPIRED:
        return chip(_("已到期"), "off")
    if row.days_left <= SOON_DAYS:
        return chip(counted("还剩 %(n)s 天", row.days_left), "warn")
    return chip(_("有效"), "ok")
