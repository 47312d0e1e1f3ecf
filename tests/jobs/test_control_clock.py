"""Periods of control: one pass, two, one after days of standstill, one that was killed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from data_access.control_rollup import rebuild
from data_access.engine import reading, writing
from data_access.heartbeats import heartbeats
from data_access.schema import control_task, heartbeat
from domain.control import ControlKind
from domain.scope import system_scope
from jobs import control_clock
from jobs.control_clock import MOST_PERIODS, Pass, days_to_open, run_once
from tests.rows import plant

DAILY, WEEKLY, MONTHLY = ControlKind
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
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


@pytest.mark.parametrize(
    ("kind", "newest", "today", "days"),
    [
        (DAILY, None, date(2026, 11, 19), [date(2026, 11, 19)]),
        (DAILY, date(2026, 11, 19), date(2026, 11, 19), [date(2026, 11, 19)]),
        (DAILY, date(2026, 11, 17), date(2026, 11, 19), [date(2026, 11, 18), date(2026, 11, 19)]),
        (
            WEEKLY,
            date(2026, 11, 2),
            date(2026, 11, 19),
            [date(2026, 11, 15), date(2026, 11, 19)],
        ),
    ],
)
def test_periods_between_are_opened_by_their_last_day(kind, newest, today, days):
    assert days_to_open(kind, newest, today) == days


def test_a_standstill_of_years_is_caught_up_in_bounds():
    days = days_to_open(DAILY, date(2020, 1, 1), date(2026, 11, 19))
    assert len(days) == MOST_PERIODS
