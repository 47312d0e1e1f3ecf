"""Which alerts a list holds: groups of states, and the filter that lists and counts share."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.alerts import ENDED_STATES, OPEN_STATES, SANCTION_STATES, AlertState


class StateGroup(StrEnum):
    """Which alerts a list holds. From JUDGED on it is what the figures count."""

    OPEN = "open"
    RAISED = "raised"
    CONFIRMED = "confirmed"
    RECTIFIED = "rectified"
    FALSE = "false"
    CLOSED = "closed"
    FOUND = "found"
    JUDGED = "judged"
    FIXED = "fixed"
    FIXED_ON_TIME = "fixed_on_time"
    TO_FIX = "to_fix"
    REVIEWED = "reviewed"
    ENDED = "ended"
    DUE = "due"
    CLOSED_HERE = "closed_here"
    DOCUMENTED = "documented"
    TIMED_CONFIRM = "timed_confirm"
    TIMED_RECTIFY = "timed_rectify"


STATES_OF: dict[StateGroup, tuple[AlertState, ...]] = {
    StateGroup.OPEN: OPEN_STATES,
    StateGroup.RAISED: (AlertState.RAISED,),
    StateGroup.CONFIRMED: (AlertState.CONFIRMED,),
    StateGroup.RECTIFIED: (AlertState.RECTIFIED,),
    StateGroup.FALSE: (AlertState.FALSE,),
    StateGroup.CLOSED: (AlertState.CLOSED,),
    StateGroup.FOUND: tuple(AlertState),
    StateGroup.JUDGED: SANCTION_STATES,
    StateGroup.FIXED: (AlertState.RECTIFIED, AlertState.CLOSED),
    StateGroup.FIXED_ON_TIME: (AlertState.RECTIFIED, AlertState.CLOSED),
    StateGroup.TO_FIX: (*SANCTION_STATES, AlertState.RAISED),
    StateGroup.REVIEWED: (*SANCTION_STATES, AlertState.FALSE),
    StateGroup.ENDED: ENDED_STATES,
    StateGroup.DUE: tuple(AlertState),
    StateGroup.CLOSED_HERE: (AlertState.CLOSED,),
    StateGroup.DOCUMENTED: (AlertState.CLOSED,),
    StateGroup.TIMED_CONFIRM: SANCTION_STATES,
    StateGroup.TIMED_RECTIFY: SANCTION_STATES,
}

CONDITIONAL = frozenset(
    {
        StateGroup.FIXED_ON_TIME,  # rectified within the clock
        StateGroup.TO_FIX,  # rectified, or should be by now
        StateGroup.DUE,  # ended, or the next clock has run out
        StateGroup.CLOSED_HERE,  # without the demonstration's past
        StateGroup.DOCUMENTED,  # with every step and a picture
        StateGroup.TIMED_CONFIRM,  # whose time from finding to confirming is known
        StateGroup.TIMED_RECTIFY,  # whose time from finding to rectification is known
    }
)
"""Groups that more than the state decides."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the reader wants to see; None leaves a dimension open.

    Attributes:
        raised_from: First city day of raising, included.
        raised_until: Last city day of raising, included.
        overdue: Only alerts whose next clock has run out.
    """

    state: StateGroup = StateGroup.OPEN
    severity: int | None = None
    alert_class: str | None = None
    banner_adcode: str | None = None
    township_code: str | None = None
    office_id: int | None = None
    establishment_id: int | None = None
    raised_from: date | None = None
    raised_until: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many alerts the list would hold if one dimension of the filter were set to a value."""

    total: int
    by_state: dict[StateGroup, int]
    by_severity: dict[int, int]
    by_class: dict[str, int]
    by_banner: dict[str, int]
    overdue: int
