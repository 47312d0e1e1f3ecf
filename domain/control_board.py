"""What the board of self-control is made of: values that queries fill and screens show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.checklists import Answer, Checklist, ChecklistItem, NotAsked
from domain.control import ControlKind, ControlState
from domain.figures import NO_TASKS, Completion

# Further back a streak only says "at least": the query must not grow with history.
STREAK_PERIODS = 31


LONG_STREAK = 3
"""Periods missed in a row from which a list of streaks holds an establishment. 平台规则."""


class Show(StrEnum):
    """Which duties of a period a list holds. The last ones are what figures count."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    DUE = "due"
    EXCUSED = "excused"
    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    NOT_ON_TIME = "not_on_time"
    STREAK = "streak"
    ESCALATED = "escalated"
    PURCHASES_PASSED = "purchases_passed"
    PURCHASES_FAILED = "purchases_failed"
    PURCHASES = "purchases"


STATES_OF: dict[Show, tuple[ControlState, ...]] = {
    Show.UNANSWERED: (ControlState.OPEN, ControlState.MISSED),
    Show.ANSWERED: (ControlState.DONE, ControlState.LATE),
    Show.DUE: (ControlState.OPEN, ControlState.DONE, ControlState.LATE, ControlState.MISSED),
    Show.EXCUSED: (ControlState.EXCUSED,),
    Show.ON_TIME: (ControlState.DONE,),
    Show.LATE: (ControlState.LATE,),
    Show.MISSED: (ControlState.MISSED,),
    Show.NOT_ON_TIME: (ControlState.OPEN, ControlState.LATE, ControlState.MISSED),
    Show.STREAK: (ControlState.OPEN, ControlState.MISSED),
    Show.ESCALATED: (ControlState.OPEN, ControlState.MISSED),
    Show.PURCHASES_PASSED: (ControlState.DONE, ControlState.LATE),
    Show.PURCHASES_FAILED: (ControlState.DONE, ControlState.LATE),
    Show.PURCHASES: (ControlState.DONE, ControlState.LATE),
}


SUMMED = frozenset(
    {
        Show.UNANSWERED,
        Show.ANSWERED,
        Show.DUE,
        Show.EXCUSED,
        Show.ON_TIME,
        Show.LATE,
        Show.MISSED,
        Show.NOT_ON_TIME,
    }
)
"""Lists whose length the sums of a period tell; only these are of several periods at once."""

MOST_PERIODS = 31
"""Of one list: the days of a month. What is longer is cut at its far end. 平台规则."""

DutyKey = tuple[int, date]
"""An establishment, and the first day of the period of its duty."""

MISSING = frozenset({Show.UNANSWERED, Show.STREAK, Show.ESCALATED, Show.MISSED})
"""Lists of who has not answered: the longest streak stands first."""


class Act(StrEnum):
    """What an officer does about duties, one or many at once."""

    REMIND = "remind"
    HAND = "hand"
    EXCUSE = "excuse"


class Listing(StrEnum):
    """Which period a list of duties is of."""

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
class Told:
    """Reminders of one duty.

    Attributes:
        sent: How many, by the clock or by an officer.
        last_at: The newest, aware UTC.
        read_at: When the establishment first opened one of them, None while it has not.
        handed: Whether its guarantor has been told.
    """

    sent: int = 0
    last_at: datetime | None = None
    read_at: datetime | None = None
    handed: bool = False


NOT_TOLD = Told()


@dataclass(frozen=True, slots=True)
class DutyRow:
    """An establishment with its duty of a period.

    Attributes:
        start: First day of the period.
        guarantor: Name of who holds it (包保干部).
        state: An unanswered one is OPEN while it still can be, MISSED after the lock.
        streak: Periods missed in a row up to and with this one, STREAK_PERIODS at most.
    """

    establishment_id: int
    start: date
    name: str
    township_zh: str
    category: str
    risk_level: str | None
    safety_officer: str | None
    state: ControlState
    streak: int
    phone: str | None = None
    guarantor: str | None = None
    told: Told = NOT_TOLD

    @property
    def key(self) -> DutyKey:
        """Which duty it is."""
        return self.establishment_id, self.start


@dataclass(frozen=True, slots=True)
class Duties:
    """Duties of a period, the longest streaks first, and how many there are in all.

    Attributes:
        start: First day of the period; of several of the last one.
        page: Which part of them `rows` are, from 1.
        pages: How many parts there are.
        first: Of several periods the first day of the first one, None of a single one.
    """

    kind: ControlKind
    start: date
    rows: tuple[DutyRow, ...]
    total: int
    show: Show = Show.UNANSWERED
    page: int = 1
    pages: int = 1
    first: date | None = None

    @property
    def spanned(self) -> bool:
        """Whether it is of several periods: rows are duties then, and not establishments."""
        return self.first is not None


@dataclass(frozen=True, slots=True)
class Part:
    """Periods that a part of a list of several periods is of, and how many rows come before it."""

    first: date
    last: date
    skip: int


def part_of(lengths: Mapping[date, int], skip: int, limit: int) -> Part | None:
    """Where `limit` rows lie after `skip` others, the newest period first; None beyond the end.

    Args:
        lengths: Rows of every period, by its first day.
        skip: Rows of the parts before.
        limit: Rows of the part.
    """
    last: date | None = None
    first, before, seen = date.max, 0, 0
    for start in sorted(lengths, reverse=True):
        if lengths[start] and seen + lengths[start] > skip:
            if last is None:
                last, before = start, skip - seen
            first = start
        seen += lengths[start]
        if seen >= skip + limit:
            break
    return None if last is None else Part(first, last, before)


@dataclass(frozen=True, slots=True)
class Record:
    """One duty with its answer, if there is one.

    Attributes:
        checklist: The version it was answered under, or has to be.
        items: Items of it that the establishment answers; the answer is None while not given.
        earlier: Start of the duty before this one, None when there is none.
        later: Start of the one after it.
        last_answered: Start of the newest answered duty of the kind.
        left_out: Items of the list that it is not asked, and why; None: the facts that kept it
            from being asked then have changed since.
    """

    establishment_id: int
    name: str
    category: str
    risk_level: str | None
    kind: ControlKind
    start: date
    state: ControlState
    due_at: datetime
    submitted_at: datetime | None
    submitted_by: str | None
    reason: str | None
    checklist: Checklist
    items: tuple[tuple[ChecklistItem, Answer | None], ...]
    earlier: date | None
    later: date | None
    last_answered: date | None
    left_out: tuple[tuple[ChecklistItem, NotAsked | None], ...] = ()

    def count(self, answer: Answer | None) -> int:
        """How many items have `answer`; None counts those not answered."""
        return sum(given is answer for _item, given in self.items)
