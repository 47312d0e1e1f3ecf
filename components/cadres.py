"""包保 of a township: its cadres with their visits, and its showcase streets."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.kpi import beam
from components.measure import list_link
from components.numbers import count, percent
from components.states import empty
from components.wording import term
from domain.area import Area
from domain.cadres import Cadre, StreetRow
from domain.grades import GuarantorTier
from domain.guarantors import TIER_NAMES_EN, TIER_NAMES_ZH

SHOWN = 10


def cadre_table(cadres: Sequence[Cadre], area: Area) -> Component:
    """One row a cadre, those with most overdue visits first; each number opens its list."""
    if not cadres:
        return empty(_("还没有包保干部"), _("登记包保关系后，会列出每人的督导完成情况"))
    heads = [
        html.Th(_("干部")),
        html.Th(_("层级")),
        html.Th(_("包保 家"), className="num"),
        html.Th(_("督导按期 %"), className="bar"),
        html.Th(_("30日内应督导 家"), className="num"),
        html.Th(_("超期 家"), className="num"),
    ]
    shown = [
        html.Table(
            [html.Thead(html.Tr(heads)), html.Tbody([_row(one, area) for one in part])],
            className="nc-table nc-cadres",
        )
        for part in (cadres[:SHOWN], cadres[SHOWN:])
        if part
    ]
    if len(shown) == 1:
        return shown[0]
    words = _("其余 %(n)s 人", n=count(len(cadres) - SHOWN))
    rest = html.Details([html.Summary(words), shown[1]], className="nc-cadres__rest")
    return html.Div([shown[0], rest])


def _row(one: Cadre, area: Area) -> Component:
    tier = GuarantorTier(one.tier)
    where = {"cadre": one.id, **area.filter}
    return html.Tr(
        [
            html.Td([html.B(one.name), html.Small(one.position)], className="nm"),
            html.Td(term(TIER_NAMES_ZH[tier], TIER_NAMES_EN[tier])),
            html.Td(
                list_link(one.held, links.register(**where), _("%(name)s包保", name=one.name)),
                className="num nc-num",
            ),
            html.Td(
                html.Div(
                    [
                        beam(one.in_time.percent),
                        html.B(percent(one.in_time), className="nc-num"),
                    ]
                ),
                className="bar",
                title=f"{count(one.in_time.part)} / {count(one.in_time.whole)}",
            ),
            html.Td(
                list_link(
                    one.due,
                    links.register(visit="due", **where),
                    _("%(name)s应督导", name=one.name),
                ),
                className="num nc-num",
            ),
            html.Td(
                list_link(
                    one.late,
                    links.register(visit="late", **where),
                    _("%(name)s超期未督导", name=one.name),
                ),
                className="num nc-num late" if one.late else "num nc-num",
            ),
        ]
    )


def street_list(streets: Sequence[StreetRow]) -> Component:
    """One line a street; the number opens its establishments."""
    if not streets:
        return empty(_("这里没有示范街区"))
    return html.Ul(
        [
            html.Li(
                [
                    html.B(one.name_zh),
                    html.Span(one.manager or ""),
                    html.Em(
                        [
                            list_link(
                                one.establishments,
                                links.register(street=one.id),
                                _("%(place)s在册单位", place=one.name_zh),
                            ),
                            _(" 家"),
                        ]
                    ),
                ]
            )
            for one in streets
        ],
        className="nc-improved",
    )
