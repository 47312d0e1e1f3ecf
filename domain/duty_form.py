"""The form of one duty as an establishment fills it in, and what comes along with its answers.

Nothing is ticked before a person has looked. What the system knows stands beside an item; items
whose whole known part is good, and items that did not apply the last time, are shown together and
confirmed with one tap each, so that an honest day does not repeat them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.checklists import ChecklistItem, ItemGroup
from domain.control import ControlKind, ControlState
from domain.findings import FindingCase

CLOCK_SLACK = timedelta(minutes=5)
"""A phone whose clock differs by more is told so."""


class Known(StrEnum):
    """What the system knows of an item without asking."""

    LICENCE = "licence"
    CERTIFICATES = "certificates"
    CAMERAS = "cameras"
    ALERTS = "alerts"
    FINDINGS = "findings"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One thing known, at a moment.

    Attributes:
        good: False when it speaks against a pass.
        part: Of `whole`: cameras online, valid certificates, alerts handled, findings closed,
            days recorded.
        day: Last day of the licence, or of the certificate that ends first.
        who: Whose certificate that is.
        at: Of when, where it changes within the day.
    """

    about: Known
    good: bool
    part: int = 0
    whole: int = 0
    day: date | None = None
    who: str = ""
    at: datetime | None = None


# The item of which each is known. Items of the weekly and monthly lists ask for a judgement, so
# that a figure stands beside them and is never an answer.
KNOWN_ITEMS: Mapping[str, Known] = {
    "daily.A01": Known.LICENCE,
    "daily.A03": Known.CERTIFICATES,
    "daily.I01": Known.CAMERAS,
    "daily.I02": Known.ALERTS,
    "daily.I04": Known.FINDINGS,
    "weekly.R01": Known.DAYS,
    "weekly.R03": Known.FINDINGS,
    "weekly.T01": Known.CERTIFICATES,
    "weekly.T07": Known.ALERTS,
    "monthly.N01": Known.DAYS,
    "monthly.N02": Known.FINDINGS,
}


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding of an earlier record that is not put right, and its item in its own words."""

    case: FindingCase
    item: ChecklistItem | None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who may sign: a name, and for whom a deputy stands in."""

    name: str
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that is not handed in yet.

    Attributes:
        revision: Counts the saves, from 1.
        body: As the form keeps it.
        device: Random name of the browser that saved it.
    """

    revision: int
    body: Mapping[str, Any]
    device: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DutyForm:
    """Everything the form of one duty shows.

    Attributes:
        items: Those that apply, in the order of the checklist.
        known: By item.
        settled: Items confirmed with one tap, because what is known of them is good.
        standing: Items confirmed with one tap as not applicable, as in the last record.
        findings: Not put right, the earliest deadline first.
        photos: Ids of those that are kept already, by item.
        others: Duties of the same establishment that can still be answered.
    """

    establishment_id: int
    name: str
    kind: ControlKind
    start: date
    state: ControlState
    due_at: datetime
    locks_at: datetime
    reason: str | None
    submitted_at: datetime | None
    submitted_by: str | None
    version: int
    items: tuple[ChecklistItem, ...]
    groups: tuple[ItemGroup, ...]
    known: Mapping[str, KnownFact] = field(default_factory=dict)
    settled: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    findings: tuple[OpenFinding, ...] = ()
    signers: tuple[Signer, ...] = ()
    draft: Draft | None = None
    photos: Mapping[str, Sequence[int]] = field(default_factory=dict)
    others: tuple[tuple[ControlKind, date], ...] = ()

    def coming(self, today: date) -> tuple[tuple[ControlKind, date], ...]:
        """Those of `others` whose period begins after `today`: a phone keeps their forms."""
        return tuple((kind, start) for kind, start in self.others if start > today)


@dataclass(frozen=True, slots=True)
class FormPaper:
    """What a form hands in beside its answers.

    Attributes:
        signature: A path that `domain.signature.is_signature` takes.
        statement: Words of the weekly report or the monthly minutes, as stored.
        deputy_for: Who should have signed.
        opened_at: When the form was opened, by the clock of the server.
        client_at: When the phone says it was handed in.
        device: Random name the browser gave itself.
        seconds: Before the tap of each item, by its id; None for one confirmed with others.
    """

    signature: str
    statement: Mapping[str, Any] | None = None
    deputy_for: str | None = None
    opened_at: datetime | None = None
    client_at: datetime | None = None
    device: str = ""
    seconds: Mapping[str, int | None] = field(default_factory=dict)
