"""What needs somebody now: kinds, their order, and how urgent each is. 平台规则."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class NeedKind(StrEnum):
    """One thing to do, the most serious first."""

    RED = "red"
    OVERDUE = "overdue"
    TO_CONFIRM = "to_confirm"
    TO_RECHECK = "to_recheck"
    ESCALATED = "escalated"
    ESCALATED_WEEKLY = "escalated_weekly"
    ESCALATED_MONTHLY = "escalated_monthly"
    STREAKS = "streaks"
    MISSED = "missed"
    CAMERAS = "cameras"
    LICENCES_EXPIRED = "licences_expired"
    CERTIFICATES_EXPIRED = "certificates_expired"
    LICENCES_EXPIRING = "licences_expiring"
    CERTIFICATES_EXPIRING = "certificates_expiring"
    STATUS_COMING = "status_coming"
    IMPORTS = "imports"
    UNLOCATED = "unlocated"
    INCOMPLETE = "incomplete"


GRAVE = frozenset(
    {
        NeedKind.RED,
        NeedKind.OVERDUE,
        NeedKind.ESCALATED,
        NeedKind.STREAKS,
        NeedKind.CAMERAS,
        NeedKind.LICENCES_EXPIRED,
    }
)
"""What those who lead are told of: it should not be there at all."""

RANK = {kind: place for place, kind in enumerate(NeedKind)}
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do.

    Attributes:
        count: How many; the list it opens holds as many.
        due_at: Earliest deadline, None where there is no clock.
        since: Since when it stands, for what has no deadline.
        names: Establishments that come first, for askers who know them by name.
    """

    kind: NeedKind
    count: int
    due_at: datetime | None = None
    since: datetime | None = None
    names: tuple[str, ...] = ()

    def urgency(self, now: datetime) -> int:
        """0 overdue or red, 1 due within SOON, 2 anything else."""
        if self.kind in (NeedKind.RED, NeedKind.OVERDUE):
            return 0
        if self.due_at is not None and self.due_at <= now:
            return 0
        if self.due_at is not None and self.due_at <= now + SOON:
            return 1
        return 2


def in_order(found: list[Need], now: datetime) -> list[Need]:
    """Most urgent first; what counts nothing is left out."""
    return sorted(
        (need for need in found if need.count),
        key=lambda need: (need.urgency(now), RANK[need.kind]),
    )
