"""重点关注: badge, name, where, why, and the open alerts of the few that need somebody first."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import risk_badge, severity_badge
from components.numbers import count
from components.states import empty
from domain.figures import Watched
from domain.scope import Scope


def watch_items(asker: Scope, watched: Sequence[Watched]) -> Component:
    """The list, or in words that there is nothing; a name leads where the asker reads of it."""
    if not watched:
        return empty(
            _("目前没有需要重点关注的单位"), _("红、橙预警，连续缺报和 D 级单位会列在这里")
        )
    return html.Ul([_item(asker, one) for one in watched])


def reason(one: Watched) -> str:
    """Why it stands here, the strongest reason first."""
    words: str = _("风险等级 D")
    if one.open_alerts.get(1):
        words = _("红色预警未办结")
    elif one.missed_days > 1:
        words = _("连续 %(n)s 日未完成日管控", n=one.missed_days)
    elif one.open_alerts.get(2):
        words = _("橙色预警未办结")
    return words


def _item(asker: Scope, one: Watched) -> Component:
    alerts = links.alerts(establishment=one.establishment_id)
    return html.Li(
        [
            risk_badge(one.risk_level, 22),
            html.Div(
                [
                    html.B(dcc.Link(one.name, href=links.entry_for(asker, one.establishment_id))),
                    html.Span(
                        [
                            dcc.Link(
                                one.township,
                                href=links.establishment(one.establishment_id),
                                title=_("在地图上看"),
                            ),
                            f" · {reason(one)}",
                        ]
                    ),
                ]
            ),
            html.P(
                dcc.Link(
                    [
                        part
                        for level, number in sorted(one.open_alerts.items())
                        for part in (
                            severity_badge(level, 18),
                            html.I(count(number), className="nc-num"),
                        )
                    ],
                    href=alerts,
                )
                if one.open_alerts
                else None
            ),
        ]
    )
