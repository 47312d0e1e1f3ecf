"""Signals of sham records as regulators read them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.sham import Reason, ReviewVerdict


class Listed(StrEnum):
    """Which signals a list holds."""

    TO_REVIEW = "to_review"
    WEAK = "weak"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class SignalError(ValueError):
    """A verdict needs a note of 1 to 300 characters."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One establishment in one week.

    Attributes:
        week: Monday.
        score: 0 to 100.
        reasons: The weightiest first.
        computed_at: By the clock of the server, aware UTC.
        verdict: What a person has found, None while nobody has looked.
    """

    establishment_id: int
    name: str
    safety_officer: str | None
    banner_zh: str
    banner_en: str
    township_zh: str
    week: date
    score: int
    reasons: tuple[Reason, ...]
    computed_at: datetime
    verdict: ReviewVerdict | None
    note: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """Sizes of the lists of one week."""

    by_list: dict[Listed, int]
