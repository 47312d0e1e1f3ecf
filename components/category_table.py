"""The eleven categories: how many, and how far their daily control is today."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.category_words import category_name
from components.measure import list_link
from components.numbers import percent
from components.spark import dot_plot, tens
from domain.area import Area
from domain.categories import facts_of
from domain.control_board import Show
from domain.figures import CategoryRow
from domain.league_order import Order, weak
from domain.ranking import FEWEST

EVERYWHERE = Area()


def category_table(
    rows: Sequence[CategoryRow], reference: float | None, area: Area = EVERYWHERE
) -> Component:
    """One row a category, in the order of the plan, those without establishments greyed.

    Args:
        rows: Of the place.
        reference: Percent that the dots are compared with.
        area: The place, which the lists behind the numbers are narrowed to.
    """
    values = [value for row in rows if (value := row.daily.answered.percent) is not None]
    low, high = tens(values)
    return html.Table(
        [
            html.Caption(_("业态：单位数与今日日管控"), className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [
                        html.Th(_("业态")),
                        html.Th(_("单位 家"), className="num"),
                        html.Th(_("今日日管控 %"), className="bar"),
                        html.Th(_("完成 / 应报"), className="num"),
                    ]
                )
            ),
            html.Tbody([_row(row, reference, (low, high), area) for row in rows]),
        ],
        className="nc-table nc-cattable",
    )


def _row(
    row: CategoryRow, reference: float | None, ends: tuple[float, float], area: Area
) -> Component:
    share = row.daily.answered
    name = category_name(row.category)
    opens = links.register(category=row.category, **area.filter)
    return html.Tr(
        [
            html.Td(
                [html.I(className=f"nc-sw nc-sw--{facts_of(row.category).group}"), name],
                className="nm",
            ),
            html.Td(
                list_link(row.establishments, opens, _("%(what)s在册单位", what=name)),
                className="num nc-num",
            ),
            html.Td(
                html.Div(
                    [
                        dot_plot(
                            share,
                            reference,
                            *ends,
                            weak=share.whole >= FEWEST
                            and weak(Order.DAILY, share.percent, reference),
                        ),
                        html.B(percent(share), className="nc-num"),
                    ]
                ),
                className="bar",
            ),
            html.Td(
                _duties(row, area, name) if share.whole else _("无应报"), className="num nc-num"
            ),
        ],
        className="" if row.establishments else "is-none",
    )


def _duties(row: CategoryRow, area: Area, name: str) -> list[Component | str]:
    """Answered of due today, each with the list that it is the size of."""
    share, where = row.daily.answered, {"category": row.category, **area.filter}
    part, whole = (
        links.control(listing="current", show=show, **where) for show in (Show.ANSWERED, Show.DUE)
    )
    return [
        list_link(share.part, part, _("%(what)s今日已完成", what=name)),
        " / ",
        list_link(share.whole, whole, _("%(what)s今日应报", what=name)),
    ]
