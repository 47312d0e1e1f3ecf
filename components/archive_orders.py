"""Archives of statutory records: the form that orders one, and how far each has come."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.admin import cell, data_table, select
from components.aria import aria
from components.icons import icon
from components.numbers import count
from components.states import empty
from components.wording import counted, term
from domain.clock import CITY_TIME
from domain.control import KINDS, ControlKind
from domain.document_orders import (
    ORDER_NAMES_EN,
    ORDER_NAMES_ZH,
    UNFINISHED,
    DocumentOrder,
    Failure,
    Lack,
    OrderState,
)

_TONES = {OrderState.DONE: "ok", OrderState.FAILED: "bad", OrderState.RUNNING: "warn"}


def order_form(
    banners: Sequence[tuple[str, str]],
    months: Sequence[date],
    *,
    banner_id: str,
    month_id: str,
    kinds_id: str,
    order_id: str,
) -> Component:
    """Banner, month, kinds and the button.

    Args:
        banners: Adcode and name of each that the asker may order.
        months: First days, the one chosen at first first.
        banner_id: Of the select of the banner, and so on.
        month_id: See `banner_id`.
        kinds_id: See `banner_id`.
        order_id: See `banner_id`.
    """
    month_options = [(f"{one:%Y-%m}", f"{one:%Y-%m}") for one in months]
    kinds = dcc.Checklist(
        id=kinds_id,
        options=[
            {"value": kind.value, "label": term(facts.record_zh, facts.record_en)}
            for kind, facts in KINDS.items()
        ],
        value=[kind.value for kind in ControlKind],
        className="nc-archive__kinds",
    )
    button = html.Button(
        [icon("download", 16), _("开始归档")],
        id=order_id,
        type="button",
        className="nc-btn nc-btn--primary",
    )
    return html.Div(
        [
            html.Label([term("旗区", "Banner"), select(banners, banners[0][0], id=banner_id)]),
            html.Label([_("月份"), select(month_options, month_options[0][0], id=month_id)]),
            html.Div([html.Span(_("记录")), kinds], role="group", **aria(label=_("记录"))),
            button,
        ],
        className="nc-archive__form",
    )


def order_table(
    orders: Sequence[DocumentOrder], names: Mapping[str, str], *, cancel_type: str
) -> Component:
    """Newest first; the button's id is `{"type": cancel_type, "order": id}`.

    Args:
        orders: As read.
        names: Name of a banner by adcode.
        cancel_type: Of the buttons.
    """
    if not orders:
        return empty(_("还没有归档"), _("选择旗区和月份后，系统在后台生成，可以离开本页。"))
    heads = [_("时间"), _("内容"), _("状态"), _("进度"), _("文件"), ""]
    rows = [_row(one, names, heads, cancel_type) for one in orders]
    return html.Div(data_table(heads, rows, _("归档任务")), className="nc-archives")


def failure_words(failure: Failure) -> str:
    """What an archive lacks, or why there is none."""
    if failure.lack is Lack.RECORDS:
        return counted("%(n)s 份记录未能生成，见目录", int(failure.fact))
    if failure.lack is Lack.DISK_LOW:
        return str(_("磁盘剩余空间不足，请清理后重新归档"))
    if failure.lack is Lack.NOT_WRITTEN:
        causes: dict[str, str] = {
            "ENOSPC": _("磁盘已满"),
            "EDQUOT": _("磁盘已满"),
            "EACCES": _("没有写入权限"),
            "EPERM": _("没有写入权限"),
            "EROFS": _("没有写入权限"),
        }
        return str(_("无法写入文件：%(why)s", why=causes.get(failure.fact, failure.fact or "—")))
    return failure.fact


def _row(
    one: DocumentOrder, names: Mapping[str, str], heads: Sequence[str], cancel_type: str
) -> Component:
    kinds = term("、", ", ").join(term(KINDS[kind].zh, KINDS[kind].en) for kind in one.kinds)
    place = names.get(one.banner_adcode, one.banner_adcode)
    state = html.Span(
        term(ORDER_NAMES_ZH[one.state], ORDER_NAMES_EN[one.state]),
        className=f"nc-chip nc-chip--{_TONES.get(one.state, 'off')}",
    )
    ordered = html.Div(
        [
            html.Span(f"{one.ordered_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}", className="nc-num"),
            html.Small(one.ordered_by),
        ]
    )
    cells = [
        ordered,
        html.Div([f"{place} {one.month:%Y-%m}", html.Small(kinds)]),
        html.Div([state, html.Small(failure_words(one.failure)) if one.failure else None]),
        _progress(one),
        _file(one),
    ]
    return html.Tr(
        [
            *(cell(head, content) for head, content in zip(heads, cells, strict=False)),
            cell("", _cancel(one, cancel_type), "act"),
        ]
    )


def _progress(one: DocumentOrder) -> Component:
    if one.total is None:
        return html.Span("—")
    share = 100 * one.done / one.total if one.total else 100.0
    return html.Div(
        [
            html.Span(
                _("%(done)s / %(total)s 份", done=count(one.done), total=count(one.total)),
                className="nc-num",
            ),
            html.Progress(value=str(one.done), max=str(max(one.total, 1)), title=f"{share:.0f}%"),
            html.Small(f"{share:.0f}%", className="nc-num") if one.state in UNFINISHED else None,
        ]
    )


def _file(one: DocumentOrder) -> Component:
    if one.state is not OrderState.DONE or one.sha256 is None:
        return html.Span("—")
    return html.Div(
        [
            html.A(
                [icon("download", 16), _("下载")],
                href=f"/papers/archive/{one.id}.zip",
                download="",
                className="nc-btn nc-btn--sm",
            ),
            html.Small(f"SHA-256 {one.sha256}", className="nc-archives__hash"),
        ]
    )


def _cancel(one: DocumentOrder, cancel_type: str) -> Component | None:
    if one.state not in UNFINISHED:
        return None
    return html.Button(
        _("取消"),
        id={"type": cancel_type, "order": one.id},
        type="button",
        className="nc-btn nc-btn--sm",
    )
