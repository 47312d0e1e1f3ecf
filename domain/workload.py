"""What waits for an office: alerts, re-checks, inspections, visits; and how fast it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

VISITS_AHEAD_DAYS = 30
"""A visit counts as due when its day comes within so many days (平台规则)."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Of one office, or of one township.

    Attributes:
        establishments: In the register.
        officers: Accounts of the office in use; None where none is known.
        open_alerts: Not ended; `late_alerts` of these past their present clock.
        rechecks: Rectified, waiting for the officer; `late_rechecks` past 48 hours.
        late_inspections: Establishments whose last inspection is longer ago than their risk allows.
        visits_due: Held establishments whose visit falls due within VISITS_AHEAD_DAYS.
        late_visits: Those whose visit is overdue.
        confirm_min: Minutes from finding to confirming, per alert of the last 30 days.
        rectify_min: Minutes from finding to rectification.
    """

    establishments: int = 0
    officers: int | None = None
    open_alerts: int = 0
    late_alerts: int = 0
    rechecks: int = 0
    late_rechecks: int = 0
    late_inspections: int = 0
    visits_due: int = 0
    late_visits: int = 0
    confirm_min: tuple[int, ...] = ()
    rectify_min: tuple[int, ...] = ()

    def __add__(self, other: "Workload") -> "Workload":
        known = [n for n in (self.officers, other.officers) if n is not None]
        return Workload(
            self.establishments + other.establishments,
            sum(known) if known else None,
            self.open_alerts + other.open_alerts,
            self.late_alerts + other.late_alerts,
            self.rechecks + other.rechecks,
            self.late_rechecks + other.late_rechecks,
            self.late_inspections + other.late_inspections,
            self.visits_due + other.visits_due,
            self.late_visits + other.late_visits,
            self.confirm_min + other.confirm_min,
            self.rectify_min + other.rectify_min,
        )

    @property
    def per_officer(self) -> float | None:
        """Establishments per officer."""
        return self.establishments / self.officers if self.officers else None

    @property
    def confirm_h(self) -> float | None:
        """Median hours to confirming, None without any."""
        return median_hours(self.confirm_min)

    @property
    def rectify_h(self) -> float | None:
        """Median hours to rectification."""
        return median_hours(self.rectify_min)


def minutes_between(raised: datetime, step: datetime) -> int:
    """From finding to a step, in whole minutes."""
    return round((step - raised).total_seconds() / 60)


def median_hours(minutes: Sequence[int]) -> float | None:
    """Of times in minutes; None without any."""
    return median(minutes) / 60 if minutes else None


COUNTS = (
    "establishments",
    "open_alerts",
    "late_alerts",
    "late_rechecks",
    "late_inspections",
    "visits_due",
    "late_visits",
)
"""What offices are compared by, with `per_officer`, `confirm_h` and `rectify_h`."""


@dataclass(frozen=True, slots=True)
class OfficeLoad:
    """One office with its workload."""

    id: int
    name_zh: str
    banner: str
    load: Workload


@dataclass(frozen=True, slots=True)
class PeersMean:
    """Mean over the offices of a banner; response times are medians over all their alerts."""

    offices: int
    means: dict[str, float | None]


def peers_mean(loads: Sequence[Workload]) -> PeersMean:
    """What an office is compared with."""
    whole = sum(loads, Workload())
    number = len(loads) or 1
    means: dict[str, float | None] = {name: getattr(whole, name) / number for name in COUNTS}
    means |= {name: getattr(whole, name) for name in ("per_officer", "confirm_h", "rectify_h")}
    return PeersMean(len(loads), means)
