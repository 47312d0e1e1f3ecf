"""The list of findings: what, where, how far, and how long is left."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import moment_words, time_left
from components.aria import data
from components.finding_words import item_words, key_mark, record_words, state_pill
from components.icons import icon
from components.states import empty
from components.wording import term
from domain.finding_filter import FindingRow
from domain.findings import FindingState


def finding_list(
    rows: Sequence[FindingRow], now: datetime, *, filtered: bool, own: bool
) -> Component:
    """The rows of one page, or in words that there is nothing.

    Args:
        rows: In their order.
        now: Aware UTC.
        filtered: Whether the list leaves out anything that stands.
        own: The reader is the establishment itself: where they are goes without saying.
    """
    if not rows and not filtered:
        return empty(_("没有待整改或待复查的问题"), _("自查发现的不合格项会列在这里，直到复查销号"))
    if not rows:
        return empty(_("没有符合条件的问题"), _("换一个筛选条件，或查看全部状态"))
    return html.Ol(
        [_row(row, now, own) for row in rows],
        className="nc-queue nc-findings" + (" nc-findings--own" if own else ""),
    )


def photo_thumb(photo_id: int | None) -> Component:
    """The newest photo in small, fetched once it comes near; or in words that there is none."""
    if photo_id is None:
        return html.Span(_("无照片"), className="nc-thumb nc-thumb--none")
    return html.Img(
        alt=_("问题照片"),
        className="nc-thumb",
        width="96",
        height="54",
        **data(src=f"/media/photo/{photo_id}"),
    )


def _row(row: FindingRow, now: datetime, own: bool) -> Component:
    case = row.case
    where = html.Span(
        [
            html.B(case.name),
            html.Span(f"{term(row.banner_zh, row.banner_en)} {row.township_zh}"),
        ],
        className="nc-queue__who",
    )
    return html.Li(
        dcc.Link(
            [
                photo_thumb(row.photo_id),
                html.Span(
                    [
                        html.B([key_mark(row.item), item_words(row.item, case.item)]),
                        html.Span(case.note or "—"),
                    ],
                    className="nc-queue__what",
                ),
                None if own else where,
                html.Span(
                    [html.Span(record_words(case)), html.Span(case.owner or "—")],
                    className="nc-queue__when",
                ),
                html.Span(_left(row, now), className="nc-queue__left"),
                html.Span([state_pill(case.state), *_marks(row)], className="nc-findings__state"),
                icon("chev", 16, "nc-queue__go"),
            ],
            href=links.finding(case.id),
            className="nc-queue__row",
        )
    )


def _left(row: FindingRow, now: datetime) -> list[Component]:
    case = row.case
    if case.state is FindingState.OPEN and case.due_at:
        return [time_left(case.due_at, now), html.Span(_("整改时限"))]
    if case.state is FindingState.OPEN:
        return [html.Span(_("尽快"))]
    if case.state is FindingState.RECTIFIED and case.rectified_at:
        return [html.Span(moment_words(case.rectified_at, now)), html.Span(_("整改，待复查"))]
    ended = case.rechecked_at or case.rectified_at
    return [html.Span(moment_words(ended, now)) if ended else html.Span(), html.Span(_("销号"))]


def _marks(row: FindingRow) -> list[Component]:
    marks: list[Component] = []
    if row.case.repeat_of is not None:
        marks.append(html.Span([icon("repeat", 13), _("重复")], className="nc-mark2"))
    if row.case.returned:
        words = _("退回 %(n)s 次", n=row.case.returned)
        marks.append(html.Span([icon("back", 13), words], className="nc-mark2"))
    return marks
