from datetime import UTC, date, datetime, timedelta

import pytest

from domain.day_ends import day_ending
from domain.jobs import Job, LastRun, timetables

DAY = date(2026, 11, 19)
MIDNIGHT = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)  # the end of DAY in the city
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "day"),
    [
        (-31, None),
        (-30, DAY),
        (-1, DAY),
        (0, DAY),
        (59, DAY),
        (60, None),
        (12 * 60, None),
    ],
)
def test_a_day_is_noted_near_its_end_only(minutes, day):
    assert day_ending(MIDNIGHT + minutes * MINUTE) == day


def test_a_run_that_failed_is_made_up_for_in_time():
    table = timetables(60, "")[Job.DAY_END]
    failed = LastRun(MIDNIGHT - 9 * MINUTE, failed=True)
    assert day_ending(table.next_at(failed, MIDNIGHT)) == DAY
