"""A drawn area in words, what lies in it, and how to take it along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import data
from components.category_words import category_name
from components.icons import icon, risk_badge
from components.map_signs import value_words
from components.numbers import count
from components.register_words import dimension_name
from components.states import empty
from components.wording import counted, term
from domain.map_area import COUNTS, RADII_M, VERTICES, Area, AreaFault, Circle, Nearest
from domain.map_filter import PLACE_GROUPS, MapFilter
from domain.map_measures import MEASURES


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One establishment of the list.

    Attributes:
        id: Opens its card.
        name: As in the register.
        risk: Level, None where none was assessed.
        place: Banner and township.
        away_m: Distance from the middle of the area in metres, None where it has none.
        href: Where the asker reads about it.
    """

    id: int
    name: str
    risk: str | None
    place: str
    away_m: float | None
    href: str


@dataclass(frozen=True, slots=True)
class AreaSums:
    """What lies in an area: all, those of risk C or D, those with an open alert."""

    establishments: int
    severe: int
    alerted: int


def area_words(area: Area, square_km: float | None = None) -> str:
    """The shape in words; `square_km` of a polygon."""
    if isinstance(area, Circle):
        return str(
            _(
                "半径 %(r)s 米，圆心 %(lon).5f，%(lat).5f",
                r=count(round(area.radius_m)),
                lon=area.lon,
                lat=area.lat,
            )
        )
    if isinstance(area, Nearest):
        return str(
            _("离 %(lon).5f，%(lat).5f 最近的 %(n)s 家", n=area.count, lon=area.lon, lat=area.lat)
        )
    size = f"{square_km:.3g}" if square_km is not None and square_km < 100 else f"{square_km:,.0f}"
    return str(_("多边形，%(n)s 个顶点，%(size)s 平方公里", n=len(area.points), size=size))


def fault_words(fault: AreaFault) -> str:
    """Why a shape cannot be used, and what can be."""
    words: dict[AreaFault, str] = {
        AreaFault.UNREADABLE: _("范围无法识别，请重新圈定"),
        AreaFault.OUTSIDE: _("范围超出本市或您的辖区，请重新圈定"),
        AreaFault.RADIUS: _(
            "半径须在 %(least)s 米到 %(most)s 米之间", least=RADII_M[0], most=count(RADII_M[1])
        ),
        AreaFault.COUNT: _("家数须在 %(least)s 到 %(most)s 之间", least=COUNTS[0], most=COUNTS[1]),
        AreaFault.VERTICES: _(
            "多边形须有 %(least)s 到 %(most)s 个顶点", least=VERTICES[0], most=VERTICES[1]
        ),
        AreaFault.CROSSING: _("多边形的边不能相互交叉，请重新圈定"),
    }
    return words[fault]


def distance(away_m: float) -> str:
    """85 m, 1.2 km."""
    if away_m < 1000:
        return str(_("%(n)s 米", n=round(away_m)))
    return str(_("%(n)s 公里", n=f"{away_m / 1000:.1f}"))


def map_filter_words(wanted: MapFilter, places: Callable[[str], Mapping[str, str]]) -> str:
    """What the map is filtered by, in one line.

    Args:
        wanted: The filter.
        places: Kind of place → name by code or id, of those that the reader may see.
    """
    said = []
    for group, values in wanted.chosen:
        if group in PLACE_GROUPS:
            title = dimension_name(group)
            names = [places(group).get(one, _("不在权限范围内")) for one in values]
        elif group == "category":
            title, names = dimension_name(group), [category_name(one) for one in values]
        else:
            title = term(MEASURES[group].zh, MEASURES[group].en)
            names = [value_words(group, one) for one in values]
        said.append(f"{title}：{'、'.join(names)}")
    return "；".join(said) or str(_("正常和停业的全部单位"))


def exports(wanted: MapFilter, area: Area | None, number: int) -> Component:
    """Take along exactly what is listed: two kinds of file, and paper."""
    asked = wanted.query() | ({"area": area.written()} if area else {})
    query = f"?{urlencode(asked, safe=',:;')}" if asked else ""
    return html.Div(
        [
            html.Span(counted("共 %(n)s 家", number), className="nc-take__n"),
            *(
                html.A(
                    [icon("download", 16), kind.upper()],
                    href=f"/export/map.{kind}{query}",
                    download="",
                    className="nc-btn nc-btn--sm",
                    title=_("导出 %(kind)s", kind=kind.upper()),
                )
                for kind in ("xlsx", "csv")
            ),
            html.Button(
                [icon("print", 16), _("打印")],
                type="button",
                className="nc-btn nc-btn--sm",
                **data(map_tool="print"),
            ),
        ],
        className="nc-take",
    )


def area_fault(fault: AreaFault) -> Component:
    """The shape in the address or of a hand cannot be used."""
    return html.Section([_head(_("圈定范围")), empty(fault_words(fault), _("清除后可重新圈定"))])


def area_list(
    said: str, sums: AreaSums, rows: Sequence[AreaRow], taking: Component | None
) -> Component:
    """What lies in the area: sums, then names that open the card or the record.

    Args:
        said: The area in words.
        sums: Of all that lie in it.
        rows: The first of them.
        taking: Exports, where the asker may.
    """
    figures = [
        (_("单位"), sums.establishments),
        (_("C+D 级"), sums.severe),
        (_("有未办结预警"), sums.alerted),
    ]
    listed = (
        html.Ul([_row(one) for one in rows], className="nc-side__rows nc-inarea")
        if rows
        else empty(_("范围内没有符合筛选的单位"), _("可放大范围或重置筛选"))
    )
    more = sums.establishments - len(rows)
    return html.Section(
        [
            _head(_("圈定范围")),
            html.P(said, className="nc-area__said"),
            html.Dl(
                [html.Div([html.Dt(title), html.Dd(count(n))]) for title, n in figures],
                className="nc-area__sums",
            ),
            taking,
            listed,
            html.P(_("另有 %(n)s 家，导出可得全部", n=count(more)), className="nc-area__said")
            if more > 0
            else None,
        ]
    )


def _head(title: str) -> Component:
    return html.Header(
        [
            html.H2(title),
            html.Button(_("清除"), type="button", className="nc-linkbtn", **data(map_tool="clear")),
        ],
        className="nc-area__h",
    )


def _row(one: AreaRow) -> Component:
    away = distance(one.away_m) if one.away_m is not None else one.place
    return html.Li(
        [
            html.Button(
                [risk_badge(one.risk, 20), html.B(one.name), html.Span(away)],
                type="button",
                title=one.place,
                **data(establishment=str(one.id)),
            ),
            dcc.Link(
                icon("doc", 16),
                href=one.href,
                title=_("%(name)s的档案", name=one.name),
            ),
        ]
    )
