"""Periods opened and ended by the clock: once, in bulk, right after a standstill."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.changes import Topic, numbers
from data_access.control_periods import excuse_standstill, mark_missed, open_period
from data_access.control_rollup import rebuild
from data_access.engine import reading, writing
from data_access.schema import control_rollup, control_task, establishment
from domain.control import ControlKind, due_at, locks_at
from domain.scope import NotAllowedError, system_scope
from tests.rows import LONG_AGO, plant

THURSDAY = date(2026, 11, 19)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
SYSTEM = system_scope("scheduler")
DAILY, WEEKLY, MONTHLY = ControlKind


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def states(conn, kind=DAILY, start=THURSDAY) -> dict[int, tuple[str, str | None]]:
    rows = conn.execute(
        select(control_task).where(
            control_task.c.kind == kind, control_task.c.period_start == start
        )
    )
    return {row.establishment_id: (row.state, row.reason) for row in rows}


def test_everybody_in_the_register_gets_one_duty_once(engine, planted):
    with writing(engine) as conn:
        assert open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING) == 4
        number = numbers(conn)[Topic.CONTROL]
        assert open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING) == 0
        assert numbers(conn)[Topic.CONTROL] == number
        assert states(conn) == dict.fromkeys((1, 2, 3, 4), ("open", None))
        assert rebuild(conn) == []


@pytest.mark.parametrize("category", ["school_canteen", "school_canteen.xiao"])
def test_school_canteens_are_excused_on_free_days(engine, planted, category):
    """Also those of a category that a city has added and whose rules follow theirs."""
    saturday = date(2026, 11, 21)
    with writing(engine) as conn:
        own = update(establishment).where(establishment.c.id == 2)
        conn.execute(own.values(category=category))
        open_period(conn, SYSTEM, DAILY, saturday, MORNING + timedelta(days=2))
        assert states(conn, start=saturday)[2] == ("excused", "非工作日")
        assert states(conn, start=saturday)[1] == ("open", None)
        total = conn.execute(
            select(control_rollup).where(control_rollup.c.category == category)
        ).one()
        assert (total.open, total.excused) == (0, 1)


def test_closed_and_future_establishments_owe_nothing_and_suspended_are_excused(engine, planted):
    with writing(engine) as conn:
        for shop, values in {
            1: {"status": "closed"},
            3: {"status": "suspended"},
            4: {"opened_on": THURSDAY + timedelta(days=1)},
        }.items():
            conn.execute(update(establishment).where(establishment.c.id == shop).values(**values))
        assert open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING) == 2
        assert states(conn) == {2: ("open", None), 3: ("excused", "停业报备")}


def test_who_is_registered_in_the_week_joins_its_period(engine, planted):
    with writing(engine) as conn:
        assert open_period(conn, SYSTEM, WEEKLY, THURSDAY, MORNING) == 4
        conn.execute(
            insert(establishment).values(
                id=9,
                township_code="150602001",
                name="新店",
                category="drinks",
                status="active",
                opened_on=THURSDAY + timedelta(days=1),
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
        )
        assert open_period(conn, SYSTEM, WEEKLY, THURSDAY, MORNING) == 0
        friday = THURSDAY + timedelta(days=1)
        assert open_period(conn, SYSTEM, WEEKLY, friday, MORNING) == 1
        assert set(states(conn, WEEKLY, date(2026, 11, 16))) == {1, 2, 3, 4, 9}
        assert rebuild(conn) == []


def test_open_duties_are_missed_at_the_lock_not_before(engine, planted):
    lock = locks_at(DAILY, due_at(DAILY, THURSDAY))
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING)
        open_period(conn, SYSTEM, WEEKLY, THURSDAY, MORNING)
        assert mark_missed(conn, SYSTEM, lock - timedelta(milliseconds=1)) == 0
        assert mark_missed(conn, SYSTEM, lock) == 4
        assert mark_missed(conn, SYSTEM, lock) == 0
        assert {state for state, _reason in states(conn).values()} == {"missed"}
        assert {s for s, _r in states(conn, WEEKLY, date(2026, 11, 16)).values()} == {"open"}
        assert rebuild(conn) == []


def test_a_period_opened_after_its_lock_blames_nobody(engine, planted):
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING + timedelta(days=5))
        assert set(states(conn).values()) == {("excused", "平台停机，无法填报")}
        assert rebuild(conn) == []


def test_duties_that_came_due_during_a_standstill_are_excused(engine, planted):
    later = MORNING + timedelta(days=5)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING)
        assert excuse_standstill(conn, SYSTEM, MORNING + timedelta(hours=9), later) == 4
        assert mark_missed(conn, SYSTEM, later) == 0
        assert rebuild(conn) == []


def test_a_pause_after_the_due_moment_excuses_nobody(engine, planted):
    lock = locks_at(DAILY, due_at(DAILY, THURSDAY))
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, THURSDAY, MORNING)
        assert excuse_standstill(conn, SYSTEM, lock - timedelta(minutes=1), lock) == 0
        assert mark_missed(conn, SYSTEM, lock) == 4


@pytest.mark.parametrize("write", [open_period, mark_missed, excuse_standstill])
def test_only_the_system_opens_and_ends_periods(engine, planted, write):
    arguments = {
        open_period: (DAILY, THURSDAY, MORNING),
        mark_missed: (MORNING,),
        excuse_standstill: (MORNING, MORNING),
    }[write]
    with reading(engine) as conn, pytest.raises(NotAllowedError):
        write(conn, planted.city, *arguments)
