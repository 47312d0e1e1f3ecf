from datetime import UTC, datetime, timedelta

import pytest

from domain.alert_classes import ALERT_CLASSES
from domain.alerts import (
    ABSORBING_STATES,
    HUMAN_STEPS,
    NOTE_LENGTH,
    RECHECK_WITHIN,
    SANCTION_STATES,
    AlertState,
    IllegalStepError,
    NoteError,
    Step,
    cleaned_note,
    deadlines,
    next_due,
    next_state,
    require_step,
    steps_for,
)
from domain.scope import NotAllowedError, Role, Scope, system_scope

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
OFFICER = Scope(Role.CITY_BUREAU, "市局")
SHOP = Scope(Role.ESTABLISHMENT, "1号店", establishment_id=1)
LEADER = Scope(Role.MUNICIPAL_LEADER, "市领导")


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        (AlertState.RAISED, Step.CONFIRM, AlertState.CONFIRMED),
        (AlertState.RAISED, Step.DISMISS, AlertState.FALSE),
        (AlertState.CONFIRMED, Step.RECTIFY, AlertState.RECTIFIED),
        (AlertState.RECTIFIED, Step.RETURN, AlertState.CONFIRMED),
        (AlertState.RECTIFIED, Step.CLOSE, AlertState.CLOSED),
        (AlertState.FALSE, Step.SIGHTING, AlertState.FALSE),
    ],
)
def test_a_legal_step_leads_on(state, step, after):
    assert next_state(state, step) is after


def test_every_other_human_step_is_refused():
    legal = {
        (AlertState.RAISED, Step.CONFIRM),
        (AlertState.RAISED, Step.DISMISS),
        (AlertState.CONFIRMED, Step.RECTIFY),
        (AlertState.RECTIFIED, Step.RETURN),
        (AlertState.RECTIFIED, Step.CLOSE),
    }
    for state in AlertState:
        for step in HUMAN_STEPS:
            if (state, step) not in legal:
                with pytest.raises(IllegalStepError):
                    next_state(state, step)


def test_only_what_a_person_confirmed_weighs_on_a_shop():
    assert AlertState.RAISED not in SANCTION_STATES
    assert AlertState.FALSE not in SANCTION_STATES


def test_a_closed_alert_takes_no_more_sightings():
    assert AlertState.CLOSED not in ABSORBING_STATES
    with pytest.raises(IllegalStepError):
        next_state(AlertState.CLOSED, Step.SIGHTING)


@pytest.mark.parametrize(
    ("scope", "state", "steps"),
    [
        (OFFICER, AlertState.RAISED, (Step.CONFIRM, Step.DISMISS)),
        (OFFICER, AlertState.RECTIFIED, (Step.RETURN, Step.CLOSE)),
        (OFFICER, AlertState.CLOSED, ()),
        (SHOP, AlertState.RAISED, ()),
        (SHOP, AlertState.CONFIRMED, (Step.RECTIFY,)),
        (SHOP, AlertState.RECTIFIED, ()),
        (LEADER, AlertState.RAISED, ()),
    ],
)
def test_each_role_is_offered_its_own_steps(scope, state, steps):
    assert steps_for(scope, state) == steps


def test_people_cannot_raise_and_leaders_cannot_judge():
    with pytest.raises(NotAllowedError):
        require_step(OFFICER, Step.RAISE)
    with pytest.raises(NotAllowedError):
        require_step(LEADER, Step.CONFIRM)
    require_step(system_scope("patrol"), Step.RAISE)


@pytest.mark.parametrize("step", [Step.DISMISS, Step.RECTIFY, Step.RETURN])
def test_a_reason_is_needed(step):
    with pytest.raises(NoteError):
        cleaned_note(step, "  ")
    assert cleaned_note(step, " 宠物猫 ") == "宠物猫"


def test_confirming_needs_no_note_and_a_note_has_a_bound():
    assert cleaned_note(Step.CONFIRM, None) is None
    with pytest.raises(NoteError):
        cleaned_note(Step.CONFIRM, "长" * (NOTE_LENGTH + 1))


def test_the_clock_that_runs_is_the_one_of_the_state():
    clocks = deadlines(ALERT_CLASSES["ai.rodent"], NOON)
    assert next_due(AlertState.RAISED, clocks, None) == NOON + timedelta(minutes=30)
    assert next_due(AlertState.CONFIRMED, clocks, None) == NOON + timedelta(hours=24)
    assert next_due(AlertState.RECTIFIED, clocks, NOON) == NOON + RECHECK_WITHIN
    assert next_due(AlertState.FALSE, clocks, None) is None
    assert next_due(AlertState.CLOSED, clocks, NOON) is None
