from datetime import UTC, datetime, timedelta

import pytest

from domain.jobs import (
    JOB_NAMES_EN,
    JOB_NAMES_ZH,
    Daily,
    Every,
    Job,
    LastRun,
    timetables,
)

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)  # 12:00 in the city


def at(day, hour, minute=0):
    """A moment of the city's wall clock in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_every_job_has_two_names_and_a_timetable():
    assert set(JOB_NAMES_ZH) == set(JOB_NAMES_EN) == set(Job) == set(timetables(60, "02:30"))
    assert timetables(60, "")[Job.BACKUP] is None


@pytest.mark.parametrize(
    ("started", "failed", "due"),
    [
        (at(16, 4, 10), False, at(23, 4, 10)),  # Monday, on time
        (at(16, 4, 9), False, at(16, 4, 10)),
        (at(19, 12), False, at(23, 4, 10)),  # late in the week: the next Monday as ever
        (at(22, 23, 59), False, at(23, 4, 10)),
        (at(16, 4, 10), True, at(16, 5, 10)),
    ],
)
def test_a_weekly_job_is_due_on_the_next_monday(started, failed, due):
    table = timetables(60, "")[Job.SHAM]
    assert table.next_at(LastRun(started, failed), NOON) == due
    assert table.next_at(None, NOON) == NOON


@pytest.mark.parametrize(
    ("started", "failed", "due"),
    [
        (at(19, 2, 30), False, at(20, 2, 30)),
        (at(19, 1, 0), False, at(19, 2, 30)),
        (at(19, 23, 59), False, at(20, 2, 30)),
        (at(20, 0, 1), False, at(20, 2, 30)),
        (at(19, 2, 30), True, at(19, 3, 30)),
        (at(12, 2, 30), False, at(13, 2, 30)),  # long past: due now
    ],
)
def test_a_daily_job_is_due_at_the_next_such_time(started, failed, due):
    table = timetables(60, "02:30")[Job.BACKUP]
    assert table.next_at(LastRun(started, failed), NOON) == due


def test_what_never_ran_is_due():
    assert Every(60).next_at(None, NOON) == NOON
    assert Daily(NOON.time()).next_at(None, NOON) == NOON
    assert Every(60).next_at(LastRun(NOON), NOON) == NOON + timedelta(minutes=1)
