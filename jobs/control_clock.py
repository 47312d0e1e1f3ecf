"""Periods of control open ahead, remind, lock and are ended by the clock.

Right after any standstill too, and after a pass that was killed anywhere: each step is one
transaction, and each follows from what stands in the database.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine

from data_access.control_periods import (
    excuse_standstill,
    last_opened,
    mark_missed,
    open_period,
    open_periods,
)
from data_access.engine import reading, writing
from data_access.heartbeats import beat, heartbeats
from data_access.reminding import remind_open, tell_standstill
from domain.clock import city_day, city_moment
from domain.control import ControlKind, due_at, last_starts, locks_at, period_end, period_start
from domain.operating import MOST_AFTER_MIDNIGHT
from domain.reminders import LADDERS, Ladder
from domain.scope import Scope, system_scope

PROCESS = "scheduler"
# After a longer standstill the older periods stay without duties: nobody was asked.
MOST_PERIODS = 31
STANDSTILL = timedelta(hours=2)
"""A silence that can have kept anybody from answering: the shortest time between due and lock."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What settings change.

    Attributes:
        ahead_from: From this time of the day the periods that begin tomorrow are opened.
        ladders: When reminders rise.
    """

    ahead_from: time = time(18)
    ladders: dict[ControlKind, Ladder] = field(default_factory=lambda: dict(LADDERS))


USUAL = Rules()


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: numbers of duties, and of reminders by the clock."""

    opened: int = 0
    excused: int = 0
    missed: int = 0
    reminded: int = 0


def run_once(engine: Engine, now: datetime, rules: Rules = USUAL) -> Pass:
    """Bring the duties to where they belong at `now` and leave a sign of life. Twice is once."""
    scope = system_scope(PROCESS)
    with reading(engine) as conn:
        seen = heartbeats(conn, scope).get(PROCESS)
        newest = {kind: last_opened(conn, scope, kind) for kind in ControlKind}
    opened = 0
    for kind in ControlKind:
        for day in days_to_open(kind, newest[kind], now, rules.ahead_from):
            with writing(engine) as conn:  # one period a transaction: others can write in between
                opened += open_period(conn, scope, kind, day, now)
    with writing(engine) as conn:
        excused = excuse_standstill(conn, scope, seen.at, now) if seen else 0
        missed = mark_missed(conn, scope, now, rules.ladders)
        if seen and now - seen.at > STANDSTILL:
            tell_standstill(conn, scope, seen.at, now)
        # With the excuses: a sign of life that came later would let the next pass excuse more.
        beat(conn, scope, PROCESS, now, asdict(Pass(opened, excused, missed)))
    return Pass(opened, excused, missed, _remind(engine, scope, now, rules))


def days_to_open(
    kind: ControlKind, newest: date | None, now: datetime, ahead_from: time = USUAL.ahead_from
) -> list[date]:
    """A day in each period that is to be opened, oldest first.

    Args:
        kind: Of which duty.
        newest: Start of the newest period that stands open, None when none does.
        now: Aware. Today's period is always among them: newcomers join the running one. So is
            the one that begins tomorrow, in the evening.
        ahead_from: When the evening begins.
    """
    today = city_day(now)
    starts = last_starts(kind, today, MOST_PERIODS)
    unopened = [start for start in starts[:-1] if newest is not None and start > newest]
    days = [*(period_end(kind, start) for start in unopened), today]
    tomorrow = today + timedelta(days=1)
    if period_start(kind, tomorrow) == tomorrow and now >= city_moment(today, ahead_from):
        days.append(tomorrow)
    return days


def _remind(engine: Engine, scope: Scope, now: datetime, rules: Rules) -> int:
    with reading(engine) as conn:
        periods = open_periods(conn)
    reminded = 0
    for kind, start in periods:
        first = due_at(kind, start) - rules.ladders[kind].soon
        last = locks_at(kind, due_at(kind, start, MOST_AFTER_MIDNIGHT))
        if first <= now < last:
            with writing(engine) as conn:
                reminded += remind_open(conn, scope, kind, start, now, rules.ladders)
    return reminded
