"""风险分级: facts become points, points a score with its band, and the score a level.

食药监食监一〔2016〕115号: static and dynamic points add up to 0-100, higher is riskier; A to 30, B
to 45, C to 60, D above. What the method does not say is a 平台规则: a fact that is not known counts
the `unknown` points of its cell, and the band runs from none to all of its points. No level is
given while the band is wider than the table allows or the establishment is new: unknown is not
good.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.categories import Category
from domain.grades import RiskLevel
from domain.risk_cells import BY_CODE, CODES, Measure, Part
from domain.risk_table import RiskTable, Rule

LEVEL_TOPS = {RiskLevel.A: 30.0, RiskLevel.B: 45.0, RiskLevel.C: 60.0}
"""Greatest score of each level, inclusive; above the last it is D: 115号."""
_LEVELS = np.array([level.value for level in RiskLevel], dtype=object)
_CATEGORY_CODES = np.array([category.value for category in Category], dtype=object)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]
Days = NDArray[np.datetime64]

CAUSE_MANUAL = "manual"
CAUSE_FIRST = "first"
CAUSE_TABLE = "table"
CAUSE_AGE = "age"


@dataclass(frozen=True)
class Rows:
    """The row that each fact comes from.

    Attributes:
        kind: Of row: licence, inspection, alert, …; `establishment`: its own row.
        ids: Shape (n,); 0: no row of its own (a control duty is named by its day).
        days: Shape (n,), datetime64[D]; NaT for none.
    """

    kind: str
    ids: Ints
    days: Days


@dataclass(frozen=True)
class Facts:
    """What is known of n establishments on one day.

    Attributes:
        values: By code of the cell, shape (n,): number of the category or state, count, or per
            cent; NaN: not known.
        rows: By code of the cell; a cell without rows has none to show.
        age_days: Shape (n,), days since it opened; NaN: not known.
    """

    values: Mapping[str, Floats]
    age_days: Floats
    rows: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """Of n establishments.

    Attributes:
        points: Shape (n, cells), in the order of CODES, unknown ones counted.
        unknown: Shape (n, cells).
        level: Shape (n,), letter or None.
    """

    points: Floats
    unknown: Flags
    static: Floats
    dynamic: Floats
    score: Floats
    low: Floats
    high: Floats
    level: Texts


@dataclass(frozen=True, slots=True)
class Point:
    """What one cell adds to a score, and the row it comes from.

    Attributes:
        value: The fact; None: not known.
        row_kind: Empty for none.
        row_id: 0 for a row that its day names.
    """

    code: str
    points: float
    unknown: bool
    value: float | None
    row_kind: str
    row_id: int
    row_day: date | None


@dataclass(frozen=True, slots=True)
class RiskOverride:
    """A person's word over the machine's; `expires_on` is the first day it no longer holds."""

    id: int
    level: str
    reason: str
    made_by: str
    made_at: datetime
    expires_on: date


@dataclass(frozen=True, slots=True)
class RiskStanding:
    """Where an establishment stands.

    Attributes:
        level: Computed; None: too little is known.
        effective: What holds: the manual change, else `level`.
        points: Cells that add something or are not known, the most points first.
    """

    establishment_id: int
    score: float
    low: float
    high: float
    static: float
    dynamic: float
    level: str | None
    effective: str | None
    points: tuple[Point, ...]
    table_version: int
    computed_at: datetime
    override: RiskOverride | None


def score(table: RiskTable, facts: Facts) -> Scores:
    """Score n establishments at once. Pure: the same facts give the same score."""
    parts = np.array([BY_CODE[code].part is Part.STATIC for code in CODES])
    caps = np.array([table.rules[code].cap for code in CODES], dtype=np.float64)
    columns = [_points(table.rules[code], code, facts.values[code]) for code in CODES]
    # A version from before a cell does not miss its fact.
    points = np.where(caps > 0, np.stack(columns, axis=1), 0.0)
    unknown: Flags = np.isnan(points)
    low = np.where(unknown, 0.0, points).sum(axis=1)
    high = np.where(unknown, caps, points).sum(axis=1)
    points = np.where(unknown, [table.rules[code].unknown for code in CODES], points)
    static, dynamic = points[:, parts].sum(axis=1), points[:, ~parts].sum(axis=1)
    whole = static + dynamic
    level = levels(whole)
    # A day of opening that nobody wrote down makes no newcomer: its missing facts widen the band.
    too_new = facts.age_days < table.new_days
    level[too_new | (high - low > table.widest_band)] = None
    return Scores(points, unknown, static, dynamic, whole, low, high, level)


def levels(scores: Floats) -> Texts:
    """Level of each score, whatever is known."""
    return _LEVELS[np.searchsorted(list(LEVEL_TOPS.values()), scores, side="left")]


def _points(rule: Rule, code: str, values: Floats) -> Floats:
    """Shape (n,); NaN where the fact is not known."""
    known = ~np.isnan(values)
    if BY_CODE[code].measure is Measure.CATEGORY:
        table = [(rule.choices or {}).get(kind, rule.cap) for kind in _CATEGORY_CODES.tolist()]
        at = np.where(known, values, 0).astype(np.int64)
        return np.where(known, np.array(table)[at], np.nan)
    limits = [at for at, _points in rule.steps]
    given = np.array([0.0, *(points for _at, points in rule.steps)])
    found = given[np.searchsorted(limits, np.where(known, values, 0), side="right")]
    return np.where(known, found, np.nan)


def category_numbers(codes: Sequence[str]) -> Floats:
    """Whose rules hold, as the facts hold them; one that is not known here is NaN."""
    number = {code: float(at) for at, code in enumerate(_CATEGORY_CODES.tolist())}
    return np.array(
        [number.get(code.partition(".")[0], np.nan) for code in codes], dtype=np.float64
    )


def category_of(value: float) -> Category:
    """The category behind a fact of a CATEGORY cell."""
    return Category(_CATEGORY_CODES[int(value)])


def points_as_json(facts: Facts, scores: Scores) -> list[str]:
    """Of each establishment the cells that add something or are not known, the most first."""
    counts = (scores.points > 0) | scores.unknown
    rank = np.argsort(-scores.points, axis=1, kind="stable")
    values = np.stack([facts.values[code] for code in CODES], axis=1)
    texts = []
    for at, order in enumerate(rank.tolist()):
        told = []
        for cell in order:
            if not counts[at, cell]:
                continue
            unknown = bool(scores.unknown[at, cell])
            value = None if unknown else _short(float(values[at, cell]))
            row = _row(facts.rows.get(CODES[cell]), at)
            told.append([CODES[cell], _short(float(scores.points[at, cell])), value, *row])
        texts.append(json.dumps(told, separators=(",", ":")))
    return texts


def points_from_json(text: str) -> tuple[Point, ...]:
    """What `points_as_json` wrote; cells that no longer exist are left out."""
    return tuple(
        Point(code, points, value is None, value, kind, number, _day(day))
        for code, points, value, kind, number, day in json.loads(text)
        if code in BY_CODE
    )


def moved_most(before: Mapping[str, float], after: Mapping[str, float]) -> str | None:
    """Code of the cell whose points changed most between two scores, None when none did."""
    change = {code: after.get(code, 0) - before.get(code, 0) for code in {*before, *after}}
    moved = [code for code in CODES if change.get(code)]
    return max(moved, key=lambda code: abs(change[code])) if moved else None


def _row(rows: Rows | None, at: int) -> list[Any]:
    if rows is None:
        return ["", 0, None]
    day = rows.days[at]
    number = int(rows.ids[at])
    if not number and np.isnat(day):
        return ["", 0, None]
    return [rows.kind, number, None if np.isnat(day) else str(day)]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 1)
