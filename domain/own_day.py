"""What one establishment sees of itself on one day."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.control import ControlKind, ControlState
from domain.grades import EstablishmentStatus


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
    """

    establishment_id: int
    name: str
    status: EstablishmentStatus
    place: str
    duties: tuple[Duty, ...]
    days: tuple[tuple[date, ControlState | None], ...]
