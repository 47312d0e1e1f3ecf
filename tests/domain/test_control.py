"""Periods, due moments, locks and who owes what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.control import (
    KINDS,
    REFUSALS,
    ControlKind,
    ControlState,
    Refusal,
    RefusedError,
    begins_at,
    due_at,
    locks_at,
    next_start,
    period_end,
    period_start,
    previous_start,
    state_of_entry,
    time_share,
)
from domain.posts import Post

DAILY, WEEKLY, MONTHLY = ControlKind


@pytest.mark.parametrize(
    ("kind", "day", "start", "end"),
    [
        (DAILY, date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 19)),
        (WEEKLY, date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        (WEEKLY, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (MONTHLY, date(2028, 2, 15), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_lies_in_its_period(kind, day, start, end):
    assert period_start(kind, day) == start
    assert period_end(kind, start) == end
    assert previous_start(kind, next_start(kind, start)) == start


@pytest.mark.parametrize(
    ("kind", "start", "due", "lock"),
    [
        # 24:00 and 02:00 in the city are 16:00 and 18:00 in UTC
        (DAILY, date(2026, 11, 19), (19, 16), (19, 18)),
        (WEEKLY, date(2026, 11, 16), (22, 16), (23, 16)),
        (MONTHLY, date(2026, 10, 1), (5, 16), (6, 16)),
    ],
)
def test_due_and_lock_stand_in_city_time(kind, start, due, lock):
    assert due_at(kind, start) == datetime(2026, 11, *due, tzinfo=UTC)
    assert locks_at(kind, due_at(kind, start)) == datetime(2026, 11, *lock, tzinfo=UTC)


@pytest.mark.parametrize("kind", list(ControlKind))
def test_a_kitchen_that_cooks_past_midnight_has_so_many_hours_more(kind):
    start = period_start(kind, date(2026, 11, 19))
    due = due_at(kind, start, 1)
    assert due - due_at(kind, start) == timedelta(hours=1)
    assert locks_at(kind, due) - locks_at(kind, due_at(kind, start)) == timedelta(hours=1)
    almost = due - timedelta(milliseconds=1)
    assert state_of_entry(kind, start, due, almost) is ControlState.DONE
    assert state_of_entry(kind, start, due_at(kind, start), almost) is ControlState.LATE


@pytest.mark.parametrize("kind", list(ControlKind))
def test_an_entry_is_on_time_then_late_then_refused(kind):
    start = period_start(kind, date(2026, 11, 19))
    due = due_at(kind, start)
    tick = timedelta(milliseconds=1)
    assert state_of_entry(kind, start, due, begins_at(start)) is ControlState.DONE
    assert state_of_entry(kind, start, due, due - tick) is ControlState.DONE
    assert state_of_entry(kind, start, due, due) is ControlState.LATE
    assert state_of_entry(kind, start, due, locks_at(kind, due) - tick) is ControlState.LATE
    with pytest.raises(RefusedError) as locked:
        state_of_entry(kind, start, due, locks_at(kind, due))
    assert locked.value.refusal is Refusal.LOCKED
    with pytest.raises(RefusedError) as early:
        state_of_entry(kind, start, due, begins_at(start) - tick)
    assert early.value.refusal is Refusal.NOT_YET


def test_time_share_runs_from_nothing_to_all():
    start = date(2026, 11, 16)
    assert time_share(WEEKLY, start, begins_at(start) - timedelta(days=1)) == 0
    assert time_share(WEEKLY, start, begins_at(start) + timedelta(days=3.5)) == 0.5
    assert time_share(WEEKLY, start, due_at(WEEKLY, start) + timedelta(days=9)) == 1


def test_every_kind_names_its_record_and_every_refusal_its_words():
    assert {facts.record_zh[:2] for facts in KINDS.values()} == {"每日", "每周", "每月"}
    assert [facts.owed_by[0] for facts in KINDS.values()] == [
        Post.SAFETY_OFFICER,
        Post.SAFETY_DIRECTOR,
        Post.PRINCIPAL,
    ]
    assert REFUSALS.keys() == set(Refusal)
