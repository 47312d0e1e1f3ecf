"""Self-control at three years beside 122 days: tomorrow's duties, the board, a rush of records.

Makes a city of its own, measures, repeats its daily duties backwards to three years (for 11,266
establishments 12.3 million rows), and measures the same again. Run:
.venv/bin/python -m bench.control_scale [--establishments 11266] [--postgresql] [--keep FOLDER]

With --beside DATA it only reads: the board of the file that --keep left and that of a demonstration
city of 122 days in DATA (python app.py seed --data-dir DATA), in turn, so that both meet one load.

SQLite by default; --postgresql starts a server of its own, as the tests do, with fsync off. Times
are by the clock, beside them processor time of this process; say the load of the machine with them.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, func, select

import settings as configuration
from bench.growing import THREE_YEARS, repeat_duties
from data_access.checklists import in_force
from data_access.control import submit
from data_access.control_board import heat, period_summaries
from data_access.control_duties import duties, escalations, long_streaks
from data_access.control_periods import mark_missed, open_period
from data_access.control_rollup import rebuild
from data_access.demo_city.feed import respondents
from data_access.demo_city.make import make_city
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.schema import control_task
from domain.clock import city_day, city_moment
from domain.control import ControlKind, ControlState, locks_at
from domain.control_board import Listing
from domain.scope import Role, Scope, system_scope
from jobs.demo_records import compose
from settings import Demo
from tests.postgresql import Server

DAILY = ControlKind.DAILY_CONTROL
SYSTEM = system_scope("bench")
CITY = Scope(Role.CITY_BUREAU, "bench")
BANNER = Scope(Role.BANNER_BUREAU, "bench", banner_adcode="150602")
OFFICE = Scope(Role.SUPERVISION_OFFICE, "bench", office_id=1)
DAYS = 122
ROUNDS = 15
RECORDS = 500
READERS = 3
FILE = "control_scale.db"
DOORBELL_S = 1.0
"""How soon a screen asks again after a change, as `live.doorbell_period_s`."""


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds: by the clock in the middle and at best, and of this process's processor.

    Of PostgreSQL, which is another process, the last says nothing.
    """

    clock: float
    best: float
    used: float


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--establishments", type=int, default=11_266)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--seconds", type=int, default=60, help="in which RECORDS are handed in")
    parser.add_argument("--keep", type=Path, help="folder for the SQLite file")
    parser.add_argument("--beside", type=Path, help="data directory of a city of 122 days")
    given = parser.parse_args()
    now = city_moment(date(2026, 11, 19)) + timedelta(hours=19)
    if given.beside:
        _beside(given.keep / FILE, now, given.beside / "nuancheng.db")
        return
    with _database(given.postgresql, given.keep) as engine:
        demo = Demo(establishments=given.establishments, days=DAYS, seed=1, camera_clips=0)
        settings = configuration.load().model_copy(update={"demo": demo})
        make_city(engine, settings, now, lambda _step, _share: None)
        first = _measure(engine, now, f"{DAYS} days")
        rows = repeat_duties(engine)
        second = _measure(engine, now, f"{THREE_YEARS} days")
        print(f"daily duties: {rows:,}")
        for name, took in second.items():
            before = first[name]
            print(
                f"  {name}: {took.best / before.best:.2f} x by the best, "
                f"{took.used / before.used:.2f} x processor time"
            )
        _rush(engine, now, given.seconds)


@contextmanager
def _database(postgresql: bool, keep: Path | None) -> Iterator[Engine]:
    if postgresql:
        server = Server(Path(tempfile.gettempdir()))  # three gigabytes: not in memory
        try:
            engine = open_engine(server.create("control_scale"))
            yield engine
            engine.dispose()
        finally:
            server.stop()
        return
    with tempfile.TemporaryDirectory() as folder:
        path = (keep or Path(folder)) / FILE
        path.unlink(missing_ok=True)
        engine = open_engine(f"sqlite:///{path}")
        upgrade(engine)
        yield engine
        engine.dispose()


def _measure(engine: Engine, now: datetime, name: str) -> dict[str, Took]:
    """How long it took, by what was done."""
    print(f"{name}, {engine.dialect.name}, load {os.getloadavg()[0]:.0f}:")
    took = {"tomorrow's duties": _once(engine, lambda conn: _tomorrow(conn, now))}
    night = locks_at(DAILY, city_moment(city_day(now) + timedelta(days=1)))
    took["the lock of a day, with escalation"] = _once(
        engine, lambda conn: mark_missed(conn, SYSTEM, night)
    )
    day = city_day(now)
    reads: dict[str, Callable[[Connection], object]] = {
        "board of the city": lambda conn: _board(conn, CITY, now),
        "board of a banner": lambda conn: _board(conn, BANNER, now),
        "board of an office": lambda conn: _board(conn, OFFICE, now),
        "streaks and escalations, city": lambda conn: (
            long_streaks(conn, CITY, day),
            escalations(conn, CITY, DAILY, day),
        ),
    }
    for what, read in reads.items():
        took[what] = _often(engine, read)
    for what, one in took.items():
        print(f"  {what}: {one.clock:.0f} ms, best {one.best:.0f}; processor {one.used:.0f} ms")
    return took


