"""Ranking of places by punctual records, with what each had to do and how the order comes about."""

from collections.abc import Callable, Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.control_words import span_words
from components.numbers import UNKNOWN, count, percent
from components.states import empty
from components.wording import term
from domain.control import ControlKind
from domain.control_ranking import RankedPlace
from domain.ranking import Smallest


def ranking_table(rows: Sequence[RankedPlace], href: Callable[[str], str]) -> Component:
    """Ranked places, then those too small to be.

    Args:
        rows: In order.
        href: Address of the calendar of a place.
    """
    if not rows:
        return empty(_("近期没有应报的任务"))
    ranked = [_row(one, href) for one in rows if one.rank is not None]
    small = [_row(one, href) for one in rows if one.rank is None]
    heads = [
        html.Th(_("名次"), className="num"),
        html.Th(_("地区")),
        html.Th(_("期均应报 家"), className="num"),
        html.Th(_("按时 / 应报"), className="num"),
        html.Th(_("按时 %"), className="num"),
        html.Th(_("同业态应达 %"), className="num"),
        html.Th(_("相差 点"), className="num"),
        html.Th(_("逾期补填"), className="num"),
        html.Th(_("缺报"), className="num"),
        html.Th(_("免报"), className="num"),
    ]
    apart = html.Tr(html.Th(_("不排名（期均应报太少）"), colSpan=len(heads)), className="apart")
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr(heads)),
                html.Tbody(ranked),
                html.Tbody([apart, *small], className="is-apart") if small else None,
            ],
            className="nc-table nc-ranking",
        ),
        className="nc-scrollx",
    )


def ranking_note(kind: ControlKind, periods: int, smallest: Smallest) -> Component:
    """How the order comes about."""
    return html.P(
        _(
            "排名方法（平台规则）：近 %(span)s已结束的各期，按时 ÷ 应报，免报不计；"
            "再减去该地按自身业态构成、以所列各地合计水平应达到的比例，按差值从高到低。"
            "单位多少不影响名次；期均应报不足 %(n)s 家或合计不足 %(cases)s 次的只列出，不排名。",
            span=span_words(kind, periods),
            n=smallest.establishments,
            cases=smallest.cases,
        ),
        className="nc-heat__sum",
    )


def _row(one: RankedPlace, href: Callable[[str], str]) -> Component:
    tasks, points = one.tasks, one.points
    name = term(one.name_zh, one.name_en)
    tone = "" if points is None else " is-behind" if points < 0 else " is-ahead"
    return html.Tr(
        [
            html.Td(str(one.rank) if one.rank else UNKNOWN, className="num nc-num"),
            html.Td(dcc.Link(name, href=href(one.code), title=_("看日历")), className="nm"),
            html.Td(f"{one.load:,.0f}", className="num nc-num"),
            html.Td(f"{count(tasks.done)} / {count(tasks.due)}", className="num nc-num"),
            html.Td(percent(tasks.on_time), className="num nc-num"),
            html.Td(
                UNKNOWN if one.expected is None else f"{one.expected:.1f}", className="num nc-num"
            ),
            html.Td(UNKNOWN if points is None else f"{points:+.1f}", className=f"num nc-num{tone}"),
            html.Td(count(tasks.late), className="num nc-num"),
            html.Td(count(tasks.missed), className="num nc-num"),
            html.Td(count(tasks.excused), className="num nc-num"),
        ]
    )
