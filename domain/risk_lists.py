"""Rows of the lists about risk: the worst, who moved, who is overdue, what people changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.risk import Point


@dataclass(frozen=True, slots=True)
class RiskPlace:
    """An establishment and its score; `points` the reasons, the most points first."""

    establishment_id: int
    name: str
    category: str
    township_code: str
    township_zh: str
    level: str | None
    score: float
    low: float
    high: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RiskMove:
    """An establishment whose score moved between two days.

    Attributes:
        before: Score on the earlier day.
        score: Score now.
        cause: Code of the cell that moved most at the step that moved it most in that direction,
            or a CAUSE_ of domain.risk.
        moved_on: Day of that step.
    """

    establishment_id: int
    name: str
    township_code: str
    township_zh: str
    level_before: str | None
    level: str | None
    before: float
    score: float
    cause: str
    moved_on: date


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A day on which score or level changed; `level` is the one that held from then on."""

    on_day: date
    score: float
    level: str | None
    cause: str
    table_version: int


def decisive(before: float, score: float, lines: Sequence[RiskLine]) -> RiskLine | None:
    """The step that moved a score most in the direction in which it moved, the newest of equals.

    Args:
        before: Score on the earlier day.
        score: Score now.
        lines: Its history since the earlier day, oldest first.
    """
    sign = 1 if score > before else -1
    found, longest = None, 0.0
    for line in lines:
        step = sign * (line.score - before)
        if step > 0 and step >= longest:
            found, longest = line, step
        before = line.score
    return found


@dataclass(frozen=True, slots=True)
class OverdueInspection:
    """`due_on` None: nothing on record says since when, so it is due now."""

    establishment_id: int
    name: str
    township_zh: str
    level: str | None
    score: float | None
    newest: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class OverdueInspections:
    """The longest overdue of the riskiest first; `total` counts all."""

    rows: tuple[OverdueInspection, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ManualLevel:
    """A manual change that holds, with the establishment and its computed score."""

    id: int
    establishment_id: int
    name: str
    level: str
    computed: str | None
    score: float | None
    reason: str
    made_by: str
    made_at: datetime
    expires_on: date


@dataclass(frozen=True, slots=True)
class TableVersion:
    """A version of the table; the shipped one has no day, maker or note."""

    version: int
    effective_from: date | None = None
    made_by: str = ""
    made_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LevelMove:
    """An establishment whose level another table would change."""

    establishment_id: int
    name: str
    township_zh: str
    level_before: str | None
    level: str | None
    before: float
    score: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edited table would change.

    Attributes:
        before: Establishments of each level by the table in force, None: not assessed.
        moved: How many change level; `rows` are those whose score changes most.
    """

    before: Mapping[str | None, int]
    after: Mapping[str | None, int]
    moved: int
    rows: tuple[LevelMove, ...]
