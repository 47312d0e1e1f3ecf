"""What the pages of places cost: warm beside an empty callback, and their slowest statements.

Run on a data directory with a city in it: .venv/bin/python -m bench.drill_down --data-dir data

For the second part the database is copied and its duties and alerts are repeated backwards to three
years, as in bench.overview. With --grown FILE --day DAY it reads the file that
bench.control_scale --keep left instead, on its last day (2026-11-19): 11.9 million duties. With
--postgresql it makes a city on a server of its own, as the tests start one, and grows that.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select

import settings as configuration
from api.application import create_app
from bench.overview import (
    CONTROL_LIVE,
    EMPTY,
    Asked,
    _children,
    copy_database,
    grow,
    p95_ms,
    require,
    sign_in,
)
from data_access.demo_city.make import make_city
from data_access.engine import open_engine
from data_access.request import Services
from data_access.schema import control_task
from domain.clock import utc_now
from domain.scope import OFFICIALS
from settings import Settings
from tests.posted import LIVE, post
from tests.postgresql import Server

ROLES = OFFICIALS  # as every module with callbacks says
COLD_ROUNDS = 10
SHOWN = 8
PLACES: dict[str, dict[str, str]] = {
    "city": {},
    "banner": {"banner": "150602"},
    "township": {"banner": "150602", "township": "150602001"},
    "office": {"office": "1"},
}
_SIDE = [("area-daily", "figure"), *_children("area-daily-words", "area-daily-table", "area-risk")]
CALLBACKS = {
    "title and figures": Asked(_children("area-head", "area-kpis"), LIVE),
    "table": Asked(
        _children("area-table", "area-exports"), [("area-order", "data", "daily"), *LIVE]
    ),
    "trend and risk": Asked(_SIDE, CONTROL_LIVE),
    "watched and improved": Asked(_children("area-watched", "area-improved", "area-moved"), LIVE),
    "categories and workload": Asked(_children("area-categories", "area-more"), LIVE),
}


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--grown", type=Path, help="file of a city of three years")
    parser.add_argument("--day", help="its last day")
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    given = configuration.load(data_dir=asked.data_dir)
    server = create_app(given).server
    browser = sign_in(server)
    warm(browser)
    grown = _on_postgresql(given) if asked.postgresql else _on_sqlite(given, asked.grown)
    with grown as engine:
        now: Services = server.extensions["nuancheng"]
        server.extensions["nuancheng"] = replace(now, engine=engine)
        with engine.connect() as conn:
            duties = conn.scalar(select(func.count()).select_from(control_task))
        print(f"statements with nothing kept, {duties:,} duties:")
        slowest(server, sign_in(server), engine, {"day": asked.day} if asked.day else {})


@contextmanager
def _on_sqlite(given: Settings, file: Path | None) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        if file is None:
            file = Path(folder) / "nuancheng.db"
            copy_database(given.data_dir, file)
            grow(f"sqlite:///{file}")
        yield open_engine(f"sqlite:///{file}")


@contextmanager
def _on_postgresql(given: Settings) -> Iterator[Engine]:
    server = Server(Path(tempfile.gettempdir()))  # some gigabytes: not in memory
    try:
        url = server.create("drill_down")
        engine = open_engine(url)
        demo = given.demo.model_copy(update={"camera_clips": 0})
        settings = given.model_copy(update={"demo": demo})
        make_city(engine, settings, utc_now(), lambda _step, _share: None)
        grow(url)
        yield engine
        engine.dispose()
    finally:
        server.stop()


def warm(browser: Any) -> None:
    """p95 of every callback with its answer kept, beside the empty one."""

    def empty() -> None:
        require(post(browser, [EMPTY], [("bench-empty", "n_clicks", 1)]))

    for _warm in range(20):
        empty()
    floor_ms = p95_ms(empty)
    print(f"empty callback: p95 {floor_ms:.2f} ms")
    for place, named in PLACES.items():
        for name, asked in CALLBACKS.items():
            _ask(browser, asked, named)
            took_ms = p95_ms(lambda asked=asked, named=named: _ask(browser, asked, named))
            print(f"  {place}, {name}: p95 {took_ms:.2f} ms = {took_ms / floor_ms:.1f} x")


def slowest(server: Any, browser: Any, engine: Engine, on: dict[str, str]) -> None:
    """The statements that take longest, by the median of COLD_ROUNDS."""
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    began: list[float] = []
    place = ""

    @event.listens_for(engine, "before_cursor_execute")
    def _start(*_arguments: Any) -> None:
        began.append(time.perf_counter())

    @event.listens_for(engine, "after_cursor_execute")
    def _end(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        took[place, " ".join(statement.split())].append(1000 * (time.perf_counter() - began.pop()))

    for _round in range(COLD_ROUNDS):
        for at, named in PLACES.items():
            place = at
            server.extensions["nuancheng"].cache.clear()
            for asked in CALLBACKS.values():
                _ask(browser, asked, named | on)
    medians = {key: statistics.median(times) for key, times in took.items()}
    for (at, statement), median in sorted(medians.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f"  {median:.1f} ms  {at}: {statement[:150]}")


def _ask(browser: Any, asked: Asked, named: dict[str, str]) -> None:
    """Post one callback for one place."""
    state = [("area-asked", "data", named)]
    require(post(browser, asked.outputs, asked.inputs, state))


if __name__ == "__main__":
    main()
