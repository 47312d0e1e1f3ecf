"""What the board of self-control is made of: values that queries fill and screens show."""

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
        guarantor: Name of who holds it (包保干部).
        state: An unanswered one is OPEN while it still can be, MISSED after the lock.
        streak: Periods missed in a row up to and with this one, STREAK_PERIODS at most.
    """

    establishment_id: int
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


@dataclass(frozen=True, slots=True)
class Duties:
    """Duties of a period, the longest streaks first, and how many there are in all.

    Attributes:
        page: Which part of them `rows` are, from 1.
        pages: How many parts there are.
    """

    kind: ControlKind
    start: date
    rows: tuple[DutyRow, ...]
    total: int
    show: Show = Show.UNANSWERED
    page: int = 1
    pages: int = 1


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
