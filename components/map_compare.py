"""Two parts of the map side by side: which two, and their numbers."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.aria import aria, data
from components.map_filter import Place
from components.map_signs import value_words
from components.numbers import UNKNOWN, count, gap, per_hundred, percent
from domain.map_measures import FEWEST_COMPARED, MEASURES, NOT_KNOWN
from domain.map_standing import Standing
from domain.share import Share


def compare_form(
    banners: Sequence[Place], townships: Sequence[tuple[str, list[Place]]]
) -> Component:
    """Choose the two.

    Args:
        banners: The asker's.
        townships: Name of each banner, and its townships.
    """
    return html.Div(
        [
            html.Header(
                [
                    html.H2(_("对比两地")),
                    html.Button(
                        _("关闭"),
                        type="button",
                        className="nc-linkbtn",
                        **data(map_tool="uncompare"),
                    ),
                ],
                className="nc-area__h",
            ),
            *(_choice(letter, banners, townships) for letter in "AB"),
        ],
        className="nc-compare__form",
    )


def _choice(
    letter: str, banners: Sequence[Place], townships: Sequence[tuple[str, list[Place]]]
) -> Component:
    def options(places: Sequence[Place]) -> list[Component]:
        return [html.Option(name, value=code) for code, name in places]

    return html.Label(
        [
            html.B(letter),
            html.Select(
                [
                    html.Option(_("选择一处"), value=""),
                    html.Option(_("当前圈定的范围"), value="area"),
                    html.Optgroup(options(banners), label=_("旗区")),
                    *(html.Optgroup(options(own), label=name) for name, own in townships),
                ],
                **data(compare=letter.lower()),
                **aria(label=_("对比的%(letter)s处", letter=letter)),
            ),
        ]
    )


def compare_table(names: tuple[str, str], one: Standing, other: Standing) -> Component:
    """The numbers of both, and how far A lies from B.

    Args:
        names: Of the two.
        one: A.
        other: B.
    """
    few = [letter for letter, side in (("A", one), ("B", other)) if side.few]
    return html.Div(
        [
            html.P([html.B("A "), names[0]], className="nc-area__said"),
            html.P([html.B("B "), names[1]], className="nc-area__said"),
            html.Table(
                [
                    html.Thead(
                        html.Tr([html.Th(""), html.Th("A"), html.Th("B"), html.Th(_("A − B"))])
                    ),
                    html.Tbody([*_counts(one, other), *_shares(one, other)]),
                ],
                className="nc-compare__t",
            ),
            html.P(
                _(
                    "%(letters)s 不足 %(n)s 家，百分比不作比较",
                    letters="、".join(few),
                    n=FEWEST_COMPARED,
                ),
                className="nc-area__few",
            )
            if few
            else None,
            html.P(_("按当前筛选，所在地的条件除外"), className="nc-area__said"),
        ]
    )


def compare_fault(letter: str, words: str) -> Component:
    """One of the two cannot be used."""
    return html.P(f"{letter}：{words}", className="nc-area__few", role="alert")


def _counts(one: Standing, other: Standing) -> list[Component]:
    rows = [(_("单位"), one.establishments, other.establishments)]
    rows += [
        (
            _("风险 %(level)s", level=value)
            if value != NOT_KNOWN
            else value_words("risk", NOT_KNOWN),
            one.risk.get(value, 0),
            other.risk.get(value, 0),
        )
        for value in MEASURES["risk"].values
    ]
    rows += [
        (_("未办结预警"), one.alerts, other.alerts),
        (_("其中超期"), one.overdue, other.overdue),
    ]
    return [_line(title, count(a), count(b), f"{a - b:+,}") for title, a, b in rows]


def _shares(one: Standing, other: Standing) -> list[Component]:
    comparable = not (one.few or other.few)
    rows = [
        (_("C+D 占比"), one.severe, other.severe),
        (_("今日日管控完成"), one.control, other.control),
        (_("后厨在线"), one.kitchens, other.kitchens),
        (_("包保覆盖"), one.cadres, other.cadres),
    ]
    lines = []
    for title, a, b in rows:
        between = gap(a, b) if comparable else None
        said = _("%(n)s 个百分点", n=f"{between:+.1f}") if between is not None else UNKNOWN
        lines.append(_line(title, _percent(a), _percent(b), said))
    a, b = (Share(side.alerts, side.establishments) for side in (one, other))
    between = gap(a, b) if comparable else None
    said = f"{between:+.2f}" if between is not None else UNKNOWN
    return [*lines, _line(_("每百家未办结预警"), per_hundred(a), per_hundred(b), said)]


def _percent(share: Share) -> list[Component]:
    """The percentage, and the two numbers that it is made of."""
    sign = "" if share.percent is None else "%"
    return [
        html.Span(f"{percent(share)}{sign}"),
        html.Small(f"{count(share.part)}/{count(share.whole)}"),
    ]


def _line(title: str, one: Any, other: Any, between: str) -> Component:
    return html.Tr([html.Th(title, scope="row"), html.Td(one), html.Td(other), html.Td(between)])
