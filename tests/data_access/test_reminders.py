"""Reminders: by the clock, step by step and once each; by officers; read by the establishment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from data_access.control import excuse_duty
from data_access.control_duties import duties
from data_access.control_periods import mark_missed, open_period
from data_access.engine import writing
from data_access.reminders import hand, mark_read, of_duty, recent, remind, unread
from data_access.reminding import forget_old, remind_open
from data_access.schema import (
    audit_log,
    control_reminder,
    control_task,
    guarantee,
    guarantor,
)
from domain.control import ControlKind, Refusal, RefusedError, due_at
from domain.control_board import Listing, Show
from domain.reminders import AGAIN_AFTER, LADDERS, Step
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.rows import plant

DAILY, WEEKLY, MONTHLY = ControlKind
TODAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
DUE = due_at(DAILY, TODAY)
LOCKED = timedelta(hours=2)
TICK = timedelta(milliseconds=1)
SYSTEM = system_scope("scheduler")


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        who = plant(conn)
        open_period(conn, SYSTEM, DAILY, TODAY, NOON)
        return who


def steps(conn, shop=1, kind=DAILY, start=TODAY):
    return [(one.step, one.number) for one in of_duty(conn, SYSTEM, shop, kind, start)]


def miss_days(conn, number, first=TODAY, but=()):
    """Nobody answers `number` days in a row, but the shops of `but` are excused."""
    for n in range(number):
        day = first + timedelta(days=n)
        open_period(conn, SYSTEM, DAILY, day, due_at(DAILY, day) - timedelta(hours=9))
        conn.execute(
            update(control_task)
            .where(control_task.c.establishment_id.in_(but), control_task.c.period_start == day)
            .values(state="excused", reason="停电")
        )
        mark_missed(conn, SYSTEM, due_at(DAILY, day) + LOCKED)


def test_an_establishment_is_told_before_the_due_moment_and_again_after_it(engine, planted):
    soon = LADDERS[DAILY].soon
    with writing(engine) as conn:
        excuse_duty(conn, planted.office, 2, DAILY, TODAY, "停电", NOON)
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE - soon - TICK) == 0
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE - soon) == 3
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE - TICK) == 0
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE) == 3
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE + LOCKED - TICK) == 0
        assert remind_open(conn, SYSTEM, DAILY, TODAY, DUE + LOCKED) == 0
        assert steps(conn) == [("soon", 1), ("overdue", 1)]
        assert steps(conn, shop=2) == []


def test_a_kitchen_past_midnight_is_reminded_by_its_own_clock(engine, planted):
    later = DUE + timedelta(hours=3)
    with writing(engine) as conn:
        conn.execute(
            update(control_task).where(control_task.c.establishment_id == 1).values(due_at=later)
        )
        remind_open(conn, SYSTEM, DAILY, TODAY, DUE)
        assert steps(conn) == [("soon", 1)]
        assert mark_missed(conn, SYSTEM, DUE + LOCKED) == 3
        assert mark_missed(conn, SYSTEM, later + LOCKED - TICK) == 0
        assert mark_missed(conn, SYSTEM, later + LOCKED) == 1


def test_office_and_bureau_hear_of_a_streak_once(engine, planted):
    with writing(engine) as conn:
        miss_days(conn, 7)
        told = conn.execute(
            select(control_reminder.c.step, control_reminder.c.period_start).where(
                control_reminder.c.establishment_id == 1
            )
        ).all()
        assert sorted(tuple(row) for row in told) == [
            ("bureau", TODAY + timedelta(days=4)),
            ("office", TODAY + timedelta(days=1)),
        ]


def test_a_streak_that_was_broken_is_told_anew(engine, planted):
    answered = TODAY + timedelta(days=2)
    with writing(engine) as conn:
        miss_days(conn, 2)
        miss_days(conn, 1, answered)
        conn.execute(
            update(control_task)
            .where(control_task.c.period_start == answered)
            .values(state="done", submitted_at=NOON)
        )
        miss_days(conn, 2, answered + timedelta(days=1))
        assert steps(conn, start=TODAY + timedelta(days=1)) == [("office", 1)]
        assert steps(conn, start=answered + timedelta(days=2)) == [("office", 1)]


def test_one_missed_week_is_told_to_the_office_and_two_to_the_bureau(engine, planted):
    monday = date(2026, 11, 16)
    with writing(engine) as conn:
        for n in range(2):
            start = monday + timedelta(days=7 * n)
            open_period(conn, SYSTEM, WEEKLY, start, due_at(WEEKLY, start) - timedelta(days=2))
            mark_missed(conn, SYSTEM, due_at(WEEKLY, start) + timedelta(days=1))
        assert steps(conn, kind=WEEKLY, start=monday) == [("office", 1)]
        assert steps(conn, kind=WEEKLY, start=start) == [("bureau", 1)]


def test_the_list_of_escalations_holds_those_told_to_the_asker_s_level(engine, planted):
    day = TODAY + timedelta(days=2)

    def listed(conn, scope, on=day):
        found = duties(conn, scope, DAILY, Listing.PREVIOUS, on, show=Show.ESCALATED)
        assert found.total == len(found.rows)
        return sorted(row.establishment_id for row in found.rows)

    with writing(engine) as conn:
        miss_days(conn, 2, but=(2,))
        assert listed(conn, planted.office) == [1]
        # Shop 3 lies in a township without an office: its banner is the next to hear.
        assert listed(conn, planted.dongsheng) == [3]
        assert listed(conn, planted.kangbashi) == []
        miss_days(conn, 3, day, but=(2,))
        later = day + timedelta(days=3)
        assert listed(conn, planted.dongsheng, later) == [1, 3]
        assert listed(conn, planted.city, later) == [1, 3, 4]
        assert listed(conn, planted.office, later) == [1]


def test_an_officer_reminds_whom_is_owed_and_pressing_twice_is_once(engine, planted):
    with writing(engine) as conn:
        excuse_duty(conn, planted.office, 2, DAILY, TODAY, "停电", NOON)
        asked = (planted.office, [1, 2, 3, 10**30, -1], DAILY, TODAY)
        done = remind(conn, *asked, " 请尽快\n填报 ", NOON)
        assert (done.sent, done.left_out) == (1, 4)
        assert remind(conn, *asked, "请尽快填报", NOON + TICK).sent == 0
        assert remind(conn, *asked, "再催", NOON + AGAIN_AFTER + TICK).sent == 1
        first, second = of_duty(conn, planted.shop, 1, DAILY, TODAY)
        assert (first.step, first.number, first.note, first.sent_by) == (
            Step.MANUAL,
            1,
            "请尽快 填报",
            "交通所",
        )
        assert second.number == 2
        events = conn.scalars(select(audit_log.c.event)).all()
        assert events.count("control_reminded") == 2


def test_who_may_not_reminds_nobody(engine, planted):
    with writing(engine) as conn:
        for who in (planted.leader, planted.shop):
            with pytest.raises(NotAllowedError):
                remind(conn, who, [1], DAILY, TODAY, "", NOON)
        with pytest.raises(RefusedError) as refused:
            remind(conn, planted.city, [1], DAILY, TODAY, "字" * 201, NOON)
        assert refused.value.refusal is Refusal.NOTE
        assert conn.scalar(select(func.count()).select_from(control_reminder)) == 0


def test_the_establishment_reads_its_own_and_what_is_read_fades(engine, planted):
    other = Scope(Role.ESTABLISHMENT, "2号店", establishment_id=2)
    with writing(engine) as conn:
        remind(conn, planted.city, [1], DAILY, TODAY, "", NOON)
        [one] = unread(conn, planted.shop, NOON)
        assert mark_read(conn, other, [one.id], NOON) == 0
        assert mark_read(conn, planted.shop, [one.id, one.id, 10**30], NOON) == 1
        assert mark_read(conn, planted.shop, [one.id], NOON) == 0
        assert unread(conn, planted.shop, NOON) == ()
        assert [seen.read_at for seen in recent(conn, planted.shop, NOON)] == [NOON]
        assert recent(conn, planted.shop, NOON + timedelta(days=1)) == ()
        for who in (planted.office, planted.city):
            with pytest.raises(NotAllowedError):
                recent(conn, who, NOON)
            with pytest.raises(NotAllowedError):
                mark_read(conn, who, [one.id], NOON)


def test_a_reminder_of_an_answered_duty_is_no_news(engine, planted):
    with writing(engine) as conn:
        remind(conn, planted.city, [1], DAILY, TODAY, "", NOON)
        conn.execute(update(control_task).values(state="done", submitted_at=NOON))
        assert recent(conn, planted.shop, NOON) == ()


def test_old_reminders_go_and_what_was_told_on_stays(engine, planted):
    with writing(engine) as conn:
        remind_open(conn, SYSTEM, DAILY, TODAY, DUE - TICK)
        miss_days(conn, 2)
        remind(conn, planted.city, [1], DAILY, TODAY, "", DUE)
        year = DUE + timedelta(days=365)
        assert forget_old(conn, SYSTEM, DUE + timedelta(days=61), 62) == 0
        assert forget_old(conn, SYSTEM, year, 62) == 4
        kept = set(conn.scalars(select(control_reminder.c.step)))
        assert kept == {"manual", "office"}


def test_handing_to_the_guarantor_is_on_record_and_no_news_for_the_establishment(engine, planted):
    with writing(engine) as conn:
        conn.execute(
            guarantor.insert().values(
                id=1, name="孟杰", position="主任", tier="C", created_at=NOON, updated_at=NOON
            )
        )
        conn.execute(
            guarantee.insert().values(
                guarantor_id=1, establishment_id=1, township_code="150602001", since=TODAY
            )
        )
        told = hand(conn, planted.office, [1, 2, 4], DAILY, TODAY, "请上门", NOON)
        # Nobody holds shop 2, and shop 4 is not theirs.
        assert (told.sent, told.left_out) == (1, 2)
        assert hand(conn, planted.office, [1], DAILY, TODAY, "", NOON).sent == 0
        assert steps(conn) == [(Step.GUARANTOR, 1)]
        assert unread(conn, planted.shop, NOON) == ()
        row = duties(conn, planted.office, DAILY, Listing.CURRENT, TODAY).rows
        assert [(one.told.sent, one.told.handed) for one in row] == [(0, True), (0, False)]
        with pytest.raises(NotAllowedError):
            hand(conn, planted.shop, [1], DAILY, TODAY, "", NOON)
