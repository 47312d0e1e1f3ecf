"""League of places: one row a banner, township or office, ordered by one measure, the sum below.

Each figure that has a list behind it is a link to that list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import icon
from components.kpi_row import control_reach
from components.league_words import (
    measure_words,
    online_words,
    order_words,
    reach_words,
    reason_words,
)
from components.measure import list_link, opens_words
from components.numbers import count, per_hundred, percent
from components.spark import dot_plot, high_risk_bar, spark, tens
from components.wording import term
from domain.area import Area
from domain.figures import Figures, League, Level, Row
from domain.league_order import LOWEST_FIRST, MEASURES, Order, Placed
from domain.reach import Reach
from domain.share import Share
from domain.trend import Span
from domain.video_wall import Show


@dataclass(frozen=True, slots=True)
class LeagueView:
    """What a table is of, besides its rows.

    Attributes:
        order: Sorted by, and shown in the middle.
        city: What the dots are compared with.
        reach: The days.
        area: The place whose parts the rows are.
        place: Head of the name column (旗区, 镇街).
        total_name: Name of the sum.
    """

    order: Order
    city: Figures
    reach: Reach
    area: Area
    place: str
    total_name: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Ranges shared by all rows, so that lines and dots compare."""

    low: float
    high: float
    reference: float | None
    history_low: float


def league_table(found: League, rows: Sequence[Placed], view: LeagueView) -> Component:
    """The whole table.

    Args:
        found: Places and their sum.
        rows: The places as they stand, see `domain.league_order.placed`.
        view: What it is of.
    """
    scale = _scale(found, rows, view)
    ranked = [_row(found, one, view, scale) for one in rows if one.rank is not None]
    apart = [_row(found, one, view, scale) for one in rows if one.rank is None]
    note = html.Tr(
        html.Th(_("不排名（例数太少）"), colSpan=10, scope="rowgroup"), className="apart"
    )
    return html.Table(
        [
            html.Caption(
                _("%(place)s对比，最优在前；例数太少的不排名", place=view.place),
                className="visually-hidden",
            ),
            _head(view, scale),
            html.Tbody(ranked),
            html.Tbody([note, *apart], className="is-apart") if apart else None,
            html.Tfoot(_total(found, view, scale)),
        ],
        className="nc-table nc-leaguetable",
    )


def area_of(level: Level, row: Row) -> Area | None:
    """The place that a row is, None for what no office works."""
    if level is Level.BANNER:
        return Area(banner=row.code)
    if level is Level.TOWNSHIP:
        return Area(row.banner, row.code)
    return Area(row.banner, office=row.office) if row.office else None


def _head(view: LeagueView, scale: _Scale) -> Component:
    value = Share(0, 0) if scale.reference is None else MEASURES[view.order](view.city)
    shown = per_hundred(value) if view.order is Order.ALERTS else percent(value)
    reference = [html.I(), _("全市 %(p)s", p=shown)]
    middle = measure_words(view.order, view.reach)
    second, third = _others(view.order)
    heads = order_words()
    return html.Thead(
        html.Tr(
            [
                html.Th(html.Span(_("名次"), className="visually-hidden")),
                html.Th(view.place),
                html.Th(_("单位"), className="num", title=_("家")),
                html.Th(_("在线率"), className="num", title=online_words(view.reach)),
                html.Th([middle, " ", html.Small(reference)], className="bar"),
                html.Th(_("预警"), className="num", title=_("件")),
                html.Th(heads[second], className="num"),
                html.Th(heads[third], className="stk" if third is Order.RISK else "num"),
                html.Th(_("近 30 日"), title=_("日管控完成率，不含当日")),
                html.Th(html.Span(_("进入"), className="visually-hidden")),
            ]
        )
    )


def _others(order: Order) -> tuple[Order, Order]:
    """The two measures beside the one in the middle."""
    rest = [one for one in (Order.DAILY, Order.ALERTS, Order.RISK) if one is not order]
    return rest[0], rest[1]


def _row(found: League, one: Placed, view: LeagueView, scale: _Scale) -> Component:
    row, area = one.row, area_of(found.level, one.row)
    name = term(row.name_zh, row.name_en)
    kept = view.reach.query() | ({} if view.order is Order.DAILY else {"order": view.order})
    opens = links.area(area, **kept) if area else None
    why = reason_words(one.reason)
    shown: list[Component] = [dcc.Link(name, href=opens) if opens else html.Span(name)]
    if why:
        shown.append(html.Small(why))
    return html.Tr(
        [
            html.Td(one.rank or "", className="rk nc-num"),
            html.Td(shown, className="nm"),
            *_cells(row.figures, view, scale, area, name, weak=one.weak),
            html.Td(
                dcc.Link(icon("chev", 14), href=opens, title=name) if opens else None,
                className="go",
            ),
        ],
        className="is-low" if one.weak else "",
        title=why or None,
    )


