"""League of places: one row a banner or township, ordered by one measure, with the sum below.

Each figure that has a list behind it is a link to that list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import icon
from components.numbers import count, per_hundred, percent
from components.spark import dot_plot, high_risk_bar, is_low, spark, tens
from components.wording import counted, term
from domain.figures import Figures, League, Level, Row
from domain.ranking import ranks
from domain.share import Share


class Order(StrEnum):
    """What the league is sorted by."""

    DAILY = "daily"
    ALERTS = "alerts"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Scale:
    """Percent ranges shared by all rows, so that lines and dots compare."""

    low: float
    high: float
    reference: float | None
    history_low: float


MEASURES: dict[Order, Callable[[Figures], Share]] = {
    Order.DAILY: lambda figures: figures.daily.answered,
    Order.ALERTS: lambda figures: figures.alerts_per_hundred,
    Order.RISK: lambda figures: figures.high_risk,
}


def league_table(
    found: League, order: Order, city: Figures, *, place: str, total_name: str
) -> Component:
    """The whole table.

    Args:
        found: Places and their sum.
        order: Best first by this measure; few cases stand unranked at the end.
        city: What the dots are compared with.
        place: Head of the name column (旗区, 镇街).
        total_name: Name of the sum.
    """
    scale = _scale(found, city)
    lowest_first = order is not Order.DAILY
    rank = ranks(
        {row.code: MEASURES[order](row.figures) for row in found.rows}, lowest_first=lowest_first
    )
    rows = sorted(
        (row for row in found.rows if row.figures.establishments or row.figures.daily.due),
        key=lambda row: (rank[row.code] or len(found.rows) + 1, row.code),
    )
    return html.Table(
        [
            html.Caption(
                _("%(place)s对比，最优在前；少于 10 例的不排名", place=place),
                className="visually-hidden",
            ),
            _head(place, city),
            html.Tbody([_row(found, row, rank[row.code], scale) for row in rows]),
            html.Tfoot(_total(total_name, found.total, scale)),
        ],
        className="nc-table nc-leaguetable",
    )


def _head(place: str, city: Figures) -> Component:
    reference = _("全市 %(p)s", p=percent(city.daily.answered))
    return html.Thead(
        html.Tr(
            [
                html.Th(html.Span(_("名次"), className="visually-hidden")),
                html.Th(place),
                html.Th(_("单位数"), className="num", title=_("家")),
                html.Th(_("在线率 %"), className="num", title=_("在线 / 已巡查路数")),
                html.Th(
                    [_("今日日管控 %"), " ", html.Small([html.I(), reference])], className="bar"
                ),
                html.Th(_("预警"), className="num", title=_("今日，件")),
                html.Th(_("每百家"), className="num", title=_("今日预警，件")),
                html.Th(_("C+D 占比 %"), className="stk"),
                html.Th(_("近 30 日")),
                html.Th(html.Span(_("进入"), className="visually-hidden")),
            ]
        )
    )


def _row(found: League, row: Row, rank: int | None, scale: Scale) -> Component:
    figures, level, day = row.figures, found.level, found.day
    name = term(row.name_zh, row.name_en)
    banner = row.code if level is Level.BANNER else None
    township = None if banner else row.code
    opens = links.district(banner) if banner else links.places(township=township)
    shops = links.register(banner=banner, township=township)
    tasks = links.control(banner=banner, township=township, listing="current")
    alerts = links.alerts(state="found", since=day, until=day, banner=banner, township=township)
    low = is_low(figures.daily.answered, scale.reference)
    return html.Tr(
        [
            html.Td(rank or "", className="rk nc-num"),
            html.Td(dcc.Link(name, href=opens), className="nm"),
            html.Td(_linked(figures.establishments, shops), className="num nc-num"),
            *_middle(figures, scale, tasks),
            html.Td(
                _linked(figures.alerts_today, alerts),
                className="num nc-num",
            ),
            *_end(figures, scale),
            html.Td(dcc.Link(icon("chev", 14), href=opens, title=name), className="go"),
        ],
        className="is-low" if low else "",
    )


def _total(name: str, figures: Figures, scale: Scale) -> Component:
    return html.Tr(
        [
            html.Td(),
            html.Td(name, className="nm"),
            html.Td(count(figures.establishments), className="num nc-num"),
            *_middle(figures, scale, None),
            html.Td(count(figures.alerts_today), className="num nc-num"),
            *_end(figures, scale),
            html.Td(),
        ],
        className="tot",
    )


def _middle(figures: Figures, scale: Scale, opens: str | None) -> list[Component]:
    daily, online = figures.daily.answered, figures.online
    shown = html.B(percent(daily), className="nc-num")
    return [
        html.Td(
            percent(online),
            className="num nc-num",
            title=counted(
                "%(a)s / %(b)s 路", online.whole, a=count(online.part), b=count(online.whole)
            ),
        ),
        html.Td(
            html.Div(
                [
                    dot_plot(daily, scale.reference, scale.low, scale.high),
                    dcc.Link(shown, href=opens) if opens else shown,
                ]
            ),
            className="bar",
            title=counted(
                "%(a)s / %(b)s 家", daily.whole, a=count(daily.part), b=count(daily.whole)
            ),
        ),
    ]


def _end(figures: Figures, scale: Scale) -> list[Component]:
    risk = figures.risk
    history = [day.answered.percent for day in figures.days[:-1]]
    return [
        html.Td(per_hundred(figures.alerts_per_hundred), className="num nc-num"),
        html.Td(
            high_risk_bar(risk.get("C", 0), risk.get("D", 0), figures.high_risk.whole),
            className="stk",
        ),
        html.Td(
            spark(history, scale.history_low, 100.0),
            className="sp",
        ),
    ]


def _linked(number: int, href: str) -> Component | str:
    return dcc.Link(count(number), href=href) if number else "0"


def _scale(found: League, city: Figures) -> Scale:
    """Today is only part of a day, so the days before have a scale of their own."""
    today = [row.figures.daily.answered for row in found.rows]
    past = [day.answered for row in found.rows for day in row.figures.days[:-1]]
    low, high = _range([*today, city.daily.answered])
    return Scale(low, high, city.daily.answered.percent, _range(past)[0])


def _range(shares: Sequence[Share]) -> tuple[float, float]:
    """Tens that hold nearly all: one outlier may leave the frame, it must not squeeze it."""
    return tens([value for share in shares if (value := share.percent) is not None])
