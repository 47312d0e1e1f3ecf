"""What the risk score says, in words: cells, facts, causes, and where a point's row is shown."""

from flask_babel import gettext as _

from components import links
from components.category_words import rules_name
from components.wording import term
from domain.categories import Category
from domain.control import ControlKind
from domain.dossier import Part
from domain.risk import CAUSE_AGE, CAUSE_FIRST, CAUSE_MANUAL, CAUSE_TABLE, Point, category_of
from domain.risk_cells import BY_CODE, FROM_FILES, Cell, Measure
from domain.risk_table import Rule

_TABS = {
    "establishment": Part.FACTS,
    "licence": Part.LICENCES,
    "person": Part.PEOPLE,
    "camera": Part.CAMERAS,
    "inspection": Part.INSPECTIONS,
    "penalty": Part.PENALTIES,
    "sample": Part.SAMPLES,
    "visit": Part.VISITS,
}


def cell_name(code: str) -> str:
    """Name of a cell in the reader's language."""
    return term(BY_CODE[code].zh, BY_CODE[code].en)


def fact_words(point: Point) -> str:
    """The fact behind a point."""
    cell = BY_CODE[point.code]
    if point.value is None and point.code in FROM_FILES:
        return str(_("未知：尚无本旗区近12个月的数据导入"))
    if point.value is None:
        return str(_("未知，按中间值计"))
    return _fact(cell, point.value)


def cause_words(cause: str) -> str:
    """Why a score or a level moved."""
    if cause in BY_CODE:
        return cell_name(cause)
    told = {
        CAUSE_MANUAL: _("人工调整"),
        CAUSE_FIRST: _("首次评分"),
        CAUSE_TABLE: _("评分表换版"),
        CAUSE_AGE: _("新办期满或信息变化"),
    }
    return str(told.get(cause, cause))


def rule_words(code: str, rule: Rule) -> str:
    """How the points of a cell follow from the fact, in one line."""
    cell = BY_CODE[code]
    if rule.choices is not None:
        parts = [f"{rules_name(kind)} {number(rule.choices[kind])}" for kind in Category]
        return " · ".join(parts)
    return " · ".join(f"{_step(cell, at)} → {number(points)}" for at, points in rule.steps)


def row_href(establishment_id: int, point: Point) -> str | None:
    """Where the row of a point is shown; None: it has none."""
    if point.row_kind == "alert":
        return f"/alerts/{point.row_id}"
    if point.row_kind in {"daily_control", "control", "finding"} and point.row_day:
        kind = ControlKind.DAILY_CONTROL
        if point.row_kind == "control":
            kind = ControlKind.WEEKLY_REVIEW
        return links.control(kind=kind, establishment=establishment_id, day=point.row_day)
    if point.row_kind in _TABS:
        return links.dossier(establishment_id, _TABS[point.row_kind])
    return None


def number(value: float) -> str:
    """37, 37.5."""
    return f"{value:g}"


def _fact(cell: Cell, value: float) -> str:
    if cell.measure is Measure.CATEGORY:
        return rules_name(category_of(value))
    if cell.measure is Measure.STATE:
        return term(*cell.states[int(value)]) if int(value) in cell.states else _("正常")
    if cell.measure is Measure.SHARE:
        return f"{value:.0f}%"
    return number(value)


def _step(cell: Cell, at: float) -> str:
    if cell.measure is Measure.STATE:
        return term(*cell.states[int(at)])
    return f"≥{number(at)}%" if cell.measure is Measure.SHARE else f"≥{number(at)}"