def _total(found: League, view: LeagueView, scale: _Scale) -> Component:
    cells = _cells(found.total, view, scale, view.area, view.total_name, weak=False)
    return html.Tr(
        [html.Td(), html.Td(view.total_name, className="nm"), *cells, html.Td()], className="tot"
    )


def _cells(
    figures: Figures,
    view: LeagueView,
    scale: _Scale,
    area: Area | None,
    name: str,
    *,
    weak: bool,
) -> list[Component]:
    """From the number of establishments to the line of thirty days."""
    reach, where = view.reach, area.filter if area else {}
    when = reach_words(reach)
    share = MEASURES[view.order](figures)
    found = links.alerts(state="found", since=reach.since, until=reach.day, **where)
    second, third = _others(view.order)
    online = links.videowall(show=Show.ONLINE, **where)
    return [
        html.Td(
            list_link(
                figures.establishments,
                links.register(**where) if area else None,
                _("%(place)s在册单位", place=name),
            ),
            className="num nc-num",
        ),
        html.Td(
            _opened(
                percent(figures.online),
                online if reach.running else None,
                area,
                _("%(place)s在线摄像头", place=name),
            ),
            className="num nc-num",
            title=_of(figures.online, _("路")),
        ),
        html.Td(
            html.Div(
                [
                    dot_plot(share, scale.reference, scale.low, scale.high, weak=weak),
                    _opened(
                        html.B(_written(view.order, share), className="nc-num"),
                        _behind(view.order, reach, where),
                        area,
                        f"{name} {measure_words(view.order, reach)}",
                    ),
                ]
            ),
            className="bar",
            title=_of(share, measure_unit(view.order, reach)),
        ),
        html.Td(
            list_link(
                figures.alerts_found,
                found if area else None,
                _("%(place)s%(when)s发现的预警", place=name, when=when),
            ),
            className="num nc-num",
        ),
        _side(second, figures, view, area, name),
        _side(third, figures, view, area, name),
        html.Td(
            spark([day.percent for day in figures.days[:-1]], scale.history_low, 100.0),
            className="sp",
        ),
    ]


def measure_unit(order: Order, reach: Reach) -> str:
    """What a share counts: establishments, duties of several days, or alerts."""
    if order is Order.DAILY and reach.span is not Span.DAY:
        return str(_("次"))
    return str(_("件 / 家")) if order is Order.ALERTS else str(_("家"))


def _written(order: Order, share: Share) -> str:
    return per_hundred(share) if order is Order.ALERTS else percent(share)


def _behind(order: Order, reach: Reach, where: dict[str, Any]) -> str | None:
    """The list behind a figure; how risk stood on an earlier day has none."""
    if order is Order.DAILY:
        return links.control(**control_reach(reach), **where)
    if order is Order.RISK:
        return links.register(risk=("C", "D"), **where) if reach.running else None
    return links.alerts(state="found", since=reach.since, until=reach.day, **where)


def _side(
    order: Order, figures: Figures, view: LeagueView, area: Area | None, name: str
) -> Component:
    share, reach = MEASURES[order](figures), view.reach
    href = _behind(order, reach, area.filter if area else {})
    what = f"{name} {measure_words(order, reach)}"
    if order is Order.RISK:
        risk = figures.risk
        drawn = high_risk_bar(risk.get("C", 0), risk.get("D", 0), share.whole)
        shown = _opened(drawn, href if share.part else None, area, what)
        return html.Td(shown, className="stk", title=_of(share, _("家")))
    return html.Td(_opened(_written(order, share), href, area, what), className="num nc-num")


def _of(share: Share, unit: str) -> str:
    return f"{count(share.part)} / {count(share.whole)} {unit}"


def _opened(
    shown: str | Component, href: str | None, area: Area | None, what: str
) -> Component | str:
    return dcc.Link([shown, *opens_words(what)], href=href) if href and area else shown


def _scale(found: League, rows: Sequence[Placed], view: LeagueView) -> _Scale:
    """The running day is only part of one, so the days before have a scale of their own."""
    reference = MEASURES[view.order](view.city)
    past = [day for row in found.rows for day in row.figures.days[:-1]]
    known = [
        value
        for share in (*(one.share for one in rows), reference)
        if (value := share.percent) is not None
    ]
    low, high = tens(known)
    if view.order in LOWEST_FIRST:
        low, high = 0.0, (max(known, default=1.0) or 1.0) * 1.05
    history = tens([value for share in past if (value := share.percent) is not None])
    return _Scale(low, high, reference.percent, history[0])
