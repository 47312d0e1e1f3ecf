"""kill -9 of real processes: the clock of control and who hands in, ended anywhere and begun again.

Each child tells its parent of every statement over a pipe; the parent counts so many and kills, so
that nothing waits for time to pass. What they live by is the database alone: a child that begins
again reads from it where the night stands.
"""

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from data_access.audit import first_break
from data_access.control import submit
from data_access.control_rollup import rebuild
from data_access.engine import open_engine, reading, writing
from data_access.heartbeats import heartbeats
from data_access.schema import (
    audit_log,
    control_finding,
    control_paper,
    control_reminder,
    control_task,
)
from domain.audit import Event
from domain.categories import Category
from domain.checklists import Answer
from domain.clock import city_day, city_moment
from domain.control import ANSWERED, ControlKind, ControlState, RefusedError, locks_at
from domain.operating import REASON_NOT_WORKING
from domain.reminders import LADDERS, Step
from domain.scope import Role, Scope, system_scope
from domain.submission import ControlFinding, Submission
from jobs.control_clock import PROCESS, run_once
from tests.conftest import without_waiting_for_the_disk
from tests.rows import plant
from tests.sheets import asked
from tests.signatures import paper

DAILY = ControlKind.DAILY_CONTROL
SYSTEM = system_scope("test")
DAYS = [date(2026, 11, 12) + timedelta(days=n) for n in range(7)]
# Tomorrow's duties, the warning; then overdue and the lock.
MOMENTS = sorted(
    [city_moment(day, at) for day in DAYS for at in (time(18), time(20, 30))]
    + [city_moment(day, at) for day in DAYS[1:] for at in (time(0, 30), time(2, 1))]
)
KILLS = 8
MOST_STATEMENTS = 60
LONGEST_S = 60.0
STATEMENT, DONE = b"s", b"d"
SHOP = replace(Scope(Role.ESTABLISHMENT, "1号店", establishment_id=1), account_id=5)


def records(day: date) -> list[tuple[Scope, Submission]]:
    """Shop 1 is clean every day and has an account; 4 fails at times; 3 rests for five days."""
    found = [(SHOP, _record(1, day, Category.SMALL))]
    if day.day % 3:
        found.append((SYSTEM, _failing(4, day, Category.MEDIUM)))
    if day in (DAYS[0], DAYS[6]):
        found.append((SYSTEM, _record(3, day, Category.SMALL)))
    return found


def _record(shop: int, day: date, category: Category) -> Submission:
    answers = {item.id: Answer.PASS for item in asked(DAILY, category)}
    return Submission(shop, DAILY, day, "刘艳", answers, paper=paper())


def _failing(shop: int, day: date, category: Category) -> Submission:
    record = _record(shop, day, category)
    finding = ControlFinding("daily.H02", "门缝", "换门封条", "刘艳", city_moment(day, time(20)))
    answers = dict(record.answers) | {"daily.H02": Answer.FAIL}
    return replace(record, answers=answers, findings=(finding,))


def tell_time(address: str, parent: Pipe) -> None:
    """A scheduler: a pass at each moment that the parent says, until it says no more."""
    engine = _telling(address, parent)
    while (moment := parent.recv()) is not None:
        run_once(engine, moment)
        parent.send_bytes(DONE)


def hand_in(address: str, parent: Pipe) -> None:
    """Phones: what is not known to be taken is sent again, at the moment the clock stands at."""
    engine = _telling(address, parent)
    taken: set[tuple[int, date]] = set()
    while not parent.poll():
        with reading(engine) as conn:
            now = heartbeats(conn, system_scope(PROCESS))[PROCESS].at
        for day in (city_day(now) - timedelta(days=1), city_day(now)):
            for scope, record in records(day):
                key = (record.establishment_id, day)
                if key in taken:
                    continue
                with suppress(RefusedError, LookupError), writing(engine, scope.place) as conn:
                    if not submit(conn, scope, record, now).created:
                        taken.add(key)
        parent.send_bytes(DONE)


def _telling(address: str, parent: Pipe) -> Engine:
    engine = open_engine(address)
    event.listen(engine, "connect", without_waiting_for_the_disk)  # no power is cut
    event.listen(engine, "before_cursor_execute", lambda *_: parent.send_bytes(STATEMENT))
    return engine


class Child:
    """One process that is begun again as often as it is killed."""

    def __init__(self, context: Any, work: Callable[[str, Pipe], None], address: str) -> None:
        self._context, self._work, self._address = context, work, address
        self.begin()

    def begin(self) -> None:
        self.pipe, theirs = self._context.Pipe()
        self.process = self._context.Process(
            target=self._work, args=(self._address, theirs), daemon=True
        )
        self.process.start()
        theirs.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.join(LONGEST_S)
        self.pipe.close()

    def end(self) -> int | None:
        self.pipe.send(None)
        with suppress(EOFError, ConnectionResetError):
            while self.pipe.poll(LONGEST_S):
                self.pipe.recv_bytes()
        self.process.join(LONGEST_S)
        return self.process.exitcode


