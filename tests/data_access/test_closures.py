"""Closures: declared ahead, excusing at once, withdrawn from today on; never back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from data_access.closures import closures_of, declare, withdraw
from data_access.control import excuse_duty
from data_access.control_periods import mark_missed, open_period
from data_access.control_rollup import rebuild
from data_access.engine import writing
from data_access.record_rows import RecordNotFoundError
from data_access.schema import audit_log, control_task
from domain.control import ControlKind
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError, system_scope
from tests.rows import plant

DAILY, WEEKLY, MONTHLY = ControlKind
TODAY = date(2026, 11, 19)  # a Thursday
MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
SYSTEM = system_scope("scheduler")


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        who = plant(conn)
        for kind in ControlKind:
            open_period(conn, SYSTEM, kind, TODAY, NOON)
        open_period(conn, SYSTEM, DAILY, TODAY + timedelta(days=1), NOON)
        return who


def closing(first=0, last=0, reason="装修"):
    return {
        "starts": (TODAY + timedelta(days=first)).isoformat(),
        "ends": (TODAY + timedelta(days=last)).isoformat(),
        "reason": reason,
    }


def state(conn, kind=DAILY, start=TODAY, shop=1):
    task = control_task.c
    return conn.execute(
        select(task.state, task.reason).where(
            task.establishment_id == shop, task.kind == kind, task.period_start == start
        )
    ).one()


def test_the_open_duties_of_closed_days_are_excused_at_once(engine, planted):
    with writing(engine) as conn:
        declare(conn, planted.shop, 1, closing(0, 1), NOON)
        assert state(conn) == ("excused", "停业报备（当日12:00报备）：装修")
        assert state(conn, start=TODAY + timedelta(days=1)) == ("excused", "停业报备：装修")
        assert state(conn, WEEKLY, MONDAY) == ("open", None)
        assert state(conn, shop=2) == ("open", None)
        assert rebuild(conn) == []


def test_duties_created_later_are_excused_as_they_are_made(engine, planted):
    later = TODAY + timedelta(days=4)  # Monday
    with writing(engine) as conn:
        declare(conn, planted.shop, 1, closing(4, 10), NOON)
        for kind in (DAILY, WEEKLY):
            open_period(conn, SYSTEM, kind, later, NOON + timedelta(days=4))
            assert state(conn, kind, later) == ("excused", "停业报备：装修")
            assert state(conn, kind, later, shop=3) == ("open", None)
        assert rebuild(conn) == []


def test_withdrawn_it_is_owed_again_from_today_on_and_not_before(engine, planted):
    friday = NOON + timedelta(days=1)
    with writing(engine) as conn:
        made = declare(conn, planted.shop, 1, closing(0, 9), NOON)
        mark_missed(conn, SYSTEM, friday)
        withdraw(conn, planted.shop, 1, made, friday)
        assert state(conn) == ("excused", "停业报备（当日12:00报备）：装修")  # yesterday was closed
        assert state(conn, start=TODAY + timedelta(days=1)) == ("open", None)
        [one] = closures_of(conn, planted.office, 1, TODAY)
        assert (one.last, one.withdrawn_at) == (TODAY, friday)
        with pytest.raises(RecordNotFoundError):
            withdraw(conn, planted.shop, 1, made, friday)
        assert rebuild(conn) == []


def test_what_an_officer_excused_stays_excused(engine, planted):
    with writing(engine) as conn:
        made = declare(conn, planted.shop, 1, closing(), NOON)
        withdraw(conn, planted.shop, 1, made, NOON)
        excuse_duty(conn, planted.office, 1, DAILY, TODAY, "停电", NOON)
        again = declare(conn, planted.shop, 1, closing(), NOON)
        withdraw(conn, planted.shop, 1, again, NOON)
        assert state(conn) == ("excused", "停电（交通所）")


@pytest.mark.parametrize(
    ("given", "field", "fault"),
    [
        (closing(-1, 1), "starts", Fault.IN_PAST),
        (closing(1, 0), "ends", Fault.ENDS_FIRST),
        (closing(0, 400), "ends", Fault.TOO_LONG_AWAY),
        (closing(reason="  "), "reason", Fault.MISSING),
        (closing(0, 0) | {"starts": {"$gt": ""}}, "starts", Fault.MISSING),
    ],
)
@pytest.mark.parametrize("who", ["shop", "office"])
def test_nobody_declares_a_day_that_is_past(engine, planted, who, given, field, fault):
    with writing(engine) as conn, pytest.raises(FormRefusedError) as refused:
        declare(conn, getattr(planted, who), 1, given, NOON)
    assert [(one.field, one.fault) for one in refused.value.findings] == [(field, fault)]


def test_a_closure_of_today_does_not_reach_what_was_missed(engine, planted):
    night = NOON + timedelta(hours=15)  # 03:00 of Friday: Thursday is locked
    with writing(engine) as conn:
        mark_missed(conn, SYSTEM, night)
        declare(conn, planted.shop, 1, closing(1, 1), night)
        assert state(conn) == ("missed", None)
        assert state(conn, start=TODAY + timedelta(days=1)).state == "excused"


def test_the_same_said_twice_is_once_and_is_on_record(engine, planted):
    with writing(engine) as conn:
        first = declare(conn, planted.shop, 1, closing(), NOON)
        assert declare(conn, planted.shop, 1, closing(), NOON) == first
        events = conn.scalars(select(audit_log.c.event)).all()
        assert events.count("control_arranged") == 1


@pytest.mark.parametrize("who", ["leader", "kangbashi"])
def test_who_may_not_or_does_not_see_it_declares_nothing(engine, planted, who):
    with writing(engine) as conn, pytest.raises((NotAllowedError, RecordNotFoundError)):
        declare(conn, getattr(planted, who), 1, closing(), NOON)


def test_one_establishment_does_not_touch_another_s(engine, planted):
    with writing(engine) as conn:
        with pytest.raises(RecordNotFoundError):
            declare(conn, planted.shop, 2, closing(), NOON)
        made = declare(conn, planted.office, 2, closing(), NOON)
        with pytest.raises(RecordNotFoundError):
            withdraw(conn, planted.shop, 1, made, NOON)
        with pytest.raises(RecordNotFoundError):
            withdraw(conn, planted.shop, 1, 10**30, NOON)