def _beside(grown: Path, grown_now: datetime, small: Path) -> None:
    small_engine, grown_engine = (
        open_engine(f"sqlite:///{small}"),
        open_engine(f"sqlite:///{grown}"),
    )
    with reading(small_engine) as conn:
        newest = conn.scalar(
            select(func.max(control_task.c.period_start)).where(control_task.c.kind == DAILY)
        )
    small_now = city_moment(newest) + timedelta(hours=19)
    print(f"board, three years beside {DAYS} days, load {os.getloadavg()[0]:.0f}:")
    for name, scope in (("the city", CITY), ("a banner", BANNER), ("an office", OFFICE)):
        for _round in range(3):
            before = _often(small_engine, lambda conn, who=scope: _board(conn, who, small_now))
            now = _often(grown_engine, lambda conn, who=scope: _board(conn, who, grown_now))
            print(
                f"  {name}: {now.clock:.0f} and {before.clock:.0f} ms, "
                f"{now.clock / before.clock:.2f} x by the clock, "
                f"{now.used / before.used:.2f} x processor time"
            )


def _tomorrow(conn: Connection, now: datetime) -> int:
    return open_period(conn, SYSTEM, DAILY, city_day(now) + timedelta(days=1), now)


def _board(conn: Connection, scope: Scope, now: datetime) -> None:
    """What /control reads: three summaries, the heat calendar and the two lists of a kind."""
    day = city_day(now)
    period_summaries(conn, scope, now)
    heat(conn, scope, DAILY, day)
    for listing in Listing:
        duties(conn, scope, DAILY, listing, day)


class _Undone(Exception):
    """Takes a measured write back."""


def _once(engine: Engine, write: Callable[[Connection], int]) -> Took:
    """Three times, each rolled back: the work, and not what it leaves behind."""
    took = []
    for _round in range(3):
        with suppress(_Undone), writing(engine) as conn:
            took.append(_timed(lambda conn=conn: write(conn)))
            raise _Undone
    return _of(took)


def _often(engine: Engine, read: Callable[[Connection], object]) -> Took:
    took = []
    for _round in range(ROUNDS):
        with reading(engine) as conn:
            took.append(_timed(lambda conn=conn: read(conn)))
    return _of(took)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)


def _of(took: list[tuple[float, float]]) -> Took:
    clock, used = zip(*took, strict=True)
    return Took(statistics.median(clock), min(clock), statistics.median(used))


def _rush(engine: Engine, now: datetime, seconds: int) -> None:
    """RECORDS in `seconds` beside READERS of the board, who ask again as screens do."""
    day = city_day(now)
    with reading(engine) as conn:
        task = control_task.c
        waiting = conn.scalars(
            select(task.establishment_id)
            .where(task.kind == DAILY, task.period_start == day, task.state == ControlState.OPEN)
            .order_by(task.establishment_id)
            .limit(RECORDS)
        ).all()
        people = respondents(conn, SYSTEM, waiting)
        sheet = in_force(conn, DAILY, "150602", day)  # the city's: no banner has one of its own
    rng = np.random.default_rng(1)
    records = [compose(who, sheet, day, now, rng) for who in people]
    stop, boards = threading.Event(), [0] * READERS
    readers = [
        threading.Thread(target=_read_on, args=(engine, now, stop, boards, number))
        for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    took: list[float] = []
    began = time.perf_counter()
    try:
        for number, record in enumerate(records):
            pause = began + number * seconds / len(records) - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            at = time.perf_counter()
            who = Scope(Role.ESTABLISHMENT, "bench", establishment_id=record.establishment_id)
            with writing(engine, who.place) as conn:
                submit(conn, who, record, now)
            took.append(1000 * (time.perf_counter() - at))
        whole = time.perf_counter() - began
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    with writing(engine) as conn:
        answered = conn.execute(
            select(func.count()).where(
                task.kind == DAILY,
                task.period_start == day,
                task.establishment_id.in_(waiting),
                task.state == ControlState.DONE,
            )
        ).scalar_one()
        lost = len(records) - int(answered)
        wrong = rebuild(conn)
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(
        f"{len(records)} records in {whole:.0f} s beside {sum(boards)} boards read, "
        f"load {os.getloadavg()[0]:.0f}: median {p50:.0f} ms, p95 {p95:.0f} ms, "
        f"worst {max(took):.0f} ms; lost {lost}, figures that do not agree {len(wrong)}"
    )


def _read_on(
    engine: Engine, now: datetime, stop: threading.Event, boards: list[int], number: int
) -> None:
    while not stop.is_set():
        with reading(engine) as conn:
            _board(conn, CITY, now)
        boards[number] += 1
        stop.wait(DOORBELL_S)


if __name__ == "__main__":
    main()
