"""The side of the video wall: how far the patrol has come, the newest alerts, states of cameras."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.alert_time import full_moment, time_left
from components.alert_words import class_name
from components.icons import severity_badge
from components.numbers import count
from components.wording import counted
from domain.alert_record import AlertRow
from domain.video_wall import ROUND, Patrol, Show


def video_rail(
    patrol: Patrol, newest: Sequence[AlertRow], open_alerts: int, now: datetime
) -> list[Component]:
    """Patrol, alerts, states.

    Args:
        patrol: Counts of channels.
        newest: Open alerts of cameras, the newest first.
        open_alerts: How many open alerts there are in all.
        now: Aware UTC.
    """
    return [_patrol(patrol, now), _alerts(newest, open_alerts, now), _states(patrol)]


def _patrol(patrol: Patrol, now: datetime) -> Component:
    share = patrol.looked / patrol.connected if patrol.connected else 0.0
    minutes = int(ROUND.total_seconds() // 60)
    return html.Section(
        [
            html.Header(
                [
                    html.H2(_("近 %(n)s 分钟巡查", n=minutes)),
                    html.Span(_("截至 %(at)s", at=full_moment(now)[11:16])),
                ]
            ),
            html.Div(
                [
                    html.Span(count(patrol.looked), className="nc-num"),
                    html.Em(counted("/ %(n)s 路已接入", patrol.connected)),
                    html.B(_("今日 %(n)s 件", n=count(patrol.found_today))),
                ],
                className="nc-patrol__fig",
            ),
            html.Div(html.B(style={"width": f"{share:.1%}"}), className="nc-beam"),
            html.P([html.Span(_("全部通道")), html.B(counted("%(n)s 路", patrol.channels))]),
            html.P(
                [
                    html.Span(_("未接入巡查")),
                    html.B(counted("%(n)s 路", patrol.channels - patrol.connected)),
                ]
            ),
        ],
        className="nc-patrol",
    )


def _alerts(newest: Sequence[AlertRow], open_alerts: int, now: datetime) -> Component:
    return html.Section(
        [
            html.Header(
                [
                    html.H2(_("最新预警")),
                    html.Span(_("未办结 %(n)s 件　剩余时限", n=count(open_alerts))),
                ],
                className="nc-sec__head",
            ),
            *(_alert(row, now) for row in newest),
            None if newest else html.P(_("目前没有未办结的后厨预警"), className="nc-vw__none"),
        ],
        className="nc-vw__al",
    )


def _alert(row: AlertRow, now: datetime) -> Component:
    due = row.due_at
    return dcc.Link(
        [
            severity_badge(row.severity, 32),
            html.Div(
                [html.B(class_name(row.alert_class)), html.Span(row.establishment_name)],
                className="nc-alert__b",
            ),
            html.Div(time_left(due, now) if due else None, className="nc-alert__c"),
        ],
        href=f"/alerts/{row.id}",
        className=f"nc-alert nc-sevbox--{row.severity}",
    )


def _states(patrol: Patrol) -> Component:
    figures = [
        (patrol.online, _("在线")),
        (patrol.offline + patrol.unreadable, _("离线或异常")),
        (patrol.preparing, _("生成中")),
        (patrol.unpatrolled, _("未巡查")),
    ]
    return html.Footer(
        [
            html.Div([html.B(count(n), className="nc-num"), html.Span(words)])
            for n, words in figures
        ],
        className="nc-vw__stat",
    )


def wall_words(show: Show) -> str:
    """Which cameras a wall is narrowed to."""
    words: dict[Show, str] = {
        Show.CONNECTED: _("接入巡查"),
        Show.ONLINE: _("在线"),
        Show.LOOKED_AT: _("已巡查"),
        Show.UNUSABLE: _("离线或画面异常"),
        Show.LONG_UNUSABLE: _("离线或画面异常超过24小时"),
        Show.UNPATROLLED: _("未巡查"),
        Show.EVERY: _("全部通道"),
    }
    return words[show]
