"""An alert from its finding to its end: states, steps, deadlines, and who may do what.

A machine only proposes: an alert counts for a sanction only after a person has confirmed it
(regulations.md section 4). The times are 平台规则, see `alert_classes`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alert_classes import AlertClass
from domain.scope import Action, Scope


class AlertState(StrEnum):
    """Where an alert stands, as stored."""

    RAISED = "raised"
    CONFIRMED = "confirmed"
    FALSE = "false"
    RECTIFIED = "rectified"
    CLOSED = "closed"


class Step(StrEnum):
    """What happens to an alert, as stored in its events."""

    RAISE = "raise"
    SIGHTING = "sighting"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    RECTIFY = "rectify"
    RETURN = "return"
    CLOSE = "close"


OPEN_STATES = (AlertState.RAISED, AlertState.CONFIRMED, AlertState.RECTIFIED)
ENDED_STATES = (AlertState.FALSE, AlertState.CLOSED)
SANCTION_STATES = (AlertState.CONFIRMED, AlertState.RECTIFIED, AlertState.CLOSED)
"""States in which a person has confirmed the finding; nothing else may weigh on a shop."""

# A repeat joins a closed alert never: what is seen after the closing is a new violation. A finding
# judged false keeps absorbing, so that the same wrong picture is not judged every minute.
ABSORBING_STATES = (*OPEN_STATES, AlertState.FALSE)

RECHECK_WITHIN = timedelta(hours=48)
"""Time for the officer to check a rectification (48h 现场核查, regulations.md section 4)."""

NOTE_LENGTH = 300

STATE_NAMES_ZH = {
    AlertState.RAISED: "待确认",
    AlertState.CONFIRMED: "整改中",
    AlertState.FALSE: "误报",
    AlertState.RECTIFIED: "待复核",
    AlertState.CLOSED: "已办结",
}
STATE_NAMES_EN = {
    AlertState.RAISED: "To confirm",
    AlertState.CONFIRMED: "To rectify",
    AlertState.FALSE: "False alarm",
    AlertState.RECTIFIED: "To check",
    AlertState.CLOSED: "Closed",
}
STEP_NAMES_ZH = {
    Step.RAISE: "预警",
    Step.SIGHTING: "再次发现",
    Step.CONFIRM: "确认",
    Step.DISMISS: "判为误报",
    Step.RECTIFY: "整改",
    Step.RETURN: "退回整改",
    Step.CLOSE: "办结",
}
STEP_NAMES_EN = {
    Step.RAISE: "Raised",
    Step.SIGHTING: "Seen again",
    Step.CONFIRM: "Confirmed",
    Step.DISMISS: "False alarm",
    Step.RECTIFY: "Rectified",
    Step.RETURN: "Returned",
    Step.CLOSE: "Closed",
}

_NEXT = {
    (AlertState.RAISED, Step.CONFIRM): AlertState.CONFIRMED,
    (AlertState.RAISED, Step.DISMISS): AlertState.FALSE,
    (AlertState.CONFIRMED, Step.RECTIFY): AlertState.RECTIFIED,
    (AlertState.RECTIFIED, Step.RETURN): AlertState.CONFIRMED,
    (AlertState.RECTIFIED, Step.CLOSE): AlertState.CLOSED,
    **{(state, Step.SIGHTING): state for state in ABSORBING_STATES},
}

# Any one of the actions is enough.
_ACTIONS = {
    Step.RAISE: (Action.RUN_SYSTEM,),
    Step.SIGHTING: (Action.RUN_SYSTEM,),
    Step.CONFIRM: (Action.REVIEW_ALERT,),
    Step.DISMISS: (Action.REVIEW_ALERT,),
    Step.RECTIFY: (Action.SUBMIT_RECTIFICATION, Action.REVIEW_ALERT),
    Step.RETURN: (Action.REVIEW_ALERT,),
    Step.CLOSE: (Action.CLOSE_ALERT,),
}
NEEDS_NOTE = frozenset({Step.DISMISS, Step.RECTIFY, Step.RETURN})
HUMAN_STEPS = (Step.CONFIRM, Step.DISMISS, Step.RECTIFY, Step.RETURN, Step.CLOSE)


class IllegalStepError(ValueError):
    """The alert's state does not allow this step."""

    def __init__(self, state: AlertState, step: Step) -> None:
        super().__init__(f"an alert that is {state} cannot take the step {step}")
        self.state = state
        self.step = step


class NoteError(ValueError):
    """The step needs a note, or the note is too long."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When the next step is due; both aware UTC."""

    confirm_by: datetime
    rectify_by: datetime


def next_state(state: AlertState, step: Step) -> AlertState:
    """State after `step`.

    Raises:
        IllegalStepError: The step does not follow from the state.
    """
    try:
        return _NEXT[state, step]
    except KeyError:
        raise IllegalStepError(state, step) from None


def may_take(scope: Scope, step: Step) -> bool:
    """Whether the asker's role may do this step at all."""
    return any(scope.allows(action) for action in _ACTIONS[step])


def require_step(scope: Scope, step: Step) -> None:
    """Raise NotAllowedError unless the asker's role may do this step."""
    if not may_take(scope, step):
        scope.require(_ACTIONS[step][0])


def steps_for(scope: Scope, state: AlertState) -> tuple[Step, ...]:
    """Steps the asker may take now, in the order of the review form."""
    return tuple(s for s in HUMAN_STEPS if (state, s) in _NEXT and may_take(scope, s))


def cleaned_note(step: Step, note: str | None) -> str | None:
    """The note without surrounding space; None when empty.

    Raises:
        NoteError: Missing where the step needs one, or longer than NOTE_LENGTH characters.
    """
    text = (note or "").strip()
    if len(text) > NOTE_LENGTH:
        raise NoteError(f"a note has at most {NOTE_LENGTH} characters, got {len(text)}")
    if not text and step in NEEDS_NOTE:
        raise NoteError(f"the step {step} needs a note")
    return text or None


def deadlines(kind: AlertClass, raised_at: datetime) -> Deadlines:
    """Clocks of an alert that was raised at `raised_at` (aware UTC)."""
    return Deadlines(raised_at + kind.confirm_within, raised_at + kind.rectify_within)


def next_due(
    state: AlertState, clocks: Deadlines, rectified_at: datetime | None
) -> datetime | None:
    """When the next step is due, or None when the alert has ended."""
    if state is AlertState.RAISED:
        return clocks.confirm_by
    if state is AlertState.CONFIRMED:
        return clocks.rectify_by
    if state is AlertState.RECTIFIED and rectified_at is not None:
        return rectified_at + RECHECK_WITHIN
    return None
