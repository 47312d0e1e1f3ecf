"""The page of a place: where its parts stand, with what they show at first."""

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.aria import aria
from components.icons import icon
from components.league_words import switch_words
from components.panels import card, chart, choices, switch
from components.risk_mix import risk_key
from components.trend import span_name
from domain.area import Area, AreaKind
from domain.trend import Span
from pages import _area_parts as parts
from pages import _area_watched as named
from pages._area import View

ASKED, ORDER, CANONICAL = "area-asked", "area-order", "area-canonical"
CHOICE = "area-choose-order"
HEAD, EXPORTS, DAY = "area-head", "area-exports", "area-day"
KPIS, TABLE = "area-kpis", "area-table"
DAILY, DAILY_WORDS, DAILY_TABLE = "area-daily", "area-daily-words", "area-daily-table"
RISK, WATCHED = "area-risk", "area-watched"
IMPROVED, MOVED = "area-improved", "area-moved"
CATEGORIES, MORE = "area-categories", "area-more"


def page(view: View, wanted: Area) -> Component:
    """All of it.

    Args:
        view: What is shown.
        wanted: What the address names; a township may have been moved to another banner since.
    """
    moved = wanted.township is not None and wanted != view.area
    address = links.area(view.area, **view.query) if moved else None
    return html.Main(
        [
            dcc.Store(id=ASKED, data=view.data()),
            dcc.Store(id=ORDER, data=view.order),
            dcc.Store(id=CANONICAL, data=address),
            html.Header([html.Div(parts.head(view), id=HEAD), _tools(view)], className=_HEAD),
            html.Div(parts.kpis(view), id=KPIS, className="nc-bkpis"),
            html.Div(
                [
                    html.Div(
                        [
                            _table(view),
                            html.Div(parts.more(view), id=MORE, className="nc-district__col"),
                            card(
                                _("业态构成"),
                                _now(view, _("家数与今日日管控")),
                                html.Div(
                                    parts.categories(view), id=CATEGORIES, className="nc-scrollx"
                                ),
                            ),
                        ],
                        className="nc-district__col",
                    ),
                    _side(view),
                ],
                className="nc-district__main",
            ),
        ],
        className=f"nc-body nc-pagegrid nc-district nc-district--{view.area.kind}",
    )


_HEAD = "nc-pagehead nc-district__head"


def _tools(view: View) -> Component:
    reach, order = view.reach, view.query
    running = reach.running
    words = {
        Span.DAY: _("今日") if running else _("当日"),
        Span.WEEK: _("本周") if running else _("当周"),
        Span.MONTH: _("本月") if running else _("当月"),
    }
    spans = [
        (
            words[span],
            links.area(view.area, **{**order, "period": None if span is Span.DAY else span}),
            span is reach.span,
        )
        for span in Span
    ]
    within = view.area.filter if view.area.kind is not AreaKind.OFFICE else {}
    return html.Div(
        [
            switch(spans, _("时段")),
            html.Label(
                [
                    html.Span(_("截至"), className="visually-hidden"),
                    dcc.Input(
                        id=DAY,
                        type="date",  # type: ignore[arg-type]  # no type of Dash's own
                        value=reach.day.isoformat(),
                        max=reach.today.isoformat(),
                        min="2000-01-01",
                        className="nc-input nc-input--day",
                    ),
                ]
            ),
            dcc.Link(
                [icon("map", 16), _("地图")],
                href=links.places(**within),
                className="nc-btn",
                title=_("在地图上看这里的单位"),
            ),
            html.Details(
                [
                    html.Summary([icon("download", 16), _("导出")], className="nc-btn"),
                    html.Div(parts.exports(view), id=EXPORTS, className="nc-export__list"),
                ],
                className="nc-export",
            ),
        ],
        className="nc-pagehead__r",
        **aria(label=_("时段与导出")),
    )


def _table(view: View) -> Component:
    title, note = parts.table_words(view)
    return card(
        title,
        note,
        html.Div(parts.table(view), id=TABLE, className="nc-scrollx"),
        right=choices(
            [(words, one.value, one is view.order) for one, words in switch_words().items()],
            _("排序"),
            CHOICE,
        ),
        class_name="nc-tablecard",
    )


def _now(view: View, words: str) -> str:
    """The note of a card that is of this moment, whatever day is picked."""
    return words if view.reach.running else f"{words} · {_('此刻')}"


def _risk_note(view: View) -> str:
    day = view.reach.day
    if view.reach.running:
        return "%"
    return str(_("%%，%(m)s/%(d)s 的评分，今日在册单位", m=day.month, d=day.day))


def _side(view: View) -> Component:
    figure, words, rows, mix = parts.side(view)
    heads = [_("日期"), _("完成 / 应报"), "%", _("上期 %")]
    if view.area != Area():
        heads.append(_("全市 %"))
    drawn = chart((DAILY, DAILY_WORDS, DAILY_TABLE), heads, figure, words, rows)
    return html.Div(
        [
            card(_("日管控完成率"), span_name(view.reach.span), drawn),
            card(_("风险等级构成"), _risk_note(view), html.Div(mix, id=RISK), right=risk_key()),
            card(
                _("重点关注"),
                _now(view, _("最急 6 家")),
                html.Div(named.watched(view), id=WATCHED),
                right=dcc.Link(
                    _("全部 D 级"),
                    href=links.register(risk="D", **view.area.filter),
                    className="nc-linkbtn",
                ),
                class_name="nc-worst",
            ),
            card(
                _("进步最大"),
                _now(view, _("近30日比之前30日")),
                html.Div(named.improved(view), id=IMPROVED),
            )
            if view.area.kind is not AreaKind.TOWNSHIP
            else html.Div(id=IMPROVED, hidden=True),
            card(
                _("单位风险变化"),
                _now(view, _("近30天风险得分，含主要原因")),
                html.Div(named.moved(view), id=MOVED),
                right=dcc.Link(_("风险分级"), href="/risk", className="nc-linkbtn"),
            ),
        ],
        className="nc-district__side",
    )
