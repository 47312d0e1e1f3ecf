"""Names of what belongs to an alert, in the reader's language."""

from components.wording import term
from domain.alert_classes import ALERT_CLASSES, SEVERITY_NAMES_EN, SEVERITY_NAMES_ZH, Severity
from domain.alerts import (
    STATE_NAMES_EN,
    STATE_NAMES_ZH,
    STEP_NAMES_EN,
    STEP_NAMES_ZH,
    AlertState,
    Step,
)
from domain.kitchen import POSITION_NAMES_EN, POSITION_NAMES_ZH, CameraPosition


def class_name(alert_class: str) -> str:
    """Name of an alert class; its id when a newer version of us has written it."""
    known = ALERT_CLASSES.get(alert_class)
    return term(known.zh, known.en) if known else alert_class


def state_name(state: AlertState) -> str:
    """Name of a state."""
    return term(STATE_NAMES_ZH[state], STATE_NAMES_EN[state])


def step_name(step: Step) -> str:
    """Name of a step."""
    return term(STEP_NAMES_ZH[step], STEP_NAMES_EN[step])


def severity_name(severity: int) -> str:
    """Name of a severity."""
    level = Severity(severity)
    return term(SEVERITY_NAMES_ZH[level], SEVERITY_NAMES_EN[level])


def camera_name(position: str, label: str) -> str:
    """切配间 C-02."""
    known = CameraPosition(position)
    return f"{term(POSITION_NAMES_ZH[known], POSITION_NAMES_EN[known])} {label}"


def alert_number(alert_id: int, day: str) -> str:
    """Number of an alert as people quote it: YJ-20261119-00037."""
    return f"YJ-{day}-{alert_id:05d}"
