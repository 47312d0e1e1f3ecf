"""Licences, people with their health certificates, and cameras of one establishment, as lists."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words
from components.aria import data
from components.icons import icon
from components.record_form import act_button
from components.record_words import (
    camera_state_name,
    certificate_words,
    position_name,
    post_name,
)
from components.states import empty
from components.wording import counted
from domain.establishment_record import Certificate, Channel, LicencePaper, Member
from domain.health_certificates import CertificateState
from domain.kitchen import CameraState

Edit = Callable[[str, int | str], str]
"""(kind of form, number or "new") → address that opens it."""

PAPER_CLASSES = {
    CertificateState.VALID: "nc-chip--ok",
    CertificateState.WITHIN_30: "nc-chip--warn",
    CertificateState.WITHIN_7: "nc-chip--warn",
    CertificateState.LAST_DAY: "nc-chip--bad",
    CertificateState.EXPIRED: "nc-chip--bad",
    CertificateState.UNKNOWN: "nc-chip--off",
}
_CAMERA_CLASSES = {
    CameraState.ONLINE: "nc-chip--ok",
    CameraState.OFFLINE: "nc-chip--bad",
    CameraState.UNREADABLE: "nc-chip--warn",
}


def licence_list(
    papers: Sequence[LicencePaper], today: date, edit: Edit, *, may_edit: bool
) -> Component:
    """Licences with what is wrong with them."""
    if not papers:
        return empty(_("没有登记食品经营许可证"))
    return _table(
        [_("许可证编号"), _("发证日期"), _("有效期至"), _("状态"), ""],
        [
            [
                html.Span(one.number, className="nc-num"),
                html.Span(_day(one.issued_on), className="nc-num"),
                html.Span(_day(one.expires_on), className="nc-num"),
                [_licence_chip(one, today), *_check_chip(valid=one.number_valid)],
                _steps("licence", one.id, edit) if may_edit else None,
            ]
            for one in papers
        ],
    )


def people_list(people: Sequence[Member], today: date, edit: Edit, *, may_edit: bool) -> Component:
    """People, each with certificates; those who left stand last."""
    if not people:
        return empty(_("没有登记从业人员"), _("登记后按健康证有效期提醒"))
    return html.Ul(
        [_member(one, today, edit, may_edit=may_edit) for one in people], className="nc-people"
    )


def camera_list(
    cameras: Sequence[Channel], now: datetime, edit: Edit, *, may_edit: bool
) -> Component:
    """Cameras; addresses stand without password."""
    if not cameras:
        return empty(_("未接入后厨视频"))
    return _table(
        [_("名称"), _("点位"), _("视频地址"), _("状态"), ""],
        [
            [
                html.Span(one.label, className="nc-num"),
                position_name(one.position),
                _source(one),
                _camera_state(one, now),
                _steps("camera", one.id, edit) if may_edit else None,
            ]
            for one in cameras
        ],
    )


def _member(one: Member, today: date, edit: Edit, *, may_edit: bool) -> Component:
    steps = None
    if may_edit:
        steps = html.Span(
            [
                dcc.Link(_("编辑"), href=edit("person", one.id), className="nc-linkbtn"),
                dcc.Link(
                    _("加健康证"),
                    href=edit("health_certificate", f"new-{one.id}"),
                    className="nc-linkbtn",
                ),
            ],
            className="nc-steps",
        )
    facts = [
        post_name(one.post),
        one.phone,
        _("身份证尾号 %(tail)s", tail=one.identity_tail) if one.identity_tail else None,
    ]
    return html.Li(
        [
            html.Div(
                [
                    html.B(one.name),
                    html.Span("　".join(filter(None, facts))),
                    html.Span(
                        _("已于 %(day)s 离岗", day=one.left_on.isoformat()),
                        className="nc-chip nc-chip--off",
                    )
                    if one.left_on
                    else None,
                    steps,
                ],
                className="nc-people__who",
            ),
            *_twice(one),
            *[_certificate(paper, today, edit, may_edit=may_edit) for paper in one.certificates],
            html.P(_("没有登记健康证"), className="nc-people__none")
            if not one.certificates and one.left_on is None
            else None,
        ],
        className="is-left" if one.left_on else "",
    )


def _twice(one: Member) -> list[Component]:
    words: list[str | Component] = []
    if one.twice_here:
        words.append(_("同一身份证号在本单位登记了两次"))
    if one.elsewhere:
        words.append(_("同一身份证号还登记在："))
        words += [
            dcc.Link(name, href=links.register_entry(number)) for number, name in one.elsewhere
        ]
    if one.elsewhere_hidden:
        words.append(_("另有 %(n)s 处在您的辖区之外", n=one.elsewhere_hidden))
    if not words:
        return []
    parts: list[str | Component] = []
    for word in words:
        parts += [word, " "]
    return [html.P([icon("users", 16), html.Span(parts)], className="nc-note nc-note--warn")]


def _certificate(paper: Certificate, today: date, edit: Edit, *, may_edit: bool) -> Component:
    left = None if paper.expires_on is None else (paper.expires_on - today).days
    return html.Div(
        [
            html.Span(_("健康证"), className="nc-people__kind"),
            html.Span(paper.number, className="nc-num"),
            html.Span(paper.issuer) if paper.issuer else None,
            html.Span(_("有效期至 %(day)s", day=_day(paper.expires_on)), className="nc-num"),
            html.Span(
                certificate_words(paper.state, left),
                className=f"nc-chip {PAPER_CLASSES[paper.state]}",
            ),
            _steps("health_certificate", paper.id, edit) if may_edit else None,
        ],
        className="nc-people__paper",
    )


def _licence_chip(one: LicencePaper, today: date) -> Component:
    if one.expires_on is None:
        return html.Span(_("有效期未登记"), className="nc-chip nc-chip--off")
    left = (one.expires_on - today).days
    if left < 0:
        return html.Span(counted("已过期 %(n)s 天", -left), className="nc-chip nc-chip--bad")
    kind = "nc-chip--warn" if left <= 90 else "nc-chip--ok"
    return html.Span(counted("还有 %(n)s 天", left), className=f"nc-chip {kind}")


def _check_chip(*, valid: bool) -> list[Component]:
    return [] if valid else [html.Span(_("校验位不符"), className="nc-chip nc-chip--warn")]


def _source(one: Channel) -> Component:
    if one.source is None:
        return html.Span(_("未接入地址，不巡查"), className="nc-off")
    words = [html.Span(one.source, className="nc-num nc-breaks")]
    if one.has_credentials:
        words.append(html.Span(_("已存账号密码"), className="nc-chip nc-chip--off"))
    return html.Span(words)


def _camera_state(one: Channel, now: datetime) -> Component:
    known = CameraState(one.state)
    parts: list[Component] = [
        html.Span(
            camera_state_name(one.state),
            className=f"nc-chip {_CAMERA_CLASSES.get(known, 'nc-chip--off')}",
        )
    ]
    if one.last_look_at is not None:
        seen = _("最近画面 %(at)s", at=moment_words(one.last_look_at, now))
        parts.append(html.Span(seen, className="nc-hint"))
    return html.Span(parts)


def _steps(subject: str, number: int, edit: Edit) -> Component:
    return html.Span(
        [
            dcc.Link(_("编辑"), href=edit(subject, number), className="nc-linkbtn"),
            act_button("remove", subject, number, _("删除"), _("确认删除")),
        ],
        className="nc-steps",
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Component:
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head) for head in heads])),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                html.Td(cell, **data(head=head))
                                for head, cell in zip(heads, row, strict=True)
                            ]
                        )
                        for row in rows
                    ]
                ),
            ],
            className="nc-data nc-data--rows",
        ),
        className="nc-scrollx",
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else str(_("未登记"))
