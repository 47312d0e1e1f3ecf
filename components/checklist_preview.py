"""Whom a drafted change of a checklist would reach, and how many items they would have."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import rules_name
from components.control_words import period_words
from components.labelled import labelled
from components.numbers import count
from components.states import empty
from components.wording import counted
from domain.categories import Category
from domain.checklist_changes import Affected, first_period
from domain.checklists import Checklist
from domain.clock import CITY_TIME
from domain.control import ControlKind


def preview_view(
    kind: ControlKind,
    day: date,
    steps: Sequence[tuple[str, Checklist]],
    rows: Sequence[Affected],
    at: datetime,
) -> Component:
    """Whom the draft reaches, by category and by township, and how many items they will have.

    Args:
        kind: Which checklist.
        day: From when.
        steps: Name of the list and each version that would be made.
        rows: Who is affected.
        at: Moment of the counts, aware UTC.
    """
    made = "；".join(
        _(
            "%(list)s第 %(n)s 版（%(day)s 起，%(m)s 项）",
            list=name,
            n=sheet.version,
            day=sheet.effective_from.isoformat(),
            m=len(sheet.items),
        )
        for name, sheet in steps
    )
    head = [
        html.P(
            [
                html.B(counted("影响 %(n)s 家在营单位", sum(row.establishments for row in rows))),
                " · ",
                _("首个适用周期 %(period)s", period=period_words(kind, first_period(kind, day))),
                " · ",
                _("按 %(at)s 的主体库", at=f"{at.astimezone(CITY_TIME):%m-%d %H:%M}"),
            ]
        ),
        html.P(_("将生成：%(made)s", made=made), className="nc-hint"),
    ]
    if not rows:
        return html.Div(
            [*head, empty(_("现在没有单位适用这些项目"))], className="nc-lists__preview"
        )
    return html.Div(
        [*head, _by_category(rows), _by_township(rows)],
        className="nc-lists__preview",
    )


def _by_category(rows: Sequence[Affected]) -> Component:
    heads = [_("类别"), _("单位数"), _("现在要答（项）"), _("变更后要答（项）")]
    by_category: defaultdict[Category, list[Affected]] = defaultdict(list)
    for row in rows:
        by_category[row.category].append(row)
    body = [
        html.Tr(
            [
                labelled(heads[0], rules_name(one), "nm"),
                labelled(heads[1], count(sum(row.establishments for row in own)), "num"),
                labelled(heads[2], _span([row.before for row in own]), "num"),
                labelled(heads[3], _span([row.after for row in own]), "num"),
            ]
        )
        for one in Category
        if (own := by_category.get(one))
    ]
    return _table(heads, body, {1, 2, 3}, "nc-ops__table")


def _by_township(rows: Sequence[Affected]) -> Component:
    """A row a township, a column a category: how many establishments."""
    shown = [one for one in Category if any(row.category is one for row in rows)]
    number = {(row.township_code, row.category): row.establishments for row in rows}
    names = {row.township_code: row.township_zh for row in rows}
    heads = [_("乡镇街道"), _("合计"), *(rules_name(one) for one in shown)]
    body = []
    for code, name in names.items():
        own = [number.get((code, one), 0) for one in shown]
        cells = [count(n) if n else "—" for n in (sum(own), *own)]
        body.append(
            html.Tr(
                [
                    html.Td(name, className="nm nowrap"),
                    *(html.Td(n, className="num") for n in cells),
                ]
            )
        )
    title = counted("按乡镇和类别：%(n)s 个乡镇街道有单位受影响", len(names))
    right = set(range(1, len(heads)))
    return html.Details(
        [html.Summary(title), html.Div(_table(heads, body, right, ""), className="nc-lists__wide")],
        open=True,
    )


def _span(pairs: Sequence[tuple[int, int]]) -> str:
    least, most = min(one[0] for one in pairs), max(one[1] for one in pairs)
    return count(least) if least == most else f"{count(least)}–{count(most)}"


def _table(
    heads: Sequence[str], rows: Sequence[Component], right: set[int], more: str
) -> Component:
    head = [html.Th(one, className="num" if at in right else "") for at, one in enumerate(heads)]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr(head)), html.Tbody(list(rows))], className=f"nc-data {more}"
        ),
        className="nc-scrollx",
    )
