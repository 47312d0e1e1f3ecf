"""Periods of control: one pass, two, one after days of standstill, one that was killed."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, event, func, select, update

from data_access.badges import Badge, badges
from data_access.control_rollup import rebuild
from data_access.engine import reading, writing
from data_access.heartbeats import heartbeats
from data_access.own_day import own_day
from data_access.schema import control_reminder, control_task, heartbeat
from data_access.trend import trend
from domain.control import ControlKind
from domain.scope import Role, Scope, system_scope
from domain.share import Share
from domain.trend import Followed, Span
from jobs import control_clock
from jobs.control_clock import MOST_PERIODS, Pass, days_to_open, run_once
from tests.rows import plant

DAILY, WEEKLY, MONTHLY = ControlKind
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
EVENING = NOON + timedelta(hours=6)
SYSTEM = system_scope("scheduler")


@pytest.fixture(autouse=True)
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def counts(engine, kind=DAILY) -> dict[date, dict[str, int]]:
    stmt = (
        select(control_task.c.period_start, control_task.c.state, func.count().label("n"))
        .where(control_task.c.kind == kind)
        .group_by(control_task.c.period_start, control_task.c.state)
    )
    found: dict[date, dict[str, int]] = {}
    with reading(engine) as conn:
        for row in conn.execute(stmt):
            found.setdefault(row.period_start, {})[row.state] = row.n
    return found


def test_a_pass_opens_the_three_running_periods_and_leaves_a_sign_of_life(engine):
    assert run_once(engine, NOON) == Pass(opened=12)
    assert counts(engine) == {date(2026, 11, 19): {"open": 4}}
    assert counts(engine, WEEKLY) == {date(2026, 11, 16): {"open": 4}}
    assert counts(engine, MONTHLY) == {date(2026, 11, 1): {"open": 4}}
    with reading(engine) as conn:
        assert heartbeats(conn, SYSTEM)["scheduler"].at == NOON


def test_a_second_pass_changes_nothing(engine):
    run_once(engine, NOON)
    assert run_once(engine, NOON + timedelta(minutes=1)) == Pass()


def test_midnight_opens_the_day_and_two_ends_the_one_before(engine):
    for minute in range(0, 16 * 60, 30):  # 12:00 to 04:00 in the city, twice an hour
        run_once(engine, NOON + timedelta(minutes=minute))
    assert counts(engine) == {
        date(2026, 11, 19): {"missed": 4},
        date(2026, 11, 20): {"open": 4},
    }


def test_after_five_days_of_standstill_nobody_is_blamed_and_all_is_right(engine):
    run_once(engine, NOON)
    done = run_once(engine, NOON + timedelta(days=5))
    assert done.missed == 0
    assert counts(engine) == {
        date(2026, 11, 19): {"excused": 4},
        date(2026, 11, 20): {"excused": 4},
        date(2026, 11, 21): {"excused": 4},
        date(2026, 11, 22): {"excused": 4},
        date(2026, 11, 23): {"excused": 4},
        date(2026, 11, 24): {"open": 4},
    }
    # The week came due while nothing ran; the month goes on.
    assert counts(engine, WEEKLY) == {
        date(2026, 11, 16): {"excused": 4},
        date(2026, 11, 23): {"open": 4},
    }
    assert counts(engine, MONTHLY) == {date(2026, 11, 1): {"open": 4}}
    with writing(engine) as conn:
        assert rebuild(conn) == []
    assert run_once(engine, NOON + timedelta(days=5)) == Pass()


def test_a_pass_killed_half_way_is_finished_by_the_next(engine, monkeypatch):
    run_once(engine, NOON)
    night = NOON + timedelta(hours=15)

    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(control_clock, "mark_missed", killed)
        with pytest.raises(KeyboardInterrupt):
            run_once(engine, night)
    assert counts(engine)[date(2026, 11, 19)] == {"open": 4}
    # The scheduler was alive after the due moment, so this is no standstill.
    with writing(engine) as conn:
        conn.execute(update(heartbeat).values(at=night - timedelta(minutes=30)))
    assert run_once(engine, night).missed == 4


def sent(engine) -> list[tuple[int, str, date, str]]:
    own = control_reminder.c
    with reading(engine) as conn:
        rows = conn.execute(
            select(own.establishment_id, own.step, own.period_start, own.kind).order_by(
                own.establishment_id, own.id
            )
        )
        return [tuple(row) for row in rows]


def test_tomorrow_s_duties_stand_by_the_evening_and_count_nowhere_before(engine):
    run_once(engine, EVENING)
    assert counts(engine) == {
        date(2026, 11, 19): {"open": 4},
        date(2026, 11, 20): {"open": 4},
    }
    assert run_once(engine, EVENING + timedelta(minutes=1)) == Pass()
    shop = Scope(Role.ESTABLISHMENT, "1号店", establishment_id=1)
    today = date(2026, 11, 19)
    with reading(engine) as conn:
        days = [duty.period_start for duty in own_day(conn, shop, today).duties]
        assert date(2026, 11, 20) not in days
        assert badges(conn, shop, today, EVENING)[Badge.OWN_DUTIES] == 3
        week = trend(conn, SYSTEM, Followed.DAILY_CONTROL, Span.WEEK, today).points[-1]
        assert week.share == Share(0, 4)


def test_a_standstill_says_one_thing_to_each(engine):
    run_once(engine, NOON)
    later = NOON + timedelta(days=5)
    run_once(engine, later)
    run_once(engine, later + timedelta(minutes=1))
    assert sent(engine) == [
        (shop, "standstill", date(2026, 11, 23), "daily_control") for shop in (1, 2, 3, 4)
    ]
    with reading(engine) as conn:
        notes = set(conn.scalars(select(control_reminder.c.note)))
    assert notes == {"2026-11-19 – 2026-11-23"}


def test_a_short_pause_is_no_standstill(engine):
    night = NOON + timedelta(hours=11, minutes=30)  # 23:30
    run_once(engine, night)
    run_once(engine, night + timedelta(hours=1, minutes=50))  # 01:20, late but not locked
    run_once(engine, night + timedelta(hours=2, minutes=45))
    steps = {step for _shop, step, _day, _kind in sent(engine)}
    assert steps == {"soon", "overdue"}
    assert counts(engine)[date(2026, 11, 19)] == {"missed": 4}


class Killed(BaseException):
    """Stands for kill -9: nothing after it runs, and what is not committed is gone."""


@contextmanager
def killed_before(engine, number):
    """Let the process die before its `number`th writing statement."""
    seen = 0

    def count(_conn, _cursor, statement, *_rest):
        nonlocal seen
        seen += statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if seen == number:
            raise Killed

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_a_pass_killed_before_any_statement_is_made_good_by_the_next(engine):
    """What ends up in the database is the same wherever a night's pass is killed."""
    locked = NOON + timedelta(hours=14, minutes=1)  # Friday 02:01
    run_once(engine, EVENING)
    run_once(engine, locked - timedelta(minutes=2))
    before = counts(engine), sent(engine)
    ends = set()
    for number in range(1, 1000):
        killed = False
        with killed_before(engine, number):
            try:
                run_once(engine, locked)
            except Killed:
                killed = True
        run_once(engine, locked)
        ends.add((str(counts(engine)), str(sent(engine))))
        with writing(engine) as conn:
            assert rebuild(conn) == []
            conn.execute(delete(control_reminder).where(control_reminder.c.sent_at == locked))
            again = update(control_task).where(control_task.c.state == "missed")
            conn.execute(again.values(state="open"))
            rebuild(conn)
            conn.execute(update(heartbeat).values(at=locked - timedelta(minutes=2)))
        assert (counts(engine), sent(engine)) == before
        if not killed:
            break
    assert number > 5
    assert len(ends) == 1


@pytest.mark.parametrize(
    ("kind", "newest", "now", "days"),
    [
        (DAILY, None, NOON, [date(2026, 11, 19)]),
        (DAILY, date(2026, 11, 19), NOON, [date(2026, 11, 19)]),
        (DAILY, date(2026, 11, 17), NOON, [date(2026, 11, 18), date(2026, 11, 19)]),
        (DAILY, date(2026, 11, 19), EVENING, [date(2026, 11, 19), date(2026, 11, 20)]),
        (WEEKLY, date(2026, 11, 2), NOON, [date(2026, 11, 15), date(2026, 11, 19)]),
        (WEEKLY, date(2026, 11, 16), EVENING, [date(2026, 11, 19)]),
        (
            WEEKLY,
            date(2026, 11, 16),
            EVENING + timedelta(days=3),
            [date(2026, 11, 22), date(2026, 11, 23)],
        ),
    ],
)
def test_periods_between_are_opened_by_their_last_day_and_tomorrow_s_in_the_evening(
    kind, newest, now, days
):
    assert days_to_open(kind, newest, now) == days


def test_a_standstill_of_years_is_caught_up_in_bounds():
    assert len(days_to_open(DAILY, date(2020, 1, 1), NOON)) == MOST_PERIODS
