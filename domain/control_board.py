"""What the board of self-control is made of: values that queries fill and screens show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.categories import Category
from domain.checklists import Answer, ChecklistItem
from domain.control import ControlKind, ControlState
from domain.figures import NO_TASKS, Completion

# Further back a streak only says "at least": the query must not grow with history.
STREAK_PERIODS = 31


class Listing(StrEnum):
    """Which period a list of unanswered duties is of."""

    CURRENT = "current"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """One kind's running period, and what the one before left behind.

    Attributes:
        start: First day of the running period.
        end: Its last day.
        due_at: Aware UTC.
        time_share: Elapsed share of the time to the due moment, 0 to 1.
    """

    kind: ControlKind
    start: date
    end: date
    due_at: datetime
    time_share: float
    current: Completion = NO_TASKS
    previous: Completion = NO_TASKS


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One place over the periods of a heat calendar, oldest first, the running one last."""

    code: str
    name_zh: str
    name_en: str
    cells: tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat calendar.

    Attributes:
        starts: First day of each period, oldest first, the running one last.
        by_banner: Rows are banners, else townships.
        rows: Best first by the periods that are over.
    """

    kind: ControlKind
    starts: tuple[date, ...]
    by_banner: bool
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class UnansweredRow:
    """An establishment that has not answered its duty of a period.

    Attributes:
        state: OPEN while it still can, MISSED after the lock.
        streak: Periods missed in a row up to and with this one, STREAK_PERIODS at most.
    """

    establishment_id: int
    name: str
    township_zh: str
    category: Category
    risk_level: str | None
    safety_officer: str | None
    state: ControlState
    streak: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The longest streaks of a period, and how many establishments there are in all."""

    kind: ControlKind
    start: date
    rows: tuple[UnansweredRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """What was found wrong at an item."""

    note: str | None
    measure: str | None
    owner: str | None
    due_at: datetime | None
    rectified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """One duty with its answer, if there is one.

    Attributes:
        items: Items of the establishment's checklist; the answer is None while not given.
        findings: By item id.
        earlier: Start of the duty before this one, None when there is none.
        later: Start of the one after it.
        last_answered: Start of the newest answered duty of the kind.
    """

    establishment_id: int
    name: str
    category: Category
    risk_level: str | None
    kind: ControlKind
    start: date
    state: ControlState
    due_at: datetime
    submitted_at: datetime | None
    submitted_by: str | None
    reason: str | None
    items: tuple[tuple[ChecklistItem, Answer | None], ...]
    findings: Mapping[str, RecordFinding]
    earlier: date | None
    later: date | None
    last_answered: date | None

    def count(self, answer: Answer | None) -> int:
        """How many items have `answer`; None counts those not answered."""
        return sum(given is answer for _item, given in self.items)
