from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from data_access.alert_case import case
from data_access.alerts import Finding, NotFoundError, raise_alert, take_step
from data_access.engine import reading, writing
from data_access.schema import evidence
from domain.alerts import Step
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
FOUND = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
        for days in (40, 3, 2):
            at = NOON - timedelta(days=days)
            made = raise_alert(conn, PATROL, replace(FOUND, seen_at=at), at)
            step = Step.DISMISS if days == 2 else Step.CONFIRM
            take_step(conn, people.city, made.alert_id, step, 1, "说明", at)
        raise_alert(conn, PATROL, FOUND, NOON)
        take_step(conn, people.office, 4, Step.CONFIRM, 1, None, NOON + timedelta(minutes=4))
        conn.execute(
            insert(evidence).values(
                id=7,
                alert_id=4,
                kind="boxed",
                path="evidence/7.jpg",
                sha256="b" * 64,
                bytes=81,
                taken_at=NOON,
                boxes=[],
            )
        )
    return people


def test_a_case_tells_its_story_in_order(engine, who):
    with reading(engine) as conn:
        found = case(conn, who.city, 4)
    assert [(e.step, e.actor) for e in found.events] == [
        (Step.RAISE, "patrol"),
        (Step.CONFIRM, "交通所"),
    ]
    assert found.events[1].at - found.events[0].at == timedelta(minutes=4)
    assert [(p.id, p.kind, p.sha256, p.size_bytes) for p in found.pictures] == [
        (7, "boxed", "b" * 64, 81)
    ]
    assert (found.row.establishment_name, found.risk_level) == ("1号店", "B")
    assert (found.model_name, found.model_sha256) == ("starter", "a" * 64)


def test_only_confirmed_repeats_of_thirty_days_count(engine, who):
    with reading(engine) as conn:
        assert case(conn, who.city, 4).repeats == 1
        assert case(conn, who.city, 1).repeats == 0


def test_out_of_scope_looks_like_missing(engine, who):
    with reading(engine) as conn:
        for scope, alert_id in ((who.kangbashi, 4), (who.city, 99)):
            with pytest.raises(NotFoundError):
                case(conn, scope, alert_id)
