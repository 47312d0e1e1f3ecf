"""Dated changes of status: applied, waiting, withdrawn; and what becomes of duties and counts."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from data_access import control_rollup, history
from data_access.changes import Topic, numbers
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.establishment_record import record as read_record
from data_access.record_rows import RecordNotFoundError
from data_access.register import counts
from data_access.schema import audit_log, control_task, establishment, status_change
from data_access.status_changes import record, withdraw
from domain.clock import city_day
from domain.control import ControlKind, ControlState
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError, system_scope
from tests.conftest import NOON
from tests.figure_rows import roll_up, task
from tests.records import give_licence, shop_row
from tests.rows import plant

TODAY = city_day(NOON)
TOMORROW = TODAY + timedelta(days=1)
SYSTEM = system_scope("scheduler")


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def change(engine, scope, status="closed", day=TODAY, reason="房屋拆迁", shop=1):
    given = {"status": status, "effective_on": str(day), "reason": reason}
    with writing(engine, scope.place) as conn:
        return record(conn, scope, shop, given, NOON).applied


def refused(engine, scope, *given, **more):
    with pytest.raises(FormRefusedError) as error:
        change(engine, scope, *given, **more)
    return {one.fault for one in error.value.findings}


def row(engine, shop=1):
    with reading(engine) as conn:
        return shop_row(conn, shop)


def lines(engine):
    with reading(engine) as conn:
        return conn.execute(select(status_change).order_by(status_change.c.id)).all()


@pytest.mark.parametrize("status", ["suspended", "moved", "closed", "filed"])
def test_a_change_of_today_holds_at_once(engine, who, status):
    assert change(engine, who.office, status) is True
    found = row(engine)
    assert (found["status"], found["status_since"], found["version"]) == (status, TODAY, 2)
    [line] = lines(engine)
    assert (line.applied_at, line.recorded_by, line.township_code) == (NOON, "交通所", "150602001")
    with reading(engine) as conn:
        told = {one.field: one.after for one in history.of_establishment(conn, 1)}
        kept = conn.execute(select(audit_log)).one()
    assert told == {"status": status, "status_since": TODAY.isoformat()}
    assert (kept.event, kept.object_id) == ("status_changed", "1")


def test_a_coming_change_waits_and_can_be_withdrawn(engine, who):
    assert change(engine, who.dongsheng, day=TOMORROW) is False
    assert row(engine)["status"] == "active"
    [line] = lines(engine)
    with reading(engine) as conn:
        assert read_record(conn, who.shop, 1, TODAY).statuses[0].waits
        before = numbers(conn)[Topic.REGISTER]
    with writing(engine, who.dongsheng.place) as conn:
        withdraw(conn, who.dongsheng, 1, line.id, NOON)
    assert lines(engine)[0].withdrawn_at == NOON
    with reading(engine) as conn:
        assert numbers(conn)[Topic.REGISTER] > before
    with writing(engine) as conn, pytest.raises(RecordNotFoundError):
        withdraw(conn, who.dongsheng, 1, line.id, NOON)


@pytest.mark.parametrize("number", [0, -1, 99, 10**20])
def test_only_a_waiting_change_of_the_same_shop_is_withdrawn(engine, who, number):
    change(engine, who.city)
    change(engine, who.city, shop=2, day=TOMORROW)
    applied, other = (line.id for line in lines(engine))
    for one in (number, applied, other):
        with writing(engine) as conn, pytest.raises(RecordNotFoundError):
            withdraw(conn, who.city, 1, one, NOON)


@pytest.mark.parametrize("status", ["moved", "closed", "filed"])
def test_an_end_takes_back_what_was_planned_for_later(engine, who, status):
    """Else the shop would return on the day once planned for the end of its holidays."""
    change(engine, who.city, "suspended", TODAY)
    days = [TODAY + timedelta(days=n) for n in (1, 5, 9)]
    change(engine, who.city, "active", days[0])
    change(engine, who.city, "active", days[2])
    given = {"status": status, "effective_on": str(days[1]), "reason": "不再经营"}
    with writing(engine, who.office.place) as conn:
        assert record(conn, who.office, 1, given, NOON) == (False, (days[2],))
    change(engine, who.city, "active", days[2])  # planned by who knows of the end
    change(engine, who.city, "suspended", days[2], shop=2)
    assert [line.withdrawn_at for line in lines(engine)[1:]] == [None, NOON, None, None, None]
    with reading(engine) as conn:
        kept = conn.scalars(select(audit_log.c.detail).order_by(audit_log.c.id)).all()[3]
    assert json.loads(kept)["withdrawn"] == [days[2].isoformat()]


def test_a_rest_takes_nothing_back(engine, who):
    change(engine, who.city, "active", TOMORROW + timedelta(days=1), shop=1)
    change(engine, who.city, "suspended", TOMORROW)
    assert {line.withdrawn_at for line in lines(engine)} == {None}


def test_a_shop_comes_back(engine, who):
    change(engine, who.city, "suspended", TODAY - timedelta(days=3))
    change(engine, who.city, "active")
    assert (row(engine)["status"], row(engine)["status_since"]) == ("active", TODAY)


def test_days_that_cannot_be_are_refused(engine, who):
    with writing(engine) as conn:
        give_licence(conn, 1, issued=date(2024, 3, 1))
    assert refused(engine, who.city, day=date(2024, 2, 29)) == {Fault.BEFORE_LICENCE}
    assert refused(engine, who.city, day=TODAY + timedelta(days=367)) == {Fault.TOO_FAR}
    assert refused(engine, who.city, day="morgen") == {Fault.NOT_A_DAY}
    change(engine, who.city, "suspended", TODAY - timedelta(days=3))
    assert refused(engine, who.city, day=TODAY - timedelta(days=4)) == {Fault.BEFORE_CURRENT}
    assert change(engine, who.city, day=TODAY + timedelta(days=366)) is False
    assert refused(engine, who.city, day=TODAY + timedelta(days=366)) == {Fault.ALREADY_WAITING}


def test_a_change_needs_a_reason_a_status_and_a_difference(engine, who):
    assert refused(engine, who.city, reason=" ") == {Fault.MISSING}
    assert refused(engine, who.city, reason="长" * 201) == {Fault.TOO_LONG}
    assert refused(engine, who.city, "merged") == {Fault.NOT_A_CHOICE}
    assert refused(engine, who.city, "active") == {Fault.SAME_STATUS}
    assert lines(engine) == []


@pytest.mark.parametrize("name", ["leader", "shop"])
def test_who_may_only_look_changes_no_status(engine, who, name):
    with pytest.raises(NotAllowedError):
        change(engine, getattr(who, name))


def test_a_shop_of_others_is_not_found(engine, who):
    with pytest.raises(RecordNotFoundError):
        change(engine, who.kangbashi)


@pytest.mark.parametrize(("status", "reason"), [("closed", "注销"), ("suspended", "停业报备")])
def test_open_duties_of_today_are_excused_and_missed_ones_are_not(engine, who, status, reason):
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.OPEN)
        task(conn, 1, TODAY - timedelta(days=1), ControlState.MISSED)
        task(conn, 2, TODAY, ControlState.OPEN)
        roll_up(conn)
    change(engine, who.office, status)
    with reading(engine) as conn:
        found = {
            (one.establishment_id, one.period_start): (one.state, one.reason)
            for one in conn.execute(select(control_task))
        }
        assert found[1, TODAY] == ("excused", f"{reason}（交通所）")
        assert found[1, TODAY - timedelta(days=1)] == ("missed", None)
        assert found[2, TODAY] == ("open", None)
    with writing(engine) as conn:
        before = conn.execute(select(control_rollup.control_rollup)).all()
        control_rollup.rebuild(conn)
        assert set(conn.execute(select(control_rollup.control_rollup)).all()) == set(before)


@pytest.mark.parametrize("status", ["closed", "suspended"])
def test_duties_that_a_mistaken_change_excused_are_owed_again(engine, who, status):
    monday = TODAY - timedelta(days=TODAY.weekday())
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.OPEN)
        task(conn, 1, monday, ControlState.OPEN, kind=ControlKind.WEEKLY_REVIEW)
        task(conn, 2, TODAY, ControlState.EXCUSED)
        roll_up(conn)
    change(engine, who.city, status)
    change(engine, who.dongsheng, "active", reason="误登记")
    with reading(engine) as conn:
        states = select(control_task.c.state).order_by(control_task.c.establishment_id)
        assert list(conn.scalars(states)) == ["open", "open", "excused"]


def test_who_rested_owes_only_what_began_after_the_rest(engine, who):
    monday = TODAY - timedelta(days=TODAY.weekday())
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.OPEN)
        task(conn, 1, monday, ControlState.OPEN, kind=ControlKind.WEEKLY_REVIEW)
        roll_up(conn)
    change(engine, who.city, "suspended", monday)
    change(engine, who.city, "active", TODAY)
    with reading(engine) as conn:
        states = select(control_task.c.state).order_by(control_task.c.period_start.desc())
        assert list(conn.scalars(states)) == ["open", "excused"]


def test_who_has_left_the_register_owes_nothing_tomorrow(engine, who):
    change(engine, who.city, "closed")
    change(engine, who.city, "moved", shop=3)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, ControlKind.DAILY_CONTROL, TOMORROW, NOON)
        owing = set(conn.scalars(select(control_task.c.establishment_id)))
    assert owing == {2, 4}


def test_all_statuses_together_are_the_whole_register(engine, who):
    for shop, status in enumerate(["suspended", "moved", "closed", "filed"], 1):
        change(engine, who.city, status, shop=shop)
    with reading(engine) as conn:
        found = counts(conn, who.city).by_status
        assert sum(found.values()) == conn.scalar(select(func.count()).select_from(establishment))
    assert found == {"suspended": 1, "moved": 1, "closed": 1, "filed": 1}
