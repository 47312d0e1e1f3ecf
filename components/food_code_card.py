"""The 食安码 of an establishment: what hangs on its door, and the steps an officer takes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import full_moment
from components.icons import icon
from components.numbers import count
from components.wording import counted
from domain.food_code import grouped
from domain.scans import CodeScans

REASON = "code-reason"
ACT = "code-act"
SHOWN = "code-shown"
REASON_LENGTH = 200


def code_card(
    establishment_id: int,
    codes: Sequence[Any],
    *,
    address: str | None,
    scans: Mapping[str, CodeScans],
    street: tuple[int, str, int, int] | None,
    may_issue: bool,
) -> list[Component]:
    """The code that holds with its stickers, and former ones.

    Args:
        establishment_id: Whose.
        codes: `data_access.codes.Code`, newest first.
        address: Of the public page; None without a valid code.
        scans: By code, how often it is opened; empty for those who are not told.
        street: Id, name, establishments and codes of its showcase street.
        may_issue: Whether the asker issues and revokes.
    """
    held = next((one for one in codes if one.revoked_at is None), None)
    parts: list[Component | None] = [
        dcc.Store(id=SHOWN, data={"id": establishment_id, "code": held.code if held else ""}),
        _held(establishment_id, held, address) if held and address else _none(),
        _scanned(scans[held.code]) if held and held.code in scans else None,
        _steps(has_code=held is not None) if may_issue else None,
        _street(*street) if street else None,
        _former([one for one in codes if one.revoked_at is not None], scans),
    ]
    return [part for part in parts if part is not None]


def _held(establishment_id: int, code: Any, address: str) -> Component:
    own = f"/stickers/{establishment_id}"
    ways = [
        (_("贴纸 80×80 mm"), f"{own}.pdf?size=80"),
        (_("贴纸 A6"), f"{own}.pdf?size=a6"),
        ("PNG", f"{own}.png"),
        ("SVG", f"{own}.svg"),
    ]
    return html.Div(
        [
            html.Img(src=f"{own}.svg", alt=_("食安码"), className="nc-qrbig"),
            html.Div(
                [
                    html.B(grouped(code.code), className="nc-num nc-codetext"),
                    html.P(
                        _(
                            "%(at)s 由 %(who)s 发放",
                            at=full_moment(code.issued_at),
                            who=code.issued_by,
                        )
                    ),
                    html.P(
                        html.A(
                            [icon("link", 16), _("打开公众页面")],
                            href=address,
                            target="_blank",
                            rel="noopener",
                        )
                    ),
                    html.P(
                        [
                            html.A(
                                [icon("download", 16), words],
                                href=href,
                                className="nc-btn nc-btn--sm",
                            )
                            for words, href in ways
                        ],
                        className="nc-codeways",
                    ),
                ]
            ),
        ],
        className="nc-codecard",
    )


def _scanned(scans: CodeScans) -> Component:
    """How often the code is opened, and whether that is unusual."""
    words = _(
        "公众扫码：今日 %(a)s 次，近30日 %(b)s 次", a=count(scans.today), b=count(scans.month)
    )
    burst = _("近2日明显多于平时，贴纸可能被复制张贴，请到现场核对")
    limits = _(
        "不含登录人员；同一网络地址一分钟只计一次。不记录扫码人和地点，因此不能判断是否异地。"
    )
    return html.Div(
        [
            html.P(words),
            html.P(burst, className="nc-note nc-note--warn") if scans.burst else None,
            html.P(limits, className="nc-hint"),
        ],
        className="nc-codescans",
    )


def _none() -> Component:
    words = _("此单位没有有效的食安码，公众扫不到它的信息")
    return html.P([icon("qr", 18), html.Span(words)], className="nc-note nc-note--warn")


def _steps(*, has_code: bool) -> Component:
    if not has_code:
        return html.P(_button("issue", _("发放食安码"), "nc-btn--primary"))
    return html.Details(
        [
            html.Summary(_("换码或撤销"), className="nc-linkbtn"),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span(_("原因（必填，留档）")),
                            dcc.Input(
                                id=REASON,
                                type="text",
                                value="",
                                maxLength=REASON_LENGTH,
                                autoComplete="off",
                                className="nc-input",
                            ),
                        ],
                        className="nc-field",
                    ),
                    html.Div(
                        [
                            _button("replace", _("作废旧码并换发"), ""),
                            _button("revoke", _("只撤销，不再发"), "nc-btn--danger"),
                        ],
                        className="nc-actions",
                    ),
                ],
                className="nc-codesteps",
            ),
        ]
    )


def _street(street_id: int, name: str, all_of_them: int, codes: int) -> Component:
    return html.P(
        [
            html.Span(
                _(
                    "%(street)s：%(n)s 家中 %(m)s 家有食安码　",
                    street=name,
                    n=all_of_them,
                    m=codes,
                )
            ),
            html.A(_("整条街贴纸（PDF）"), href=f"/stickers/street/{street_id}.pdf"),
        ],
        className="nc-note",
    )


def _former(codes: Sequence[Any], scans: Mapping[str, CodeScans]) -> Component | None:
    if not codes:
        return None
    return html.Div(
        [
            html.H3(_("停用的码")),
            html.Ul(
                [_former_line(one, one.revoked_at, scans.get(one.code)) for one in codes],
                className="nc-sources",
            ),
        ]
    )


def _former_line(code: Any, revoked_at: datetime, scans: CodeScans | None) -> Component:
    return html.Li(
        [
            html.Span(grouped(code.code), className="nc-num"),
            html.Span(_("%(at)s 停用", at=full_moment(revoked_at)), className="nc-num"),
            html.Span(code.revoke_reason),
            html.Span(counted("近30日仍被扫 %(n)s 次", scans.revoked))
            if scans and scans.revoked
            else None,
        ]
    )


def _button(act: str, words: str, class_name: str) -> Component:
    return html.Button(
        words,
        id={"type": ACT, "act": act},
        type="button",
        n_clicks=0,
        className=f"nc-btn {class_name}".strip(),
    )
