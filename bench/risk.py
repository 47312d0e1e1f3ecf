"""What the risk score costs: a whole city at one and ten times its size, and one by one.

Run: .venv/bin/python -m bench.risk [--times 1 10] [--data-dir EMPTY-FOLDER]

Each size is made as a demonstration city of its own in SQLite; times are of this process (CPU and
wall clock), medians of five for the incremental ones.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, delete, select

from data_access.demo_city.make import make_city
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.risk_due import mark_due
from data_access.risk_scoring import scored
from data_access.risk_work import mark_city, work_off
from data_access.schema import establishment, risk_history, risk_score
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Demo, load

SCOPE = system_scope("bench")
ROUNDS = 5
PLANNED = 11_266


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1])
    parser.add_argument("--data-dir", type=Path)
    arguments = parser.parse_args()
    for times in arguments.times:
        with tempfile.TemporaryDirectory(dir=arguments.data_dir) as folder:
            engine = open_engine(f"sqlite:///{folder}/bench.db")
            upgrade(engine)
            settings = load().model_copy(update={"demo": Demo(establishments=PLANNED * times)})
            make_city(engine, settings, utc_now(), lambda _step, _share: None)
            measure(engine, PLANNED * times)
            engine.dispose()


def measure(engine: Engine, size: int) -> None:
    """Print the times of one city."""
    print(f"{size:,} establishments")
    with reading(engine) as conn:
        ids = list(conn.scalars(select(establishment.c.id).order_by(establishment.c.id)))

    def read_all() -> None:
        with reading(engine) as conn:
            scored(conn, None, utc_now())

    def rebuild() -> None:
        with writing(engine) as conn:
            conn.execute(delete(risk_history))
            conn.execute(delete(risk_score))
        mark_city(engine, SCOPE, utc_now())
        work_off(engine, SCOPE, utc_now())

    def nothing_new() -> None:
        mark_city(engine, SCOPE, utc_now())
        work_off(engine, SCOPE, utc_now())

    told("score the whole city, nothing written", read_all)
    told("score and write everybody anew", rebuild)
    told("nightly, nothing changed", nothing_new)
    for count in (1, 50, 500):
        some = ids[:: max(len(ids) // count, 1)][:count]

        def follow(some: list[int] = some) -> None:
            with writing(engine) as conn:
                mark_due(conn, some, utc_now())
            work_off(engine, SCOPE, utc_now())

        told(f"incremental, {count} due", follow, ROUNDS, each=count)


def told(what: str, act: Callable[[], None], rounds: int = 1, each: int = 1) -> None:
    """Run and print seconds of wall clock and of this process."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    wall, cpu = statistics.median(walls), statistics.median(cpus)
    per = f", {1000 * wall / each:.2f} ms each" if rounds > 1 else ""
    print(f"  {what}: {wall:.2f} s wall, {cpu:.2f} s CPU{per}")


if __name__ == "__main__":
    main()
