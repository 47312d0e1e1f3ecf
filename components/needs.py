"""What needs somebody now, as a list: what, how many, until when; each row opens its list."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import server_time, time_left
from components.icons import icon, severity_badge
from components.numbers import count
from components.states import empty
from components.wording import unit
from domain.clock import CITY_TIME
from domain.control import ControlKind
from domain.control_board import LONG_STREAK, Listing, Show
from domain.needs import Need, NeedKind
from domain.video_wall import Show as WallShow


def needs_list(found: Sequence[Need], now: datetime, most: int) -> Component:
    """Rows in the given order, or the good news that there is nothing to do.

    Args:
        found: Most urgent first.
        now: Aware.
        most: Rows shown at once; the others unfold.
    """
    if not found:
        return empty(_("现在没有需要您处理的事项"), _("新的预警、缺报和到期证照会出现在这里"))
    rows = [_row(need, now) for need in found]
    rest = rows[most:]
    return html.Div(
        [
            server_time(now),
            html.Ol(rows[:most], className="nc-needs__list"),
            html.Details(
                [
                    html.Summary(_("其余 %(n)s 项", n=len(rest))),
                    html.Ol(rest, className="nc-needs__list"),
                ],
                className="nc-needs__rest",
            )
            if rest
            else None,
        ]
    )


def need_address(kind: NeedKind) -> str:
    """The list that a kind of need opens."""
    addresses: dict[NeedKind, str] = {
        NeedKind.RED: links.alerts(severity=1),
        NeedKind.OVERDUE: links.alerts(overdue=True),
        NeedKind.TO_CONFIRM: links.alerts(state="raised"),
        NeedKind.TO_RECHECK: links.alerts(state="rectified"),
        NeedKind.ESCALATED: _escalated(ControlKind.DAILY_CONTROL),
        NeedKind.ESCALATED_WEEKLY: _escalated(ControlKind.WEEKLY_REVIEW),
        NeedKind.ESCALATED_MONTHLY: _escalated(ControlKind.MONTHLY_DISPATCH),
        NeedKind.STREAKS: links.control(listing=Listing.PREVIOUS, show=Show.STREAK),
        NeedKind.MISSED: links.control(listing=Listing.PREVIOUS),
        NeedKind.CAMERAS: links.videowall(show=WallShow.LONG_UNUSABLE),
        NeedKind.LICENCES_EXPIRED: links.register(licence="expired"),
        NeedKind.CERTIFICATES_EXPIRED: links.register(certificate="expired"),
        NeedKind.LICENCES_EXPIRING: links.register(licence="expiring"),
        NeedKind.CERTIFICATES_EXPIRING: links.register(certificate="expiring"),
        NeedKind.STATUS_COMING: links.register(change="coming"),
        NeedKind.IMPORTS: links.imports(state="open"),
        NeedKind.UNLOCATED: links.register(point="unlocated"),
        NeedKind.INCOMPLETE: links.register(information="incomplete"),
    }
    return addresses[kind]


def _escalated(kind: ControlKind) -> str:
    return links.control(kind=kind, listing=Listing.PREVIOUS, show=Show.ESCALATED)


def _row(need: Need, now: datetime) -> Component:
    words, counts = _words(need.kind, need.count)
    return html.Li(
        dcc.Link(
            [
                _sign(need.kind),
                html.Span(
                    [
                        html.Span(words),
                        html.Small("、".join(need.names)) if need.names else None,
                    ],
                    className="nc-needs__what",
                ),
                html.Span(
                    [html.B(count(need.count), className="nc-num"), html.Small(counts)],
                    className="nc-needs__count",
                ),
                _clock(need, now),
                icon("chev", 14),
            ],
            href=need_address(need.kind),
        ),
        className=f"is-u{need.urgency(now)}",
    )


def _clock(need: Need, now: datetime) -> Component:
    if need.due_at is not None and need.kind not in _DATED:
        return time_left(need.due_at, now, "nc-needs__due")
    moment = need.due_at or need.since
    if moment is None:
        return html.Span(className="nc-needs__due")
    local = moment.astimezone(CITY_TIME)
    day = f"{local.month}/{local.day}"
    words = _("自 %(day)s", day=day) if need.due_at is None else _("%(day)s 起", day=day)
    return html.Span(words, className="nc-needs__due")


_DATED = frozenset({NeedKind.LICENCES_EXPIRING, NeedKind.STATUS_COMING})

_SIGNS: dict[NeedKind, str] = {
    NeedKind.OVERDUE: "clock",
    NeedKind.TO_CONFIRM: "bell",
    NeedKind.TO_RECHECK: "check",
    NeedKind.ESCALATED: "calendar",
    NeedKind.ESCALATED_WEEKLY: "calendar",
    NeedKind.ESCALATED_MONTHLY: "calendar",
    NeedKind.STREAKS: "calendar",
    NeedKind.MISSED: "clipboard",
    NeedKind.CAMERAS: "wifi-off",
    NeedKind.LICENCES_EXPIRED: "doc",
    NeedKind.LICENCES_EXPIRING: "doc",
    NeedKind.CERTIFICATES_EXPIRED: "heart",
    NeedKind.CERTIFICATES_EXPIRING: "heart",
    NeedKind.STATUS_COMING: "store",
    NeedKind.IMPORTS: "download",
    NeedKind.UNLOCATED: "pin",
    NeedKind.INCOMPLETE: "edit",
}


def _sign(kind: NeedKind) -> Component:
    return severity_badge(1, 20) if kind is NeedKind.RED else icon(_SIGNS[kind], 18)


def _words(kind: NeedKind, number: int) -> tuple[str, str]:
    """What, and its unit."""
    shops, alerts = unit("家", number), unit("件", number)
    words: dict[NeedKind, tuple[str, str]] = {
        NeedKind.RED: (_("红色预警未办结"), alerts),
        NeedKind.OVERDUE: (_("预警已超时限"), alerts),
        NeedKind.TO_CONFIRM: (_("预警待确认"), alerts),
        NeedKind.TO_RECHECK: (_("整改待复核"), alerts),
        NeedKind.ESCALATED: (_("日管控缺报已上报"), shops),
        NeedKind.ESCALATED_WEEKLY: (_("周排查缺报已上报"), shops),
        NeedKind.ESCALATED_MONTHLY: (_("月调度缺报已上报"), shops),
        NeedKind.STREAKS: (_("日管控连续缺报%(n)s日以上", n=LONG_STREAK), shops),
        NeedKind.MISSED: (_("昨日日管控未报"), shops),
        NeedKind.CAMERAS: (_("摄像头离线超24小时"), unit("路", number)),
        NeedKind.LICENCES_EXPIRED: (_("许可证已过期"), shops),
        NeedKind.CERTIFICATES_EXPIRED: (_("健康证缺失或过期"), shops),
        NeedKind.LICENCES_EXPIRING: (_("许可证30日内到期"), shops),
        NeedKind.CERTIFICATES_EXPIRING: (_("健康证30日内到期"), shops),
        NeedKind.STATUS_COMING: (_("状态变更待生效"), shops),
        NeedKind.IMPORTS: (_("导入未完成"), unit("批", number)),
        NeedKind.UNLOCATED: (_("未定位单位"), shops),
        NeedKind.INCOMPLETE: (_("公示信息不全"), shops),
    }
    return words[kind]
