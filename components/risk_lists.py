"""Lists of the risk page: levels now and then, who moved, what is overdue, what was changed."""

from collections.abc import Collection, Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components import links
from components.icons import risk_badge
from components.labelled import labelled
from components.numbers import UNKNOWN, count, percent
from components.risk_words import cause_words, number
from domain.grades import RiskLevel
from domain.risk_lists import ManualLevel, OverdueInspection, RiskLine, RiskMove
from domain.share import Share

Levels = dict[str | None, int]


def level_table(now: Levels, then: Levels, day: date) -> Component:
    """Establishments of each level: now, and on an earlier day as far as scores reach back."""
    heads = [_("等级"), _("现在"), _("占比"), f"{day:%m-%d}", _("占比"), _("增减")]
    rows = []
    for level in (*RiskLevel, None):
        here, before = now.get(level, 0), then.get(level, 0)
        rows.append(
            [
                html.Span([risk_badge(level, 20), " ", level or _("未评定")]),
                dcc.Link(count(here), href=links.register(risk=level or "-")),
                f"{percent(Share(here, sum(now.values())))}%",
                count(before) if then else UNKNOWN,
                f"{percent(Share(before, sum(then.values())))}%" if then else UNKNOWN,
                f"{here - before:+,}" if then else UNKNOWN,
            ]
        )
    return table(heads, rows, {1, 2, 3, 4, 5})


def move_table(moves: Sequence[RiskMove]) -> Component:
    """Whose score moved: from data_access.risk, in the order given."""
    heads = [_("单位"), _("乡镇"), _("得分"), _("等级"), _("主要原因"), _("日期")]
    rows = [
        [
            entry(one.establishment_id, one.name),
            one.township_zh,
            html.Span(f"{number(one.before)} → {number(one.score)}", className="nowrap"),
            level_move(one.level_before, one.level),
            cause_words(one.cause),
            html.Span(f"{one.moved_on:%m-%d}", className="nowrap"),
        ]
        for one in moves
    ]
    return table(heads, rows, {2})


def course_table(lines: Sequence[RiskLine]) -> Component:
    """The history of one score."""
    return table(
        [_("日期"), _("得分"), _("等级"), _("主要原因"), _("评分表")],
        [
            [
                f"{one.on_day:%Y-%m-%d}",
                number(one.score),
                risk_badge(one.level, 18),
                cause_words(one.cause),
                _("第 %(n)s 版", n=one.table_version),
            ]
            for one in lines
        ],
        {1},
    )


def overdue_table(rows: Sequence[OverdueInspection]) -> Component:
    """Inspections that are overdue, as data_access lists them."""
    heads = [_("单位"), _("乡镇"), _("等级"), _("得分"), _("最近检查"), _("应于何日前检查")]
    return table(
        heads,
        [
            [
                entry(one.establishment_id, one.name),
                one.township_zh,
                risk_badge(one.level, 18),
                UNKNOWN if one.score is None else number(one.score),
                f"{one.newest:%Y-%m-%d}" if one.newest else _("无记录"),
                f"{one.due_on:%Y-%m-%d}" if one.due_on else _("现在"),
            ]
            for one in rows
        ],
        {3},
    )


def manual_table(rows: Sequence[ManualLevel]) -> Component:
    """Levels that people changed and that hold now."""
    heads = [_("单位"), _("人工调整"), _("系统评定"), _("原因"), _("调整人"), _("到期")]
    return table(
        heads,
        [
            [
                entry(one.establishment_id, one.name),
                risk_badge(one.level, 18),
                risk_badge(one.computed, 18),
                one.reason,
                one.made_by,
                f"{one.expires_on:%Y-%m-%d}",
            ]
            for one in rows
        ],
    )


def table(
    heads: Sequence[str], rows: Sequence[Sequence[object]], figures: Collection[int] = ()
) -> Component:
    """A table whose rows become small lists on a phone; `figures` are columns of numbers."""
    return html.Div(
        html.Table(
            [
                html.Thead(
                    html.Tr(
                        [
                            html.Th(head, className="num" if at in figures else "")
                            for at, head in enumerate(heads)
                        ]
                    )
                ),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                labelled(heads[at], cell, "num" if at in figures else "")
                                for at, cell in enumerate(row)
                            ]
                        )
                        for row in rows
                    ]
                ),
            ],
            className="nc-data nc-ops__table",
        ),
        className="nc-scrollx",
    )


def level_move(before: str | None, after: str | None) -> Component:
    """From one level to another, on one line."""
    return html.Span([risk_badge(before, 18), " → ", risk_badge(after, 18)], className="nowrap")


def entry(establishment_id: int, name: str) -> Component:
    """Name of an establishment, leading to the reasons of its score."""
    return dcc.Link(name, href=links.risk_case(establishment_id), className="nm")
