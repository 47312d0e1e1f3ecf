"""Rest days, closing hours and school breaks: coming duties follow, running ones keep theirs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from data_access import school_breaks
from data_access.closures import closures_of, declare
from data_access.control import submit
from data_access.control_periods import mark_missed, open_period
from data_access.control_rollup import rebuild
from data_access.deputies import deputies_of, name_deputy
from data_access.engine import writing
from data_access.history import of_establishment, undo_batch
from data_access.kitchen_hours import set_hours
from data_access.kitchens import terms
from data_access.merging import merge, part_again
from data_access.record_rows import RecordNotFoundError
from data_access.schema import change_batch, control_task, establishment
from data_access.status_changes import record as change_status
from domain.checklists import Answer
from domain.control import ControlKind, Refusal, RefusedError, due_at
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError, system_scope
from domain.submission import Submission
from tests.rows import plant
from tests.sheets import asked

DAILY, WEEKLY, MONTHLY = ControlKind
TODAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 20)
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
SYSTEM = system_scope("scheduler")


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        who = plant(conn)
        for kind, day in [(DAILY, TODAY), (DAILY, TOMORROW), (WEEKLY, TODAY), (MONTHLY, TODAY)]:
            open_period(conn, SYSTEM, kind, day, NOON)
        return who


def duty(conn, start, shop=1, kind=DAILY):
    task = control_task.c
    return conn.execute(
        select(task.state, task.reason, task.due_at).where(
            task.establishment_id == shop, task.kind == kind, task.period_start == start
        )
    ).one()


def test_a_later_closing_hour_moves_coming_duties_and_not_the_running_one(engine, planted):
    saturday = TOMORROW + timedelta(days=1)
    with writing(engine) as conn:
        assert set_hours(conn, planted.shop, 1, {"closes_after_midnight": "2"}, NOON) == (
            "closes_after_midnight",
        )
        assert duty(conn, TODAY).due_at == due_at(DAILY, TODAY)
        assert duty(conn, TOMORROW).due_at == due_at(DAILY, TOMORROW, 2)
        open_period(conn, SYSTEM, DAILY, saturday, NOON + timedelta(days=1))
        assert duty(conn, saturday).due_at == due_at(DAILY, saturday, 2)
        assert duty(conn, saturday, shop=3).due_at == due_at(DAILY, saturday)
        [change] = of_establishment(conn, 1)
        assert (change.field, change.before, change.after) == ("closes_after_midnight", 0, 2)


def test_a_rest_day_excuses_from_tomorrow_on_and_is_taken_back(engine, planted):
    with writing(engine) as conn:
        set_hours(conn, planted.shop, 1, {"rest_weekdays": ["5", "4"]}, NOON)  # today is a Thursday
        assert duty(conn, TODAY).state == "open"
        assert duty(conn, TOMORROW)[:2] == ("excused", "每周店休")
        assert duty(conn, date(2026, 11, 16), kind=WEEKLY).state == "open"
        set_hours(conn, planted.office, 1, {"rest_weekdays": []}, NOON)
        assert duty(conn, TOMORROW)[:2] == ("open", None)
        assert rebuild(conn) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"rest_weekdays": ["8"]}, Fault.NOT_A_CHOICE),
        ({"rest_weekdays": {"1": 2}}, Fault.NOT_A_CHOICE),
        ({"rest_weekdays": list("1234567")}, Fault.TOO_MANY_DAYS),
        ({"closes_after_midnight": "7"}, Fault.NOT_A_CHOICE),
        ({"closes_after_midnight": "-1"}, Fault.NOT_A_CHOICE),
    ],
)
def test_hours_that_cannot_be_are_refused(engine, planted, given, fault):
    with writing(engine) as conn, pytest.raises(FormRefusedError) as refused:
        set_hours(conn, planted.shop, 1, given, NOON)
    assert refused.value.findings[0].fault is fault


def test_hours_are_set_by_the_establishment_and_its_officers_only(engine, planted):
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            set_hours(conn, planted.leader, 1, {"rest_weekdays": ["1"]}, NOON)
        with pytest.raises(RecordNotFoundError):
            set_hours(conn, planted.shop, 2, {"rest_weekdays": ["1"]}, NOON)


def breaking(first, last, name="寒假", banner=""):
    return {
        "name": name,
        "starts": (TODAY + timedelta(days=first)).isoformat(),
        "ends": (TODAY + timedelta(days=last)).isoformat(),
        "banner_adcode": banner,
    }


def test_a_published_break_excuses_open_duties_of_its_schools_and_withdrawn_owes_them(
    engine, planted
):
    with writing(engine) as conn:
        made, changed = school_breaks.publish(
            conn, planted.dongsheng, breaking(0, 40, "临时停课", "150602"), NOON
        )
        assert changed == 2  # today and tomorrow: the week and the month had days before
        assert duty(conn, TODAY, shop=2)[:2] == ("excused", "临时停课")
        assert duty(conn, TODAY).state == "open"
        assert school_breaks.withdraw(conn, planted.dongsheng, made, NOON) == 2
        assert duty(conn, TODAY, shop=2)[:2] == ("open", None)
        assert rebuild(conn) == []


def test_the_newest_version_of_a_year_counts_and_the_old_ones_stay_to_be_read(engine, planted):
    with writing(engine) as conn:
        school_breaks.publish(conn, planted.city, breaking(55, 90), NOON)
        school_breaks.publish(conn, planted.city, breaking(60, 95), NOON + timedelta(hours=1))
        found = school_breaks.breaks(conn, planted.office)
        assert [(one.withdrawn_at is None, one.own) for one in found] == [
            (True, False),
            (False, False),
        ]
        rests = terms(conn)
        assert rests.rest(TODAY + timedelta(days=55)) is None
        assert rests.rest(TODAY + timedelta(days=60)) == "寒假"


def test_a_banner_publishes_for_itself_alone(engine, planted):
    with writing(engine) as conn:
        for who, banner in ((planted.dongsheng, ""), (planted.office, "150602")):
            with pytest.raises(NotAllowedError):
                school_breaks.publish(conn, who, breaking(55, 90, banner=banner), NOON)
        with pytest.raises(FormRefusedError):
            school_breaks.publish(conn, planted.dongsheng, breaking(55, 90, banner="150603"), NOON)
        made, _changed = school_breaks.publish(conn, planted.city, breaking(55, 90), NOON)
        with pytest.raises(RecordNotFoundError):
            school_breaks.withdraw(conn, planted.dongsheng, made, NOON)
        with pytest.raises(NotAllowedError):
            school_breaks.withdraw(conn, planted.shop, made, NOON)


def closing(first, last):
    days = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    return {"starts": days[0].isoformat(), "ends": days[1].isoformat(), "reason": "装修"}


def test_closures_and_deputies_that_hold_go_on_with_the_survivor_and_come_back(engine, planted):
    naming = {
        "kind": "daily_control",
        "name": "李代班",
        "starts": TODAY.isoformat(),
        "ends": TOMORROW.isoformat(),
    }
    with writing(engine) as conn:
        declare(conn, planted.city, 2, closing(1, 3), NOON)
        name_deputy(conn, planted.city, 2, naming, NOON)
        batch = merge(conn, planted.city, 1, 2, (), NOON)
        assert len(closures_of(conn, planted.shop, 1, TODAY)) == 1
        assert duty(conn, TOMORROW)[:2] == ("excused", "停业报备：装修")
        assert len(deputies_of(conn, planted.shop, 1, TODAY)) == 1
        detail = conn.scalar(select(change_batch.c.detail).where(change_batch.c.id == batch))
        undo_batch(conn, planted.city, batch, NOON)
        part_again(conn, planted.city, detail, NOON)
        assert closures_of(conn, planted.shop, 1, TODAY) == []
        assert duty(conn, TOMORROW)[:2] == ("open", None)
        assert duty(conn, TOMORROW, shop=2)[:2] == ("excused", "停业报备：装修")
        assert rebuild(conn) == []


def test_an_establishment_back_from_suspension_keeps_its_declared_closure(engine, planted):
    resting = {"effective_on": TODAY.isoformat(), "reason": "整顿"}
    with writing(engine) as conn:
        declare(conn, planted.shop, 1, closing(1, 3), NOON)
        change_status(conn, planted.office, 1, {"status": "suspended", **resting}, NOON)
        assert duty(conn, TODAY).state == "excused"
        change_status(conn, planted.office, 1, {"status": "active", **resting}, NOON)
        assert duty(conn, TODAY).state == "open"
        assert duty(conn, TOMORROW)[:2] == ("excused", "停业报备：装修")


def test_who_is_entered_today_owes_from_tomorrow_and_joins_the_running_week(engine, planted):
    with writing(engine) as conn:
        conn.execute(update(establishment).values(created_at=NOON))
        conn.execute(control_task.delete())
        assert open_period(conn, SYSTEM, DAILY, TODAY, NOON) == 0
        assert open_period(conn, SYSTEM, DAILY, TOMORROW, NOON) == 4
        assert open_period(conn, SYSTEM, WEEKLY, TODAY, NOON) == 4


def test_a_break_published_late_reaches_back_to_no_day_that_was_due(engine, planted):
    friday = NOON + timedelta(days=1)
    with writing(engine) as conn:
        mark_missed(conn, SYSTEM, friday)
        given = breaking(-3, 3, "临时停课", "150602")
        # Today's duty, and the week, which is not due yet and free on every day by now.
        assert school_breaks.publish(conn, planted.dongsheng, given, friday)[1] == 2
        assert duty(conn, TODAY, shop=2)[:2] == ("missed", None)
        assert duty(conn, TOMORROW, shop=2)[:2] == ("excused", "临时停课")
        with pytest.raises(FormRefusedError) as refused:
            school_breaks.publish(conn, planted.dongsheng, breaking(-5, -1, "春假", "150602"), NOON)
        assert refused.value.findings[0].fault is Fault.IN_PAST


@pytest.mark.parametrize(
    ("hours", "after_midnight", "state"),
    [(0, 1, "late"), (2, 1, "done"), (2, 3, "late"), (0, 3, None), (2, 5, None)],
)
def test_a_record_after_midnight_counts_by_the_kitchen_s_own_clock(
    engine, planted, hours, after_midnight, state
):
    midnight = due_at(DAILY, TOMORROW)
    with writing(engine) as conn:
        set_hours(conn, planted.shop, 1, {"closes_after_midnight": str(hours)}, NOON)
        answers = {item.id: Answer.PASS for item in asked(DAILY)}
        record = Submission(1, DAILY, TOMORROW, "刘艳", answers)
        at = midnight + timedelta(hours=after_midnight) - timedelta(minutes=1)
        if state is None:
            with pytest.raises(RefusedError) as refused:
                submit(conn, planted.shop, record, at)
            assert refused.value.refusal is Refusal.LOCKED
        else:
            assert submit(conn, planted.shop, record, at).state == state
