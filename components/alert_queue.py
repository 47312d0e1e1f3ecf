"""The queue of alerts as a list: what, who, where, how long is left, and the picture."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import due_bar, full_moment, moment_words, time_left
from components.alert_words import camera_name, class_name, state_name
from components.aria import aria
from components.icons import icon, severity_badge
from components.states import empty
from components.wording import term
from domain.alert_record import AlertRow
from domain.alerts import AlertState

STATE_CLASSES = {
    AlertState.RAISED: "nc-state--now",
    AlertState.CONFIRMED: "nc-state--busy",
    AlertState.RECTIFIED: "nc-state--check",
    AlertState.FALSE: "nc-state--end",
    AlertState.CLOSED: "nc-state--ok",
}


def queue_list(rows: Sequence[AlertRow], now: datetime, *, filtered: bool) -> Component:
    """The rows of one page, or in words that there is nothing.

    Args:
        rows: In their order.
        now: Aware UTC.
        filtered: Whether the list leaves any open alert out.
    """
    if not rows and not filtered:
        return empty(_("目前没有未办结的预警"), _("新的预警会自动出现在这里"))
    if not rows:
        return empty(_("没有符合条件的预警"), _("换一个筛选条件，或查看全部状态"))
    return html.Ol([_row(row, now) for row in rows], className="nc-queue")


def pager(*, page: int, pages: int, back: str, forward: str) -> Component | None:
    """Previous and next page; nothing when one page holds all."""
    if pages <= 1:
        return None
    return html.Nav(
        [
            dcc.Link(
                [icon("back", 16), _("上一页")],
                href=back,
                className="nc-btn nc-btn--sm" + ("" if page > 1 else " is-off"),
            ),
            html.Span(_("第 %(page)s / %(pages)s 页", page=page, pages=pages), className="nc-num"),
            dcc.Link(
                [_("下一页"), icon("chev", 16)],
                href=forward,
                className="nc-btn nc-btn--sm" + ("" if page < pages else " is-off"),
            ),
        ],
        className="nc-pager",
        **aria(label=_("分页")),
    )


def state_pill(state: AlertState) -> html.Span:
    """State of an alert: dot and word."""
    return html.Span(state_name(state), className=f"nc-state {STATE_CLASSES[state]}")


def thumbnail(row: AlertRow) -> Component:
    """The evidence in small, or in words why there is none."""
    if row.evidence_id is not None:
        return html.Img(
            src=f"/media/evidence/{row.evidence_id}",
            alt=_("证据图片"),
            className="nc-thumb",
            width="96",
            height="54",
        )
    words = _("演示历史，无影像") if row.demo_history else _("暂无影像")
    return html.Span(words, className="nc-thumb nc-thumb--none")


def _row(row: AlertRow, now: datetime) -> Component:
    return html.Li(
        dcc.Link(
            [
                severity_badge(row.severity, 28),
                thumbnail(row),
                html.Span(
                    [html.B(class_name(row.alert_class)), html.Span(_source(row))],
                    className="nc-queue__what",
                ),
                html.Span(
                    [
                        html.B(row.establishment_name),
                        html.Span(f"{term(row.banner_zh, row.banner_en)} {row.township_zh}"),
                    ],
                    className="nc-queue__who",
                ),
                html.Span(
                    [
                        html.Span(
                            moment_words(row.raised_at, now),
                            className="nc-num",
                            title=full_moment(row.raised_at),
                        ),
                        html.Span(_seen(row)),
                    ],
                    className="nc-queue__when",
                ),
                _left(row, now),
                state_pill(row.state),
                icon("chev", 16, "nc-queue__go"),
            ],
            href=f"/alerts/{row.id}",
            className=f"nc-queue__row nc-sevbox--{row.severity}",
        )
    )


def _source(row: AlertRow) -> str:
    if row.camera_position is None or row.camera_label is None:
        return str(_("系统核对"))
    return camera_name(row.camera_position, row.camera_label)


def _seen(row: AlertRow) -> str:
    return str(_("看到 %(n)s 次", n=row.sightings))


def _left(row: AlertRow, now: datetime) -> Component:
    due = row.due_at
    if due is None:
        ended = row.closed_at
        words = _("%(at)s 结束", at=moment_words(ended, now)) if ended else _("已结束")
        return html.Span(html.Span(words), className="nc-queue__left")
    clock = {
        AlertState.RAISED: _("确认时限"),
        AlertState.CONFIRMED: _("整改时限"),
        AlertState.RECTIFIED: _("复核时限"),
    }[row.state]
    return html.Span(
        [time_left(due, now), html.Span(clock), due_bar(row.raised_at, due, now)],
        className="nc-queue__left",
    )
