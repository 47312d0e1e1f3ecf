"""Three things an establishment puts right first: what, how, by when; and its own course."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.alert_time import time_left
from components.alert_words import class_name
from components.icons import icon, severity_badge
from components.numbers import count, percent
from components.spark import spark
from components.states import empty
from components.wording import counted, term, unit
from domain.clock import CITY_TIME, city_day
from domain.control import KINDS, ControlKind
from domain.own_day import Fix, FixKind, OwnWeek
from domain.share import Share

FIRST = 3
_SIGNS = {
    FixKind.DUTY: "clipboard",
    FixKind.FINDING: "edit",
    FixKind.LICENCE: "doc",
    FixKind.CERTIFICATE: "heart",
    FixKind.CAMERA: "wifi-off",
}


def first_fixes(fixes: Sequence[Fix], now: datetime) -> Component:
    """The first three in full, how many more there are, or that all is well."""
    if not fixes:
        return empty(_("没有需要整改的事项"), _("有新的预警、任务或到期证照时会列在这里"))
    more = len(fixes) - FIRST
    return html.Div(
        [
            html.Ol([_fix(fix, now) for fix in fixes[:FIRST]], className="nc-fixes"),
            html.Details(
                [
                    html.Summary(_("其余 %(n)s 项", n=count(more))),
                    html.Ol([_fix(fix, now) for fix in fixes[FIRST:]], className="nc-fixes"),
                ],
                className="nc-needs__rest",
            )
            if more > 0
            else None,
        ]
    )


def own_course(weeks: Sequence[OwnWeek]) -> list[Component]:
    """Twelve weeks of itself: daily control in time, alerts found; the running week apart."""
    over = weeks[:-1]
    whole = sum((week.on_time for week in over), Share(0, 0))
    found = [float(week.alerts) for week in over]
    total = sum(week.alerts for week in over)
    shares = [week.on_time.percent for week in over]
    return [
        html.Div(
            [
                html.H3(_("日管控按时率")),
                html.B([percent(whole), html.Small("%")], className="nc-num"),
                spark(shares, min((one for one in shares if one is not None), default=0.0), 100.0),
                html.P(
                    _(
                        "近11周按时 %(a)s / %(b)s 天，本周至此 %(c)s / %(d)s",
                        a=count(whole.part),
                        b=count(whole.whole),
                        c=count(weeks[-1].on_time.part),
                        d=count(weeks[-1].on_time.whole),
                    )
                ),
            ]
        ),
        html.Div(
            [
                html.H3(_("预警")),
                html.B([count(total), html.Small(unit("件", total))], className="nc-num"),
                spark(found, 0.0, max(found, default=1.0) or 1.0),
                html.P(_("近11周，不含误报；本周至此 %(n)s 件", n=count(weeks[-1].alerts))),
            ]
        ),
    ]


def _fix(fix: Fix, now: datetime) -> Component:
    what, how, opens = _words(fix, now)
    sign = severity_badge(fix.severity, 24) if fix.severity else icon(_SIGNS[fix.kind], 22)
    body: list[Component] = [
        sign,
        html.Div([html.B(what), html.P(how)]),
        _until(fix, now),
    ]
    if opens is None:
        return html.Li(html.Div(body))
    alone = fix.kind is FixKind.DUTY  # its form is a page of its own
    return html.Li(dcc.Link([*body, icon("chev", 14)], href=opens, refresh=alone))


def _until(fix: Fix, now: datetime) -> Component:
    if fix.due_at is None:
        return html.Span(_("尽快"), className="nc-fixes__due")
    if fix.kind in (FixKind.LICENCE, FixKind.CERTIFICATE):
        first_without = fix.due_at.astimezone(CITY_TIME).date()
        return html.Span(
            _days_words((first_without - city_day(now)).days - 1), className="nc-fixes__due"
        )
    return time_left(fix.due_at, now, "nc-fixes__due")


def _days_words(days: int) -> str:
    """How long a paper is still valid after today."""
    if days < 0:
        return str(_("已过期"))
    return str(counted("还剩 %(n)s 天", days) if days else _("今天到期"))


def _words(fix: Fix, now: datetime) -> tuple[str, str, str | None]:
    """What, how, and where it is done."""
    if fix.kind is FixKind.RECTIFY:
        return (
            class_name(fix.what),
            _("现场纠正后，在预警页写明整改情况，由监管所复核"),
            f"/alerts/{fix.number}",
        )
    if fix.kind is FixKind.DUTY:
        kind = ControlKind(fix.what)
        facts, start = KINDS[kind], fix.period_start
        day = f"{start.month}/{start.day}" if start else ""
        return (
            f"{term(facts.zh, facts.en)} {day}",
            _("逐项检查并签名提交%(record)s", record=term(facts.record_zh, facts.record_en)),
            links.duty(kind, start) if start else links.control(kind=kind),
        )
    if fix.kind is FixKind.FINDING:
        return (
            term(*fix.words) if fix.words else fix.what,
            _("按登记的措施整改，拍照提交，由他人复查销号"),
            links.finding(fix.number) if fix.number else None,
        )
    if fix.kind is FixKind.LICENCE and fix.due_at is None:
        return (_("食品经营许可证已过期或未登记"), _("停止无证经营，联系监管所办理"), None)
    if fix.kind is FixKind.LICENCE:
        return (_("食品经营许可证将到期"), _("在有效期届满前申请延续"), None)
    if fix.kind is FixKind.CERTIFICATE:
        words = _("%(name)s的健康证将到期", name=fix.what)
        if fix.due_at is None:
            words = _("%(name)s没有健康证", name=fix.what)
        elif fix.due_at <= now:
            words = _("%(name)s的健康证已过期", name=fix.what)
        return (words, _("体检换证前不得从事接触直接入口食品的工作"), None)
    return (
        _("摄像头 %(label)s 离线或画面异常", label=fix.what),
        _("检查电源、网线和镜头是否被遮挡"),
        links.videowall(),
    )
