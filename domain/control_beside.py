"""What stands beside a record: how it was handed in, what came of its findings, and its course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.control import ControlState
from domain.findings import FindingCase
from domain.photos import Photo
from domain.reminders import Reminder
from domain.statements import Statement

COURSE_PERIODS = 14
"""How many periods up to this one the course shows."""
CLOCK_OFF = timedelta(minutes=2)
"""A phone that is off by less is not worth a word (平台规则)."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How a record came in; moments are aware UTC.

    Attributes:
        signature: Path of an SVG of 300 × 100, None where nobody signed on a screen.
        deputy_for: Who should have signed.
        opened_at: When the form was opened, by the clock of the server.
        client_at: When it was handed in by the clock of the phone, which proves nothing.
        statement: Words of a weekly report or of minutes.
    """

    signature: str | None
    deputy_for: str | None
    opened_at: datetime | None
    client_at: datetime | None
    statement: Statement | None = None

    def clock_off(self, submitted_at: datetime | None) -> timedelta | None:
        """How far the phone's clock was ahead, None when it was right or is not known."""
        if self.client_at is None or submitted_at is None:
            return None
        off = self.client_at - submitted_at
        return off if abs(off) >= CLOCK_OFF else None

    def taken(self, submitted_at: datetime | None) -> timedelta | None:
        """From opening the form to handing it in."""
        if self.opened_at is None or submitted_at is None or submitted_at < self.opened_at:
            return None
        return submitted_at - self.opened_at


@dataclass(frozen=True, slots=True)
class Drafted:
    """A form that somebody has begun."""

    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it.

    Attributes:
        phone: Of the establishment.
        guarantor: Name of who holds it (包保干部).
        reminders: Of this duty, oldest first.
        cases: By item id.
        photos: By item id, in the order they came.
        open_cases: Findings of earlier records that are not closed yet, the earliest due first.
        course: The last periods up to this one, oldest first.
    """

    phone: str | None
    safety_officer: str | None
    guarantor: str | None
    handed_in: HandedIn | None
    drafted: Drafted | None
    reminders: tuple[Reminder, ...]
    cases: Mapping[str, FindingCase]
    photos: Mapping[str, tuple[Photo, ...]]
    open_cases: tuple[FindingCase, ...]
    course: tuple[tuple[date, ControlState], ...]
