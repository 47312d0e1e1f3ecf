"""One sentence first: what needs somebody now, as pill, words and links to the lists."""

from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import severity_badge
from components.numbers import count
from components.wording import Thing, unit
from domain.clock import CITY_TIME
from domain.figures import OpenAlerts
from domain.share import Share


def verdict(
    alerts: OpenAlerts,
    red_due: datetime | None,
    yesterday: Share,
    now: datetime,
    *,
    banner: str | None = None,
) -> Component:
    """The line at the top of a page.

    Args:
        alerts: Open ones.
        red_due: When the next step of the most urgent red one is due.
        yesterday: Daily control of the last day that is over.
        now: Aware; the sentence holds for this moment.
        banner: Adcode for the links, None for all that the reader sees.
    """
    tone, word = _tone(alerts)
    return html.Section(
        [
            html.B(word, className=f"nc-pill nc-pill--{tone}"),
            html.P(_sentence(alerts, red_due, now), className="nc-verdict__say"),
            html.Div(
                [
                    *(_severity(level, alerts, banner) for level in (1, 2)),
                    _fact(
                        _("超时限"),
                        sum(alerts.overdue.values()),
                        "件",
                        links.alerts(overdue=True, banner=banner),
                    ),
                    _fact(
                        _("昨日日管控未报"),
                        yesterday.whole - yesterday.part,
                        "家",
                        links.control(banner=banner, listing="previous"),
                    ),
                ],
                className="nc-verdict__facts",
            ),
        ],
        className=f"nc-card nc-verdict nc-verdict--{tone}",
        role="status",
    )


def _tone(alerts: OpenAlerts) -> tuple[str, str]:
    if alerts.overdue[1]:
        return "now", _("需立即处置")
    if alerts.by_severity[1] or alerts.overdue[2]:
        return "watch", _("重点处置中")
    return "calm", _("总体可控")


def _sentence(alerts: OpenAlerts, red_due: datetime | None, now: datetime) -> str:
    reds, late = count(alerts.by_severity[1]), count(alerts.overdue[1])
    words: str = _("目前没有未办结的红色预警")
    if not alerts.by_severity[1] and alerts.overdue[2]:
        words = _("没有红色预警；%(n)s 起橙色预警已超时限", n=count(alerts.overdue[2]))
    if alerts.overdue[1]:
        words = _("%(n)s 起红色预警未办结，其中 %(late)s 起已超时限", n=reds, late=late)
    elif alerts.by_severity[1] and red_due is None:
        words = _("%(n)s 起红色预警未办结", n=reds)
    elif alerts.by_severity[1] and red_due is not None:
        due = _moment(red_due, now)
        words = _("%(n)s 起红色预警未办结，最近时限 %(due)s", n=reds, due=due)
    return words


def _moment(at: datetime, now: datetime) -> str:
    local = at.astimezone(CITY_TIME)
    if local.date() == now.astimezone(CITY_TIME).date():
        return f"{local:%H:%M}"
    return f"{local.month}/{local.day} {local:%H:%M}"


def _severity(level: int, alerts: OpenAlerts, banner: str | None) -> Component:
    shown = [
        severity_badge(level, 20),
        html.B(count(alerts.by_severity[level]), className="nc-num"),
        html.Span(_("起未办结")),
    ]
    return dcc.Link(shown, href=links.alerts(severity=level, banner=banner))


def _fact(words: str, number: int, counts: Thing, href: str) -> Component:
    figure = html.B(count(number), className="nc-num")
    shown = [html.Span(words), figure, html.Span(unit(counts, number))]
    return dcc.Link(shown, href=href)
