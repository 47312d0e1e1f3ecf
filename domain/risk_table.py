"""The table of points behind the risk score: versioned, editable, and 示例分值 until confirmed.

A version that has been in force is never changed; an edit makes the next one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.categories import Category
from domain.risk_cells import BY_CODE, CELLS, PART_CAPS, Cell, Measure, Part

FIRST_VERSION = 1
NOTE_LENGTH = 300
Fault = Callable[[str], None]
MOST_STEPS = 6
_LARGEST = 1000
_BAND = (5, 60)
_NEW_DAYS = (30, 365)


@dataclass(frozen=True, slots=True)
class Rule:
    """How many points a cell gives.

    Attributes:
        cap: Most points of the cell.
        unknown: What it counts while the fact is not known, at least 1: unknown is never good.
        steps: Fact from which on so many points count, rising; empty for CATEGORY.
        choices: Points by category, empty for all others.
    """

    cap: float
    unknown: float
    steps: tuple[tuple[float, float], ...] = ()
    choices: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class RiskTable:
    """One version.

    Attributes:
        rules: By code of the cell, every cell once.
        widest_band: Points between the least and the most that missing facts could make of a
            score; above it too little is known to give a level.
        new_days: An establishment younger than this has no level yet.
        example: No official cell value is behind it.
    """

    version: int
    rules: Mapping[str, Rule]
    widest_band: float
    new_days: int
    example: bool = True


@dataclass(frozen=True, slots=True)
class TableFault:
    """What is wrong with an edited table.

    Attributes:
        cell: Code of the cell; empty: the table as a whole.
        kind: missing, unknown_cell, not_a_number, negative, above_cap, not_rising, unknown_good,
            states, categories, steps, part_cap, band, new_days.
    """

    cell: str
    kind: str


class TableRefusedError(ValueError):
    """The table cannot be used; `faults` names every cell that is wrong."""

    def __init__(self, faults: list[TableFault]) -> None:
        super().__init__(", ".join(f"{fault.cell or 'table'}: {fault.kind}" for fault in faults))
        self.faults = tuple(faults)


_CATEGORY_POINTS = {
    Category.EXTRA_LARGE: 21,
    Category.LARGE: 20,
    Category.MEDIUM: 19,
    Category.SMALL: 18,
    Category.DRINKS: 15,
    Category.SCHOOL_CANTEEN: 17,
    Category.ELDERLY_CARE_CANTEEN: 17,
    Category.MEDICAL_CANTEEN: 17,
    Category.GOVERNMENT_CANTEEN: 16,
    Category.CHILDCARE_CANTEEN: 16,
    Category.MOBILE_BANQUET: 20,
}
_DINERS_POINTS = {
    Category.SCHOOL_CANTEEN: 6,
    Category.ELDERLY_CARE_CANTEEN: 6,
    Category.MEDICAL_CANTEEN: 6,
    Category.CHILDCARE_CANTEEN: 6,
    Category.MOBILE_BANQUET: 3,
}


def _by_category(points: Mapping[Category, int], cap: int) -> Rule:
    choices = {str(category): float(points.get(category, 0)) for category in Category}
    return Rule(cap, -(-cap // 2), choices=choices)


def _steps(cap: int, *steps: tuple[float, float]) -> Rule:
    return Rule(cap, -(-cap // 2), steps)


DEFAULT = RiskTable(
    version=FIRST_VERSION,
    rules={
        "category": _by_category(_CATEGORY_POINTS, 22),
        "diners": _by_category(_DINERS_POINTS, 6),
        "cold_room": _steps(8, (1, 6)),
        "takeaway": _steps(4, (1, 4)),
        "licence": _steps(5, (1, 2), (2, 5)),
        "certificates": _steps(5, (1, 4), (30, 5)),
        "safety_officer": _steps(1, (1, 1)),
        "daily_missed": _steps(13, (1, 3), (2, 7), (3, 11), (5, 13)),
        "reviews_missed": _steps(7, (1, 4), (2, 7)),
        "findings_overdue": _steps(2, (1, 2)),
        "inspection_newest": _steps(8, (1, 2), (2, 8)),
        "inspection_worst": _steps(4, (1, 1), (2, 4)),
        "alerts_red": _steps(3, (1, 3)),
        "alerts_orange": _steps(4, (1, 3), (2, 4)),
        "alerts_other": _steps(4, (3, 1), (5, 3), (7, 4)),
        "alerts_overdue": _steps(1, (1, 1)),
        "cameras_down": _steps(1, (1, 1)),
        "visit_due": _steps(1, (1, 1), (2, 1)),
        "visit_failed": _steps(1, (1, 1)),
    },
    widest_band=20,
    new_days=90,
)
"""Version 1, shipped: reasonable and not official."""


def as_content(table: RiskTable) -> dict[str, Any]:
    """As JSON that `from_content` takes back."""
    cells: dict[str, dict[str, Any]] = {}
    for code, rule in table.rules.items():
        cells[code] = {"cap": rule.cap, "unknown": rule.unknown}
        if rule.choices is None:
            cells[code]["steps"] = [list(step) for step in rule.steps]
        else:
            cells[code]["choices"] = dict(rule.choices)
    return {"cells": cells, "widest_band": table.widest_band, "new_days": table.new_days}


def from_content(version: int, content: object, *, example: bool) -> RiskTable:
    """A table from what a person typed or a row holds; everything is checked.

    Raises:
        TableRefusedError: Names every fault.
    """
    if not isinstance(content, Mapping) or not isinstance(content.get("cells"), Mapping):
        raise TableRefusedError([TableFault("", "missing")])
    faults: list[TableFault] = []
    given = content["cells"]
    faults += [TableFault(str(code)[:40], "unknown_cell") for code in given if code not in BY_CODE]
    rules = {}
    for cell in CELLS:
        rule = _rule(cell, given.get(cell.code), faults)
        if rule is not None:
            rules[cell.code] = rule
    for part, most in PART_CAPS.items():
        whole = sum(rule.cap for code, rule in rules.items() if BY_CODE[code].part is part)
        if whole > most:
            faults.append(TableFault("", f"part_cap_{part}"))
    band, new_days = _number(content.get("widest_band")), _number(content.get("new_days"))
    if band is None or not _BAND[0] <= band <= _BAND[1]:
        faults.append(TableFault("", "band"))
    if new_days is None or not _NEW_DAYS[0] <= new_days <= _NEW_DAYS[1]:
        faults.append(TableFault("", "new_days"))
    if faults:
        raise TableRefusedError(faults)
    return RiskTable(version, rules, band or 0.0, int(new_days or 0), example)


def _rule(cell: Cell, given: object, faults: list[TableFault]) -> Rule | None:
    """The rule of one cell, or None after saying what is wrong with it."""

    def fault(kind: str) -> None:
        faults.append(TableFault(cell.code, kind))

    if not isinstance(given, Mapping):
        fault("missing")
        return None
    cap, unknown = _number(given.get("cap")), _number(given.get("unknown"))
    kind = None
    if cap is None or unknown is None:
        kind = "not_a_number"
    elif cap <= 0:
        kind = "negative"
    elif not 1 <= unknown <= cap:
        kind = "unknown_good" if unknown < 1 else "above_cap"
    if kind or cap is None or unknown is None:
        fault(kind or "not_a_number")
        return None
    if cell.measure is Measure.CATEGORY:
        return _choices(given.get("choices"), cap, unknown, fault)
    return _rising(cell, given.get("steps"), cap, unknown, fault)


def _choices(given: object, cap: float, unknown: float, fault: Fault) -> Rule | None:
    if not isinstance(given, Mapping) or set(given) != {str(category) for category in Category}:
        fault("categories")
        return None
    points = {str(code): _number(value) for code, value in given.items()}
    known = {code: value for code, value in points.items() if value is not None}
    kind = None
    if len(known) < len(points):
        kind = "not_a_number"
    elif min(known.values()) < 0:
        kind = "negative"
    elif max(known.values()) > cap:
        kind = "above_cap"
    if kind:
        fault(kind)
        return None
    return Rule(cap, unknown, choices=known)


def _rising(cell: Cell, given: object, cap: float, unknown: float, fault: Fault) -> Rule | None:
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_STEPS:
        fault("steps")
        return None
    pairs = [
        (_number(step[0]), _number(step[1]))
        for step in given
        if isinstance(step, list | tuple) and len(step) == 2
    ]
    steps = tuple((at, points) for at, points in pairs if at is not None and points is not None)
    at, points = [step[0] for step in steps], [step[1] for step in steps]
    kind = None
    if len(steps) < len(given):
        kind = "not_a_number"
    elif min(at) <= 0 or min(points) < 0:
        kind = "negative"
    elif max(points) > cap:
        kind = "above_cap"
    elif sorted(set(at)) != at or sorted(points) != points:
        kind = "not_rising"  # a worse fact would lower the score
    elif cell.measure is Measure.STATE and at != sorted(cell.states):
        kind = "states"
    if kind:
        fault(kind)
        return None
    return Rule(cap, unknown, steps)


def _number(value: object) -> float | None:
    """A finite number of a size that fits, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_LARGEST <= value <= _LARGEST else None


def caps(table: RiskTable, part: Part) -> float:
    """Most points of a part under this table."""
    return sum(rule.cap for code, rule in table.rules.items() if BY_CODE[code].part is part)
