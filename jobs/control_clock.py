"""Periods of control open, lock and are ended by the clock, right after any standstill too."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from data_access.control_periods import excuse_standstill, last_opened, mark_missed, open_period
from data_access.engine import reading, writing
from data_access.heartbeats import beat, heartbeats
from domain.clock import city_day
from domain.control import ControlKind, last_starts, period_end
from domain.scope import system_scope

PROCESS = "scheduler"
# After a longer standstill the older periods stay without duties: nobody was asked.
MOST_PERIODS = 31


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: numbers of duties."""

    opened: int = 0
    excused: int = 0
    missed: int = 0


def run_once(engine: Engine, now: datetime) -> Pass:
    """Bring the duties to where they belong at `now` and leave a sign of life. Twice is once."""
    scope = system_scope(PROCESS)
    with reading(engine) as conn:
        seen = heartbeats(conn, scope).get(PROCESS)
        newest = {kind: last_opened(conn, scope, kind) for kind in ControlKind}
    opened = 0
    for kind in ControlKind:
        for day in days_to_open(kind, newest[kind], city_day(now)):
            with writing(engine) as conn:  # one period a transaction: others can write in between
                opened += open_period(conn, scope, kind, day, now)
    with writing(engine) as conn:
        excused = excuse_standstill(conn, scope, seen.at, now) if seen else 0
        done = Pass(opened, excused, mark_missed(conn, scope, now))
        beat(conn, scope, PROCESS, now, asdict(done))
    return done


def days_to_open(kind: ControlKind, newest: date | None, today: date) -> list[date]:
    """A day in each period that is to be opened, oldest first.

    Args:
        kind: Of which duty.
        newest: Start of the newest period that stands open, None when none does.
        today: City day. Its period is always among them: newcomers join the running one.
    """
    starts = last_starts(kind, today, MOST_PERIODS)
    unopened = [start for start in starts[:-1] if newest is not None and start > newest]
    return [*(period_end(kind, start) for start in unopened), today]
