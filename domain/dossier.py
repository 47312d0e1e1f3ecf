"""一企一档: which parts of a dossier an asker sees, and what its timeline tells."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.control import ControlKind, ControlState
from domain.grades import GuarantorTier
from domain.scope import OFFICIALS, Role, Scope
from domain.workdays import is_workday

PAGE_ROWS = 20
"""Rows of one page of a list."""
RENEW_FROM_WORKDAYS, RENEW_UNTIL_WORKDAYS = 90, 15
"""Window in which a licence is renewed, workdays before its end: 78号令 (window: general
knowledge, regulations.md section 5)."""


class Part(StrEnum):
    """A part of a dossier, by the key of its tab."""

    OVERVIEW = "overview"
    TIMELINE = "timeline"
    FACTS = "facts"
    LICENCES = "licences"
    PEOPLE = "people"
    CAMERAS = "cameras"
    GRADES = "grades"
    CONTROL = "control"
    ALERTS = "alerts"
    INSPECTIONS = "inspections"
    PENALTIES = "penalties"
    SAMPLES = "samples"
    VISITS = "visits"
    PAPERS = "papers"
    CODE = "code"
    STATUS = "status"
    HISTORY = "history"


_STREET = (
    Part.OVERVIEW,
    Part.TIMELINE,
    Part.CONTROL,
    Part.ALERTS,
    Part.INSPECTIONS,
    Part.CODE,
)
_REFUSED = frozenset({Role.DEVICE})


def parts_for(scope: Scope) -> tuple[Part, ...]:
    """Parts that an asker may open, in the order of the tabs.

    Officials and the establishment itself see all; the manager of a showcase street what the street
    answers for: no people, no papers, no cadres, no penalties but what is public, no history of the
    register.
    """
    if scope.sees_nothing or scope.role in _REFUSED:
        return ()
    return _STREET if scope.role is Role.STREET_MANAGER else tuple(Part)


def sees_notes(scope: Scope) -> bool:
    """Whether an asker reads what officers and cadres wrote for each other, and their phones."""
    return scope.role is None or scope.role in OFFICIALS


class TimelineKind(StrEnum):
    """What a line of the timeline is about."""

    ALERT = "alert"
    CONTROL = "control"
    INSPECTION = "inspection"
    PENALTY = "penalty"
    SAMPLE = "sample"
    VISIT = "visit"
    RISK = "risk"
    STATUS = "status"
    CHANGE = "change"
    CODE = "code"


_STREET_KINDS = (
    TimelineKind.ALERT,
    TimelineKind.CONTROL,
    TimelineKind.INSPECTION,
    TimelineKind.STATUS,
    TimelineKind.CODE,
)


def timeline_kinds(scope: Scope) -> tuple[TimelineKind, ...]:
    """Kinds of lines that an asker may read."""
    return _STREET_KINDS if scope.role is Role.STREET_MANAGER else tuple(TimelineKind)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened.

    Attributes:
        number: Id of its row; for control the day as YYYYMMDD, 0 where none leads anywhere.
        what: Code of what it was: an alert class, a kind of duty, a kind of inspection, …
        outcome: Code of how it stands or ended.
    """

    at: datetime
    kind: TimelineKind
    number: int
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CalendarDuty:
    """A duty of the year: the first day of its period and how it stands."""

    kind: ControlKind
    start: date
    state: ControlState


CALENDAR_WEEKS = 53


def year_start(today: date) -> date:
    """The Monday that a calendar of CALENDAR_WEEKS weeks up to `today` begins with."""
    return today - timedelta(days=today.weekday() + 7 * (CALENDAR_WEEKS - 1))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an establishment stands now: what the head of its dossier and its overview say.

    Attributes:
        worst: Gravest severity among the open alerts, None without any.
        today: State of today's daily control; None: none is due.
        score: 0-100, None: not worked out; `low` and `high` are its band.
        visit_grade: Face of the newest inspection that gave one, and its day.
        to_fix: Inspections and visits whose problems are not put right yet; `late` of them are
            past their day.
        samples_open: Failed samples that have not been dealt with; 0 for those without that part.
        held_since: First day of the present cadre's charge, None: held by nobody.
    """

    open_alerts: int
    worst: int | None
    today: ControlState | None
    score: float | None
    low: float | None
    high: float | None
    visit_grade: str | None
    visit_graded_on: date | None
    holder: str | None
    holder_position: str | None
    held_since: date | None
    last_visit_on: date | None
    to_fix: int
    late: int
    samples_open: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A cadre who holds or held an establishment.

    Attributes:
        phone: None also for those who may not read it.
        until: None: holds it now.
    """

    name: str
    position: str
    tier: GuarantorTier
    phone: str | None
    commitment_signed_on: date | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of a cadre; `note` and `companion` are None for those who may not read them."""

    id: int
    guarantor: str
    visited_on: date
    manner: str
    companion: str | None
    answers: str
    note: str | None
    course: str
    rectify_by: date | None
    rectified_on: date | None


@dataclass(frozen=True, slots=True)
class Inspected:
    """An inspection; `inspectors` and `note` are None for those who may not read them."""

    id: int
    kind: str
    inspected_on: date
    inspectors: str | None
    key_checked: int
    key_failed: int
    general_checked: int
    general_failed: int
    result: str
    rule_version: int
    hygiene_grade: str | None
    note: str | None
    rectify_by: date | None
    rectified_on: date | None
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """Something kept about an establishment: how many there are and the newest.

    `newest` is the day on it, or the moment where one is kept.
    """

    kind: str
    count: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Source:
    """A delivery that brought facts of this establishment."""

    batch_id: int
    file_name: str
    subject: str
    at: datetime
    actor: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What a street's manager reads of an establishment; no person, no phone, no number."""

    id: int
    name: str
    category: str
    status: str
    address: str | None
    banner_zh: str
    banner_en: str
    township_zh: str
    risk_level: str | None
    guarantor_tier: str | None
    hygiene_grade: str | None
    licence_expires_on: date | None
    open_alerts: int
    cameras: int
    cameras_online: int
    cameras_looked_at: int


class Renewal(StrEnum):
    """Where a licence stands before its end."""

    EARLY = "early"
    OPEN = "open"
    LATE = "late"
    EXPIRED = "expired"


def renewal(expires_on: date, today: date) -> Renewal:
    """Whether the window of renewal is open: 90 to 15 workdays before the last day."""
    if expires_on < today:
        return Renewal.EXPIRED
    left = workdays_until(expires_on, today, RENEW_FROM_WORKDAYS)
    if left > RENEW_FROM_WORKDAYS:
        return Renewal.EARLY
    return Renewal.OPEN if left >= RENEW_UNTIL_WORKDAYS else Renewal.LATE


def workdays_until(day: date, today: date, most: int) -> int:
    """Workdays after `today` up to `day`; `most` + 1 when there are more."""
    if (day - today).days > 3 * most:
        return most + 1
    found, at = 0, today.toordinal() + 1
    while at <= day.toordinal() and found <= most:
        found += is_workday(date.fromordinal(at))
        at += 1
    return found
