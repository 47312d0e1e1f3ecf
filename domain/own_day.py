"""What one establishment sees of itself on one day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.control import ControlKind, ControlState
from domain.grades import EstablishmentStatus
from domain.share import Share


@dataclass(frozen=True, slots=True)
class Duty:
    """One control task that stands or was answered in its running period."""

    kind: ControlKind
    period_start: date
    state: ControlState
    due_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One establishment on one day.

    Attributes:
        duties: Of the running periods, and older ones that are still open, by due moment.
        days: State of daily control on each of the last 30 days, oldest first; None = no task.
        coming: Open duties whose period has not begun: a phone keeps their forms.
    """

    establishment_id: int
    name: str
    status: EstablishmentStatus
    place: str
    duties: tuple[Duty, ...]
    days: tuple[tuple[date, ControlState | None], ...]
    coming: tuple[tuple[ControlKind, date], ...] = ()


class FixKind(StrEnum):
    """What an establishment has to put right, and so how."""

    RECTIFY = "rectify"
    DUTY = "duty"
    FINDING = "finding"
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    CAMERA = "camera"


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to put right.

    Attributes:
        what: Its own name: an alert class, a kind of duty, a checklist item, a person, a camera.
        due_at: By when, None where nothing but soon is asked for.
        severity: Of an alert, 1 to 4.
        number: Id of the alert or the finding, where there is one.
        period_start: Of the duty or the finding.
        words: Of the checklist item, Chinese and English, as they were when it failed.
    """

    kind: FixKind
    what: str
    due_at: datetime | None
    severity: int | None = None
    number: int | None = None
    period_start: date | None = None
    words: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One week of the establishment itself: daily control in time, and alerts found."""

    start: date
    on_time: Share
    alerts: int
