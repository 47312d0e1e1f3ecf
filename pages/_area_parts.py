"""Parts of the page of a place, read and drawn: for its layout and for what keeps it up to date."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _
from sqlalchemy import Connection

from components import links
from components.cadres import cadre_table, street_list
from components.category_table import category_table
from components.kpi_row import Beside, place_kpis
from components.league import LeagueView, league_table
from components.league_words import reach_words
from components.numbers import count, percent
from components.page_title import as_of, fact_link, page_title
from components.panels import card
from components.plain import plain
from components.risk_mix import risk_line
from components.shop_table import ShopSum, shop_table
from components.wording import counted, term
from components.workload import office_table, own_load
from data_access import figures
from data_access.cadres import cadres, street_rows
from data_access.changes import Topic
from data_access.city_categories import category_facts
from data_access.request import remembered, scope, services
from data_access.shops import shops
from data_access.workload import mean_of_peers, office_loads
from domain.area import Area, AreaKind
from domain.figures import League
from domain.kitchen import CameraState
from domain.register_filter import NOT_ASSESSED
from domain.scope import Scope
from domain.share import Share
from domain.shops import Shop, ShopOrder, worst_first
from domain.workload import Workload
from pages._area import View, before_of, parts_of, rows_of, standing_of
from pages._figures import COUNTED, completion_trend

PAGE = 15
KINDS_EN = {
    "街道": "sub-districts",
    "镇": "towns",
    "乡": "townships",
    "苏木": "sumu",
    "开发区(类乡级)": "development zones",
}
UNASSIGNED = "未分乡镇"


def head(view: View) -> Any:
    """Name, establishments, share of the city, what it is made of."""

    def build(_conn: Connection, _asker: Scope) -> Any:
        parts = parts_of(view)
        register = links.register(**view.area.filter)
        title = page_title(view.name, parts.total.establishments, _facts(view, parts), register)
        return plain(title)

    return remembered("area-head", COUNTED, build, *view.key)


def _facts(view: View, parts: League) -> Sequence[str | Component]:
    found, kind = view.found, view.area.kind
    share = Share(parts.total.establishments, standing_of(view).city.establishments)
    facts: list[str | Component] = []
    if kind is not AreaKind.CITY:
        facts.append(_("占全市 %(p)s%%", p=percent(share)))
    if kind is AreaKind.CITY:
        facts.append(counted("%(n)s 个旗区", len(parts.rows)))
    elif kind is not AreaKind.TOWNSHIP:
        facts.append(_kinds(parts))
    elif found.office and (scope().office_id in (None, found.office[0])):
        facts.append(fact_link(found.office[1], links.office(found.office[0])))
    if kind is AreaKind.TOWNSHIP and found.kind == UNASSIGNED:
        facts.append(_("所属乡镇街道待核实"))
    facts.append(as_of(view.moment.now))
    return facts


def kpis(view: View) -> Any:
    """Six figures with rank, city's mean and the period before."""

    def build(_conn: Connection, _asker: Scope) -> Any:
        beside = standing_of(view)
        return plain(
            place_kpis(
                parts_of(view).total,
                Beside(beside.city, beside.rank, before_of(view), view.reach, view.area),
            )
        )

    return remembered("area-kpis", COUNTED, build, *view.key)


def table(view: View) -> Any:
    """The parts beside each other; of a township its establishments, the worst first."""

    def build(conn: Connection, _asker: Scope) -> Any:
        if view.area.kind is AreaKind.TOWNSHIP:
            return plain(_shops(conn, view, shops_of(conn, view)))
        city = standing_of(view).city
        heads = LeagueView(
            view.order,
            city,
            view.reach,
            view.area,
            part_name(view),
            _("%(place)s合计", place=_short(view)),
        )
        return plain(league_table(parts_of(view), rows_of(view), heads))

    return remembered("area-table", COUNTED, build, *view.key, view.order, view.page)


def shops_of(conn: Connection, view: View) -> list[Shop]:
    """Establishments of a township in the order of the table."""
    found = shops(conn, view.found.scope, view.reach.day, view.moment.now)
    return worst_first(found, ShopOrder(view.order.value))


