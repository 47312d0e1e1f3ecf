"""What a block of the register's list costs at its first row, in its middle and at its last.

Makes a register of its own. Run: .venv/bin/python -m bench.register_block [--rows 112660]
[--database postgresql+psycopg2://…/EMPTY]; without a database, on SQLite in a temporary folder.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, insert, text

import settings as configuration
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.places import townships
from data_access.places_loading import load_places
from data_access.register_list import block, count, every, order
from data_access.register_options import option_counts
from data_access.schema import camera, establishment, licence
from domain.categories import Category
from domain.clock import city_day, utc_now
from domain.register_columns import SortKey
from domain.register_filter import RegisterFilter
from domain.scope import Role, Scope, system_scope

BLOCK_ROWS = 100
ROUNDS = 15
LISTS = {
    "by name": (RegisterFilter(), "name"),
    "by end of licence": (RegisterFilter(), "licence_expires_on"),
    "offline cameras, by name": (RegisterFilter(camera=("offline",)), "name"),
    "text 示例9, newest first": (RegisterFilter(q="示例9"), "updated_at"),
}


def main() -> None:
    """Print milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=112_660)
    parser.add_argument("--database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(given.database or f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        with writing(engine) as conn:
            load_places(conn, configuration.load().city)
            fill(conn, given.rows)
            conn.execute(text("ANALYZE"))
        bureau = Scope(Role.BANNER_BUREAU, "bench", banner_adcode="150602")
        for scope in (system_scope("bench"), bureau):
            with reading(engine, scope.place) as conn:
                print(f"{engine.dialect.name}, {given.rows:,} rows, {scope.place}")
                measure(conn, scope)
        engine.dispose()


def measure(conn: Connection, scope: Scope) -> None:
    """Every list of LISTS as one asker."""
    today = city_day(utc_now())
    for name, (wanted, column) in LISTS.items():
        keys = (SortKey(column),)
        ids = order(conn, scope, wanted, keys, today)
        if not ids:
            continue
        order_ms = median_ms(lambda w=wanted, k=keys: order(conn, scope, w, k, today), 3)
        places = {"first": 0, "middle": len(ids) // 2, "last": max(0, len(ids) - BLOCK_ROWS)}
        took = {
            where: median_ms(
                lambda at=at, ids=ids: block(conn, scope, ids[at : at + BLOCK_ROWS], today)
            )
            for where, at in places.items()
        }
        count_ms = median_ms(lambda w=wanted: count(conn, scope, w, today), 3)
        options_ms = median_ms(lambda w=wanted: option_counts(conn, scope, w, today), 3)
        print(
            f"  {name}: {len(ids):,} rows; block "
            + ", ".join(f"{where} {ms:.1f} ms" for where, ms in took.items())
            + f" (last / first {took['last'] / took['first']:.2f}); once a change: order "
            f"{order_ms:.0f} ms, counts of options {options_ms:.0f} ms; count {count_ms:.0f} ms"
        )
    began = time.perf_counter()
    n = sum(1 for _row in every(conn, scope, RegisterFilter(), (SortKey("name"),), today))
    print(f"  all {n:,} rows read for an export in {time.perf_counter() - began:.1f} s")


def median_ms(ask: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median of some calls, after one that warms up."""
    ask()
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def fill(conn: Connection, rows: int) -> None:
    """Establishments spread over all townships, each with a licence and three cameras."""
    now = utc_now()
    today = city_day(now)
    codes = [one.code for one in townships(conn, system_scope("bench"))]
    kinds = list(Category)
    numbers = range(1, rows + 1)
    places = {n: codes[n * 7919 % len(codes)] for n in numbers}
    conn.execute(
        insert(establishment),
        [
            {
                "id": n,
                "township_code": places[n],
                "name": f"示例{n * 7919 % rows}号店",
                "name_initials": f"sl{n * 7919 % rows}hd",
                "category": kinds[n % 11],
                "status": "closed" if n % 37 == 0 else "active",
                "risk_level": "ABCD"[n % 4],
                "hygiene_grade": "ABC"[n % 3],
                "address": f"示例路{n}号",
                "safety_officer": "李敏" if n % 5 else None,
                "lon": 109.9,
                "lat": 39.8,
                "created_at": now,
                "updated_at": now - timedelta(minutes=n % 9000),
            }
            for n in numbers
        ],
    )
    conn.execute(
        insert(licence),
        [
            {
                "establishment_id": n,
                "number": f"JY2150602{n:07d}",
                "number_valid": True,
                "expires_on": today + timedelta(days=n * 31 % 1800 - 60),
            }
            for n in numbers
        ],
    )
    conn.execute(
        insert(camera),
        [
            {
                "establishment_id": n,
                "township_code": places[n],
                "position": "cooking",
                "label": f"C-0{k}",
                "state": "offline" if n * k % 29 == 0 else "online",
            }
            for n in numbers
            for k in (1, 2, 3)
        ],
    )


if __name__ == "__main__":
    main()
