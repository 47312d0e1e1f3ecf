"""The list of the register on paper: a plain table that says how much of the list it holds.

The grid keeps only the rows of its window in the page, so it cannot be printed itself.
"""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.numbers import count
from components.register_words import cells, column_name
from domain.register_columns import COLUMNS, ListLayout
from domain.register_row import RegisterRow


def register_paper(
    rows: Sequence[RegisterRow],
    shown: ListLayout,
    *,
    first: int,
    total: int,
    filters: Sequence[str],
) -> Component:
    """What is printed, how much of the list that is, and by what it was chosen and ordered.

    Args:
        rows: Of the list, one after the other.
        shown: Columns and order.
        first: Place of the first row in the list, from 1.
        total: Rows of the list.
        filters: What each filter says.
    """
    order = "、".join(
        f"{column_name(key.column)} {'↓' if key.descending else '↑'}" for key in shown.sort
    )
    return html.Div(
        [
            html.P(html.B(_extent(first, len(rows), total))),
            html.P(
                _("筛选：%(what)s", what="；".join(filters))
                if filters
                else _("筛选：无（全部在册单位）")
            ),
            html.P(_("排序：%(by)s", by=order)),
            _table(rows, shown, first) if rows else None,
        ],
        className="nc-reg__paper",
    )


def _extent(first: int, number: int, total: int) -> str:
    if not total:
        return str(_("没有符合条件的单位"))
    if number == total:
        return str(_("已打印全部 %(total)s 家", total=count(total)))
    return str(
        _(
            "仅打印 %(n)s 家，共 %(total)s 家（第 %(first)s 至 %(last)s 家），其余未印",
            n=count(number),
            total=count(total),
            first=count(first),
            last=count(first + number - 1),
        )
    )


def _table(rows: Sequence[RegisterRow], shown: ListLayout, first: int) -> Component:
    whole = sum(COLUMNS[name].width_px for name in shown.columns)
    shares = [f"{96 * COLUMNS[name].width_px / whole:.2f}%" for name in shown.columns]
    return html.Table(
        [
            html.Colgroup(
                [html.Col(style={"width": "4%"}), *(html.Col(style={"width": s}) for s in shares)]
            ),
            html.Thead(
                html.Tr([html.Th(_("序号")), *(html.Th(column_name(one)) for one in shown.columns)])
            ),
            html.Tbody(
                [_row(place, row, shown.columns) for place, row in enumerate(rows, start=first)]
            ),
        ]
    )


def _row(place: int, row: RegisterRow, columns: Sequence[str]) -> Component:
    said = cells(row)
    return html.Tr([html.Td(count(place)), *(html.Td(said[name]) for name in columns)])