def _shops(conn: Connection, view: View, listed: list[Shop]) -> Component:
    pages = max(1, -(-len(listed) // PAGE))
    page = min(view.page, pages)
    shown = listed[(page - 1) * PAGE : page * PAGE]
    day = "" if view.reach.running else _("%(when)s日管控", when=f"{view.reach.day:%m/%d} ")
    rows = shop_table(
        scope(),
        shown,
        days=True,
        total=_sum(conn, view) if listed else None,
        day_name=day,
    )
    steps = [
        dcc.Link(words, href=links.area(view.area, **view.query, page=other), className="nc-btn")
        if 1 <= other <= pages
        else html.Span(words, className="nc-btn is-disabled")
        for words, other in ((_("上一页"), page - 1), (_("下一页"), page + 1))
    ]
    place = html.Span(_("第 %(n)s / %(all)s 页", n=page, all=pages), className="nc-num")
    return html.Div([rows, html.P([steps[0], place, steps[1]], className="nc-pager")])


def _sum(conn: Connection, view: View) -> ShopSum:
    """Of the township, as its lists count it."""
    own, reach, seen = parts_of(view).total, view.reach, view.found.scope
    alerts = figures.open_alerts(conn, seen, view.moment.now)
    cameras = figures.cameras_by_township(conn, seen).get(str(view.area.township), {})
    return ShopSum(
        _("合计"),
        view.area.filter,
        own.establishments,
        None if reach.running else reach.day,
        own.daily.answered,
        sum(own.days[:-1], Share(0, 0)),
        reach.day - timedelta(days=1),
        sum(alerts.by_severity.values()),
        sum(alerts.overdue.values()),
        cameras.get(CameraState.ONLINE, 0),
        sum(cameras.values()),
    )


def part_name(view: View) -> str:
    """Head of the name column."""
    names: dict[AreaKind, str] = {
        AreaKind.CITY: _("旗区"),
        AreaKind.TOWNSHIP: _("单位"),
    }
    return names.get(view.area.kind) or str(_("镇街"))


def side(view: View) -> Any:
    """Figure, words and rows of the trend, and the mix of risk, both beside the city."""

    def build(conn: Connection, _asker: Scope) -> Any:
        own, city = parts_of(view).total, standing_of(view).city
        name, seen = _short(view), view.found.scope
        # The register is as it is now: no list holds the levels of an earlier day.
        listed = _levels(view.area) if view.reach.running else None
        mix = [risk_line(name, own.risk, main=True, opens=listed)]
        if view.area != Area():
            whole = _levels(Area()) if listed and scope().whole_city else None
            mix.append(risk_line(_("全市"), city.risk, main=False, opens=whole))
        if own.risk and set(own.risk) == {None} and not view.reach.running:
            mix = [html.P(_("当日还没有风险评分"), className="nc-empty")]
        span, today = view.reach.span, view.reach.today
        trend = completion_trend(conn, seen, name, span, today, **view.area.filter)
        return [*trend, plain(mix)]

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("area-side", topics, build, *view.key)


def _levels(area: Area) -> Callable[[str | None], str]:
    def opens(level: str | None) -> str:
        return links.register(risk=level or NOT_ASSESSED, **area.filter)

    return opens


def categories(view: View) -> Any:
    """The mix of categories."""

    def build(conn: Connection, _asker: Scope) -> Any:
        used = category_facts(services().settings.city)
        rows = figures.categories(conn, view.found.scope, view.moment.day, used)
        whole = sum((row.daily.answered for row in rows), Share(0, 0))
        return plain(category_table(rows, whole.percent, view.area))

    topics = (Topic.REGISTER, Topic.CONTROL)
    return remembered("area-categories", topics, build, *view.key)


def more(view: View) -> Any:
    """What belongs to one kind of place only: offices, workload, cadres and streets."""

    def build(conn: Connection, _asker: Scope) -> Any:
        kind, seen = view.area.kind, view.found.scope
        day, now = view.moment.day, view.moment.now
        if kind is AreaKind.TOWNSHIP:
            return plain(
                [
                    card(
                        _("包保干部"),
                        _("此刻督导完成情况，超期多的在前"),
                        html.Div(
                            cadre_table(cadres(conn, seen, day), view.area), className="nc-scrollx"
                        ),
                    ),
                    card(_("示范街区"), _("在册单位"), street_list(street_rows(conn, seen))),
                ]
            )
        if kind is AreaKind.CITY:
            return []
        mean = mean_of_peers(conn, seen, str(view.area.banner), day, now)
        loads = office_loads(conn, seen, day, now)
        if kind is AreaKind.OFFICE:
            own = loads[0].load if loads else Workload()
            body: Component = own_load(view.area.office or 0, own, mean, day)
            return plain([card(_("工作量"), _("此刻，与同旗区各所平均相比"), body)])
        body = html.Div(office_table(loads, mean, day), className="nc-scrollx")
        return plain([card(_("监管所工作量"), _("此刻，各所与平均"), body)])

    return remembered("area-more", COUNTED, build, *view.key)


def exports(view: View) -> Any:
    """The table as files, in the order that it is shown in."""
    return plain(
        [
            html.A(words, href=links.table_export(kind, view.area, **view.query))
            for words, kind in ((_("导出 CSV"), "csv"), (_("导出 XLSX"), "xlsx"))
        ]
    )


def table_words(view: View) -> tuple[str, str]:
    """Title of the table, and how it is sorted."""
    kind, when = view.area.kind, reach_words(view.reach)
    if kind is AreaKind.TOWNSHIP:
        return _("辖区单位"), _("最差在前")
    title = _("旗区对比") if kind is AreaKind.CITY else _("镇街对比")
    number = sum(1 for one in parts_of(view).rows if one.figures.establishments)
    return title, _("%(n)s 个　%(when)s，最优在前", n=count(number), when=when)


def _short(view: View) -> str:
    """Name for rows and lines; an office has a long one."""
    if view.area.kind is AreaKind.CITY:
        return str(_("全市"))
    return str(_("本辖区")) if view.area.kind is AreaKind.OFFICE else view.name


def _kinds(towns: League) -> str:
    """12 街道 3 镇, most first; the place of those without a township is none."""
    kinds: dict[str, int] = {}
    for row in towns.rows:
        if row.kind != UNASSIGNED:
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return " ".join(_kind(kind, number) for kind, number in ordered)


def _kind(kind: str, number: int) -> str:
    several = KINDS_EN.get(kind, kind)
    name = several.removesuffix("s") if number == 1 else several
    return f"{count(number)} {term(kind, name)}"
