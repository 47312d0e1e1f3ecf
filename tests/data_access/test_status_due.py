"""Dated changes of status: applied once, in their order, whenever the scheduler comes to it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access import history
from data_access.audit import first_break
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.schema import audit_log, control_task, establishment, status_change
from data_access.status_due import apply_due
from domain.control import ControlKind
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("scheduler")
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def wish(engine, shop, status, days, **values):
    with writing(engine) as conn:
        place = conn.scalar(select(establishment.c.township_code).where(establishment.c.id == shop))
        conn.execute(
            insert(status_change).values(
                establishment_id=shop,
                township_code=place,
                status=status,
                effective_on=TODAY + timedelta(days=days),
                reason="停业",
                recorded_by="东胜局",
                recorded_at=NOON,
                **values,
            )
        )


def apply(engine, now=NOON):
    with writing(engine) as conn:
        return apply_due(conn, SYSTEM, now)


def standing(engine, shop):
    with reading(engine) as conn:
        row = conn.execute(
            select(establishment.c.status, establishment.c.status_since).where(
                establishment.c.id == shop
            )
        ).one()
    return tuple(row)


def test_what_is_due_today_is_applied_once_and_written_down(engine):
    wish(engine, 1, "suspended", 0)
    wish(engine, 2, "closed", 1)
    assert apply(engine) == 1
    assert apply(engine) == 0
    assert standing(engine, 1) == ("suspended", TODAY)
    assert standing(engine, 2) == ("active", None)
    with reading(engine) as conn:
        told = {line.field: (line.before, line.after) for line in history.of_establishment(conn, 1)}
        logged = conn.execute(select(audit_log.c.event, audit_log.c.object_id)).all()
        assert first_break(conn) is None
    assert told == {"status": ("active", "suspended"), "status_since": (None, "2026-11-19")}
    assert [tuple(row) for row in logged] == [("status_changed", "1")]


def test_after_a_standstill_the_later_change_wins_whatever_their_order_of_entry(engine):
    wish(engine, 1, "active", 4)
    wish(engine, 1, "suspended", 1)
    assert apply(engine, NOON + timedelta(days=6)) == 2
    assert standing(engine, 1) == ("active", TODAY + timedelta(days=4))


def test_the_day_is_the_city_s(engine):
    wish(engine, 1, "closed", 1)
    assert apply(engine, NOON.replace(hour=15, minute=59)) == 0  # 23:59 in the city
    assert apply(engine, NOON.replace(hour=16, minute=0)) == 1


def test_withdrawn_ones_and_merged_records_are_left_alone(engine):
    wish(engine, 1, "closed", 0, withdrawn_at=NOON)
    wish(engine, 2, "closed", 0)
    with writing(engine) as conn:
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 2)
            .values(status="merged", merged_into_id=1)
        )
    apply(engine)
    assert standing(engine, 1) == ("active", None)
    assert standing(engine, 2) == ("merged", None)
    with reading(engine) as conn:
        assert conn.scalars(select(status_change.c.applied_at)).all() == [None, None]
        assert None not in conn.scalars(select(status_change.c.withdrawn_at)).all()
    assert apply(engine) == 0


def test_who_is_suspended_from_today_owes_nothing_today(engine):
    wish(engine, 1, "suspended", 0)
    apply(engine)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, next(iter(ControlKind)), TODAY, NOON)
        own = control_task.c.establishment_id == 1
        state = conn.scalar(select(control_task.c.state).where(own))
    assert state == "excused"


def test_many_at_once_come_in_blocks(engine):
    for day in range(-5, 0):
        wish(engine, 1, "suspended" if day % 2 else "active", day)
    with writing(engine) as conn:
        assert [apply_due(conn, SYSTEM, NOON, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert standing(engine, 1) == ("suspended", TODAY - timedelta(days=1))


def test_no_person_runs_it(engine, planted):
    with writing(engine) as conn, pytest.raises(NotAllowedError):
        apply_due(conn, Scope(Role.CITY_BUREAU, "市局"), NOON)


def test_what_is_open_on_the_day_is_excused(engine):
    with writing(engine) as conn:
        open_period(conn, SYSTEM, ControlKind.DAILY_CONTROL, TODAY, NOON)
    wish(engine, 1, "closed", 0)
    apply(engine)
    with reading(engine) as conn:
        states = dict(
            conn.execute(select(control_task.c.establishment_id, control_task.c.state)).all()
        )
    assert states == {1: "excused", 2: "open", 3: "open", 4: "open"}