def live_through(
    moment: datetime, clock: Child, phones: Child, kills: list[tuple[Child, int]]
) -> None:
    """One moment: its pass ends, then the phones have said all; who is due is killed on the way.

    Args:
        moment: By the clock of the city.
        clock: Takes the pass.
        phones: Ask all the while.
        kills: Who dies next, and after how many statements more; taken from its end.
    """
    clock.pipe.send(moment)
    passed, rounds = False, 0
    while not passed or rounds < 2:  # the first may have begun before the pass ended
        heard = wait([clock.pipe, phones.pipe], LONGEST_S)
        assert heard, "both children hang"
        for child in (one for one in (clock, phones) if one.pipe in heard):
            if child.pipe.recv_bytes() == DONE:
                passed = passed or child is clock
                rounds += passed and child is phones
            elif kills and kills[-1][0] is child:
                _, left = kills.pop()
                if left:
                    kills.append((child, left - 1))
                    continue
                child.kill()
                child.begin()
                if child is clock and not passed:
                    clock.pipe.send(moment)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_clock_and_hands_killed_anywhere_leave_every_duty_record_and_reminder_once(engine):
    with writing(engine) as conn:
        plant(conn)
    run_once(engine, MOMENTS[0])
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    clock, phones = (Child(context, work, str(engine.url)) for work in (tell_time, hand_in))
    chance = random.Random(9)
    victims = [clock, phones] * (KILLS // 2)
    kills = [(one, chance.randint(1, MOST_STATEMENTS)) for one in victims]
    chance.shuffle(kills)
    for moment in MOMENTS:
        live_through(moment, clock, phones, kills)
    assert (clock.end(), phones.end()) == (0, 0)
    assert not kills

    with writing(engine) as conn:
        assert rebuild(conn) == []
        assert first_break(conn) is None
        _require_duties(conn)
        _require_reminders(conn)


def _require_duties(conn) -> None:
    rows = conn.execute(select(control_task)).all()
    daily = {(one.establishment_id, one.period_start): one for one in rows if one.kind == DAILY}
    tomorrow = DAYS[-1] + timedelta(days=1)
    assert daily.keys() == {(shop, day) for shop in (1, 2, 3, 4) for day in [*DAYS, tomorrow]}
    for one in rows:
        locked = locks_at(ControlKind(one.kind), one.due_at) <= MOMENTS[-1]
        assert (one.state == ControlState.OPEN) == (not locked and one.answers is None)
        assert one.reason in (None, REASON_NOT_WORKING)  # the canteen's Sunday, and no standstill
    # The phones asked all day, so what they had is there: nothing was lost, and nothing is twice.
    owed = [record for day in DAYS for _scope, record in records(day)]
    answered = {key for key, one in daily.items() if one.answers is not None}
    assert answered == {(one.establishment_id, one.period_start) for one in owed}
    papers, findings, submitted = (
        conn.scalar(select(func.count()).select_from(table).where(*which))
        for table, which in (
            (control_paper, ()),
            (control_finding, ()),
            (audit_log, (audit_log.c.event == Event.CONTROL_SUBMITTED,)),
        )
    )
    assert papers == len(owed)
    assert findings == sum(len(one.findings) for one in owed)
    assert submitted == len(DAYS)


def _require_reminders(conn) -> None:
    own = control_reminder.c
    rows = conn.execute(select(own.kind, own.establishment_id, own.period_start, own.step)).all()
    sent = Counter(tuple(row) for row in rows)
    assert set(sent.values()) == {1}
    tasks = conn.execute(select(control_task).order_by(control_task.c.period_start)).all()
    told: set[tuple[str, int, date, str]] = set()
    streaks: Counter[tuple[str, int]] = Counter()
    for one in tasks:
        key = (one.kind, one.establishment_id)
        if one.state in ANSWERED:
            streaks[key] = 0
        if one.state != ControlState.MISSED:
            continue
        streaks[key] += 1
        ladder = LADDERS[ControlKind(one.kind)]
        rising = {ladder.office: Step.OFFICE, ladder.bureau: Step.BUREAU}.get(streaks[key])
        steps = (Step.SOON, Step.OVERDUE, *([rising] if rising else []))
        told |= {(*key, one.period_start, step) for step in steps}
    escalations = {key for key in sent if key[3] in (Step.OFFICE, Step.BUREAU)}
    assert escalations == {key for key in told if key[3] in (Step.OFFICE, Step.BUREAU)}
    assert escalations  # shop 3 rested long enough
    assert told <= sent.keys()  # who missed a duty was warned before and after
    assert sent.keys() - told <= {
        (one.kind, one.establishment_id, one.period_start, step)
        for one in tasks
        for step in (Step.SOON, Step.OVERDUE)
        if one.due_at - LADDERS[ControlKind(one.kind)].soon <= MOMENTS[-1]
    }
