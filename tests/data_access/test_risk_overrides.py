"""A person's word over the machine's: in scope, with a reason, and only for a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.record_rows import RecordNotFoundError
from data_access.risk import risk_of
from data_access.risk_overrides import (
    OverrideConflictError,
    change_level,
    end_expired,
    manual_levels,
    withdraw,
)
from data_access.risk_work import mark_city, work_off
from data_access.schema import audit_log, establishment, risk_history
from domain.risk_override import OverrideRefusedError
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.data_access.test_risk import SYSTEM, TODAY, city

ENDS = TODAY + timedelta(days=30)
GIVEN = {"level": "D", "reason": "食物中毒事故", "expires_on": ENDS.isoformat()}


def level_of(engine, number=4):
    with reading(engine) as conn:
        return conn.scalar(select(establishment.c.risk_level).where(establishment.c.id == number))


def test_it_holds_shows_and_survives_a_rebuild(engine):
    seen = city(engine)
    computed = level_of(engine)
    with writing(engine, seen.kangbashi.place) as conn:
        made = change_level(conn, seen.kangbashi, 4, GIVEN, 0, NOON)
    mark_city(engine, SYSTEM, NOON)
    work_off(engine, SYSTEM, NOON)
    assert level_of(engine) == "D" != computed
    with reading(engine) as conn:
        found = risk_of(conn, seen.city, 4, TODAY)
        line = conn.execute(select(risk_history).where(risk_history.c.establishment_id == 4)).one()
        event = conn.execute(select(audit_log).where(audit_log.c.event == "risk_changed")).one()
        listed = manual_levels(conn, seen.kangbashi, TODAY)
    assert (found.level, found.effective, found.override.id) == (computed, "D", made)
    assert (line.level, line.cause) == ("D", "manual")
    assert (event.actor, event.object_id) == ("康巴什局", "4")
    assert [(one.establishment_id, one.level, one.computed) for one in listed] == [
        (4, "D", computed)
    ]


def test_it_ends_by_the_clock(engine):
    seen = city(engine)
    computed = level_of(engine)
    with writing(engine) as conn:
        change_level(conn, seen.city, 4, GIVEN, 0, NOON)
    for days, level in ((29, "D"), (30, computed)):
        with writing(engine) as conn:
            end_expired(conn, SYSTEM, NOON + timedelta(days=days))
        assert level_of(engine) == level
    with reading(engine) as conn:
        assert risk_of(conn, seen.city, 4).override is None
    with writing(engine) as conn:
        assert end_expired(conn, SYSTEM, NOON + timedelta(days=30)) == 0


def test_another_bureau_can_neither_see_nor_change_it(engine):
    seen = city(engine)
    with writing(engine, seen.dongsheng.place) as conn, pytest.raises(RecordNotFoundError):
        change_level(conn, seen.dongsheng, 4, GIVEN, 0, NOON)
    with writing(engine) as conn:
        made = change_level(conn, seen.kangbashi, 4, GIVEN, 0, NOON)
    for scope in (seen.dongsheng, seen.office):
        with writing(engine) as conn, pytest.raises(RecordNotFoundError):
            withdraw(conn, scope, 4, made, NOON)
        with reading(engine) as conn:
            assert [one.establishment_id for one in manual_levels(conn, scope, TODAY)] != [4]
    for scope in (seen.shop, seen.leader):
        with writing(engine) as conn, pytest.raises(NotAllowedError):
            change_level(conn, scope, 1, GIVEN, 0, NOON)


def test_the_slower_of_two_is_told(engine):
    seen = city(engine)
    with writing(engine) as conn:
        made = change_level(conn, seen.kangbashi, 4, GIVEN, 0, NOON)
    with writing(engine) as conn, pytest.raises(OverrideConflictError) as told:
        change_level(conn, seen.city, 4, {**GIVEN, "level": "C"}, 0, NOON)
    assert told.value.made_by == "康巴什局"
    assert level_of(engine) == "D"
    with writing(engine) as conn:  # who has seen it may put another in its place
        change_level(conn, seen.city, 4, {**GIVEN, "level": "C"}, made, NOON)
    assert level_of(engine) == "C"


def test_withdrawn_the_computed_level_holds_again(engine):
    seen = city(engine)
    computed = level_of(engine)
    with writing(engine) as conn:
        made = change_level(conn, seen.city, 4, GIVEN, 0, NOON)
    with writing(engine) as conn:
        withdraw(conn, seen.city, 4, made, NOON)
    assert level_of(engine) == computed
    with writing(engine) as conn, pytest.raises(RecordNotFoundError):
        withdraw(conn, seen.city, 4, made, NOON)


def test_without_reason_or_end_nothing_is_written(engine):
    seen = city(engine)
    for wrong in ({"reason": ""}, {"expires_on": ""}, {"level": "Z"}):
        with writing(engine) as conn, pytest.raises(OverrideRefusedError):
            change_level(conn, seen.city, 4, {**GIVEN, **wrong}, 0, NOON)
    with reading(engine) as conn:
        assert risk_of(conn, seen.city, 4).override is None
