"""The draft of a table of points: a field a number, what it would change, and what is wrong."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from components.category_words import rules_name
from components.icons import risk_badge
from components.numbers import UNKNOWN, count
from components.risk_lists import entry, level_move, table
from components.risk_words import cell_name, number
from components.wording import term
from domain.categories import Category
from domain.grades import RiskLevel
from domain.risk_cells import CELLS, Cell, Measure
from domain.risk_lists import Preview
from domain.risk_table import MOST_STEPS, RiskTable, Rule, TableFault

MORE_STEPS = 3
"""Empty ones that a draft offers beside those a cell has."""
FIELD = "risk-field"
"""`type` of the pattern id of every number; the other keys are `cell` and `part`."""


def draft_fields(held: RiskTable) -> Component:
    """A row a cell: its cap, what unknown counts, and its points."""
    heads = [_("项目"), _("最高"), _("未知时计"), _("分值")]
    rows: list[list[object]] = [
        [
            cell_name(cell.code),
            _field(cell, "cap", held.rules[cell.code].cap, _("最高")),
            _field(cell, "unknown", held.rules[cell.code].unknown, _("未知时计")),
            html.Div(_points(cell, held.rules[cell.code]), className="nc-risk-draft__points"),
        ]
        for cell in CELLS
    ]
    return table(heads, rows)


def content_of(fields: Sequence[tuple[Mapping[str, Any], Any]]) -> dict[str, Any]:
    """What was typed, as domain.risk_table.from_content takes it.

    A step left empty is none, and one that is written last stands where its limit belongs.

    Args:
        fields: Id and value of every FIELD, as a callback gets them: forged ones too.
    """
    cells: dict[str, dict[str, Any]] = {}
    for known, value in fields:
        cell, part = str(known.get("cell")), str(known.get("part"))
        held = cells.setdefault(cell, {})
        kind, _sep, name = part.partition(":")
        if kind == "choice":
            held.setdefault("choices", {})[name] = value
        elif kind in {"at", "points"}:
            held.setdefault("_steps", {}).setdefault(name, {})[kind] = value
        else:
            held[part] = value
    for held in cells.values():
        steps = held.pop("_steps", None)
        if steps is not None:
            pairs = [(steps[name].get("at"), steps[name].get("points")) for name in sorted(steps)]
            held["steps"] = sorted((pair for pair in pairs if pair != (None, None)), key=_limit)
    return {"cells": cells}


def _limit(step: tuple[Any, Any]) -> float:
    """By which steps are put in order; what is no number stays last, to be refused."""
    at = step[0]
    return float(at) if isinstance(at, int | float) and not isinstance(at, bool) else math.inf


def preview_view(found: Preview) -> Component:
    """Counts by level before and after, and those whose score changes most."""
    levels = (*RiskLevel, None)
    counts = table(
        [_("等级"), _("现行"), _("草案"), _("增减")],
        [
            [
                html.Span([risk_badge(level, 20), " ", level or _("未评定")]),
                count(found.before.get(level, 0)),
                count(found.after.get(level, 0)),
                f"{found.after.get(level, 0) - found.before.get(level, 0):+,}",
            ]
            for level in levels
        ],
        {1, 2, 3},
    )
    moved = table(
        [_("单位"), _("乡镇"), _("得分"), _("等级")],
        [
            [
                entry(one.establishment_id, one.name),
                one.township_zh,
                f"{number(one.before)} → {number(one.score)}",
                level_move(one.level_before, one.level),
            ]
            for one in found.rows
        ],
        {2},
    )
    words = _(
        "共 %(n)s 家等级变化，列出变化最大的 %(m)s 家", n=count(found.moved), m=len(found.rows)
    )
    return html.Div([counts, html.P(words), moved if found.rows else UNKNOWN])


def fault_list(faults: Sequence[TableFault]) -> Component:
    """Every fault with the cell it is in."""
    words = {
        "missing": _("缺少内容"),
        "unknown_cell": _("没有这个项目"),
        "not_a_number": _("请填写数字"),
        "negative": _("不能为负，最高分须大于0"),
        "above_cap": _("超过该项最高分"),
        "not_rising": _("门槛和分值必须递增：情况更差不能得分更低"),
        "unknown_good": _("未知至少计1分：未知不等于良好"),
        "states": _("状态不能改动"),
        "categories": _("业态不完整"),
        "steps": _("至少一个、最多六个门槛"),
        "part_cap_static": _("静态因素最高分合计超过40"),
        "part_cap_dynamic": _("动态因素最高分合计超过60"),
        "band": _("区间宽度须在5到60之间"),
        "new_days": _("新办天数须在30到365之间"),
        "day": _("生效日期须在今天到一年之内"),
        "note": _("请说明修订原因，最多300字"),
    }
    known = {cell.code for cell in CELLS}
    return html.Div(
        html.Ul(
            [
                html.Li(
                    [
                        f"{cell_name(one.cell)}：" if one.cell in known else "",
                        words.get(one.kind, one.kind),
                    ]
                )
                for one in faults
            ]
        ),
        className="nc-note nc-note--bad",
        role="alert",
    )


def _points(cell: Cell, rule: Rule) -> list[Component]:
    if rule.choices is not None:
        return [
            _pair(
                rules_name(kind),
                _field(cell, f"choice:{kind}", rule.choices[kind], rules_name(kind)),
            )
            for kind in Category
        ]
    found: list[Component] = []
    for at, (limit, points) in enumerate(rule.steps):
        if cell.measure is Measure.STATE:
            name = term(*cell.states[int(limit)])
            limit_field: Component = dcc.Input(
                id={"type": FIELD, "cell": cell.code, "part": f"at:{at}"},
                type="number",
                value=limit,
                className="visually-hidden",
                readOnly=True,
                disabled=True,
            )
            found.append(_pair(name, limit_field, _field(cell, f"points:{at}", points, name)))
        else:
            found.append(_step(cell, at, limit, points))
    free = range(len(rule.steps), min(len(rule.steps) + MORE_STEPS, MOST_STEPS))
    if free and cell.measure is not Measure.STATE:
        more = [_step(cell, at, None, None) for at in free]
        found.append(
            html.Details(
                [html.Summary(_("加门槛"), className="nc-linkbtn"), *more],
                className="nc-risk-draft__more",
            )
        )
    return found


def _step(cell: Cell, at: int, limit: float | None, points: float | None) -> Component:
    unit = "%" if cell.measure is Measure.SHARE else ""
    from_words, points_words = _("门槛"), _("分值")
    return _pair(
        "≥",
        _field(cell, f"at:{at}", limit, f"{from_words} {at + 1}"),
        f"{unit}：",
        _field(cell, f"points:{at}", points, f"{points_words} {at + 1}"),
    )


def _pair(*parts: str | Component) -> Component:
    return html.Span(list(parts), className="nc-risk-draft__pair")


def _field(cell: Cell, part: str, value: float | None, label: str) -> Component:
    return html.Label(
        [
            html.Span(f"{cell_name(cell.code)} {label}", className="visually-hidden"),
            dcc.Input(
                id={"type": FIELD, "cell": cell.code, "part": part},
                type="number",
                value=value,
                min=0,
                max=1000,
                step="any",
                className="nc-input nc-risk-number",
            ),
        ],
        title=label,
    )
