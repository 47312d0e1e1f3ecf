"""What is known of one establishment for one week, from which signs of sham records follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

WEEKS_BEFORE = 8
"""How far back a shop's own habit is looked at."""
CAMERA_ITEM, CERTIFICATE_ITEM = "daily.I01", "daily.A03"
LATE_LEFT_S = 4 * 3600
"""A closure that is declared with less time left than this has nobody to be told of it any more."""
AT_WORK = frozenset(
    f"ai.{name}"
    for name in (
        "no_hat", "no_mask", "no_workwear", "no_gloves", "smoking", "phone", "shirtless",
        "unattended_flame",
    )
)  # fmt: skip
"""What a camera only sees where people cook; pests and strangers come to closed kitchens too."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answered daily record.

    Attributes:
        left_s: Seconds from the handing in to the due moment, negative when late.
        seconds: Before the tap of each item, None for one without a pace of its own; empty when
            nothing is known.
        failed: How many items failed.
        passed: Those of CAMERA_ITEM and CERTIFICATE_ITEM that passed.
    """

    day: date
    left_s: float
    seconds: tuple[int | None, ...] = ()
    failed: int = 0
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PhotoMatch:
    """A photo of the week that looks like an earlier one of another record.

    Attributes:
        own: The earlier one is of the same establishment.
        earlier_day: Period of the earlier one.
        bits: In how many of 64 the hashes differ.
        photo: Id of the photo, 0 in a bench.
        earlier_photo: Id of the earlier one.
    """

    day: date
    item: str
    own: bool
    earlier_day: date
    earlier_item: str
    bits: int
    photo: int = 0
    earlier_photo: int = 0


@dataclass(frozen=True, slots=True)
class OldPhoto:
    """A photo that was taken days before the period it is to prove something of."""

    day: date
    item: str
    taken_on: date


@dataclass(frozen=True, slots=True)
class Closed:
    """A day that owes no record because a closure was declared.

    Attributes:
        left_s: Seconds from the declaration to the due moment of the day, None when it was
            declared before the day began.
        seen: Alerts of AT_WORK on that day that nobody has called false.
        photos: Photos of findings that were taken on that day.
    """

    day: date
    left_s: float | None = None
    seen: int = 0
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one establishment for one week.

    Attributes:
        week: Records of the week, by day.
        before: Of the WEEKS_BEFORE, by day.
        offline: Day → cameras that were offline when the record was handed in, and all.
        expired: Day → how many who worked had no valid certificate.
        photos: Of the week.
        old_photos: Of the week.
        failed_inspections: Days of inspections that ended badly, within both spans.
        alerts: Days of violations that a person has confirmed, within both spans.
        closed: Days of the week, by day.
        late_before: How many of the WEEKS_BEFORE were declared with less than LATE_LEFT_S left.
    """

    week: tuple[Sheet, ...]
    before: tuple[Sheet, ...] = ()
    offline: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    expired: Mapping[date, int] = field(default_factory=dict)
    photos: tuple[PhotoMatch, ...] = ()
    old_photos: tuple[OldPhoto, ...] = ()
    failed_inspections: tuple[date, ...] = ()
    alerts: tuple[date, ...] = ()
    closed: tuple[Closed, ...] = ()
    late_before: int = 0
