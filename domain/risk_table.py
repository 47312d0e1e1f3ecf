"""The table of points behind the risk score: versioned, editable, and 示例分值 until confirmed.

A version that has been in force is never changed; an edit makes the next one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.categories import Category
from domain.risk_cells import BY_CODE, CELLS, FROM_FILES, PART_CAPS, Cell, Measure, Part

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
        cap: Most points of the cell; 0: a version from before the cell, which does not count it.
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


def not_counted(cell: Cell) -> Rule:
    """Of a cell that a version does not count; its states stand there for whoever edits it."""
    return Rule(0, 0, tuple((at, 0) for at in sorted(cell.states) or (1,)))


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

    Cells of FROM_FILES may be missing, or have a cap of 0: then the version does not count them.

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

    if given is None and cell.code in FROM_FILES:
        return not_counted(cell)
    if not isinstance(given, Mapping):
        fault("missing")
        return None
    cap, unknown = _number(given.get("cap")), _number(given.get("unknown"))
    if cap == 0 and cell.code in FROM_FILES:
        return not_counted(cell)
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
