"""重点关注: badge, name, where, why, and the open alerts of the few that need somebody first."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import risk_badge, severity_badge
from components.numbers import count
from components.states import empty
from components.wording import counted
from domain.figures import Watched
from domain.register_filter import EXPIRING_DAYS
from domain.scope import Scope

MOST_REASONS = 2
REPEATED = 3
"""Alerts of one class in 30 days from which they count as repeated (平台规则)."""
OFFLINE_H = 24


def watch_items(asker: Scope, watched: Sequence[Watched]) -> Component:
    """The list, or in words that there is nothing; a name leads where the asker reads of it."""
    if not watched:
        return empty(
            _("目前没有需要重点关注的单位"), _("红、橙预警，连续缺报和 D 级单位会列在这里")
        )
    return html.Ul([_item(asker, one) for one in watched])


def reasons(one: Watched) -> list[str]:
    """Why it stands here, the strongest reason first."""
    left, words = one.licence_days, list[str]()
    if one.open_alerts.get(1):
        words.append(_("红色预警未办结"))
    if one.missed_days > 1:
        words.append(_("连续 %(n)s 日未完成日管控", n=one.missed_days))
    if one.repeats >= REPEATED:
        words.append(_("同类问题 30 日内第 %(n)s 次", n=one.repeats))
    if one.offline_h >= OFFLINE_H:
        words.append(_("后厨离线 %(n)s 小时", n=count(one.offline_h)))
    if one.open_alerts.get(2):
        words.append(_("橙色预警未办结"))
    if left is not None and left < 0:
        words.append(counted("许可证已过期 %(n)s 日", -left))
    elif left is not None and left <= EXPIRING_DAYS:
        words.append(counted("许可证 %(n)s 日后到期", left))
    if one.risk_level == "D":
        words.append(_("风险等级 D"))
    if one.score is not None and len(words) < MOST_REASONS:
        words.append(_("风险分 %(n)s", n=f"{one.score:.0f}"))
    return words[:MOST_REASONS]


def _item(asker: Scope, one: Watched) -> Component:
    why = "".join(f" · {reason}" for reason in reasons(one))
    place = dcc.Link(
        one.township, href=links.establishment(one.establishment_id), title=_("在地图上看")
    )
    return html.Li(
        [
            risk_badge(one.risk_level, 22),
            html.Div(
                [
                    html.B(dcc.Link(one.name, href=links.entry_for(asker, one.establishment_id))),
                    html.Span([place, why], title=f"{one.township}{why}"),
                ]
            ),
            html.P(
                [
                    dcc.Link(
                        [severity_badge(level, 18), html.I(count(number), className="nc-num")],
                        href=links.alerts(establishment=one.establishment_id, severity=level),
                    )
                    for level, number in sorted(one.open_alerts.items())
                ]
            ),
        ]
    )
