"""进步最大: name, what it has reached and what it had, and the points gained."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.league import area_of
from components.numbers import count, percent
from components.states import empty
from components.wording import term
from domain.figures import Level
from domain.improved import Improved


def improved_items(found: Sequence[Improved], level: Level) -> Component:
    """The list, or in words that nobody gained."""
    if not found:
        return empty(_("近30日没有进步的地区"), _("与之前30日相比，日管控完成率都没有上升"))
    return html.Ul([_item(one, level) for one in found], className="nc-improved")


def _item(one: Improved, level: Level) -> Component:
    area = area_of(level, one.row)
    name = term(one.row.name_zh, one.row.name_en)
    why = _(
        "日管控 %(a)s%% → %(b)s%%，多完成 %(n)s 次",
        a=percent(one.before),
        b=percent(one.now),
        n=count(max(0, round(one.gain * one.now.whole / 100))),
    )
    return html.Li(
        [
            html.B(dcc.Link(name, href=links.area(area)) if area else name),
            html.Span(why),
            html.Em(f"▲{one.gain:.1f}", className="nc-num nc-delta--good"),
        ]
    )
