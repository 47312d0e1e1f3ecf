"""How long a search takes among as many establishments as a province has, on either engine.

Run: .venv/bin/python -m bench.search
Or on an empty PostgreSQL: .venv/bin/python -m bench.search --url postgresql+psycopg2://…
"""

import argparse
import statistics
import tempfile
import time

import numpy as np
from sqlalchemy import Connection, Engine, insert, text

import settings as configuration
from data_access.demo_city.names import Words, establishment_name
from data_access.engine import open_engine, reading, writing
from data_access.migrate import upgrade
from data_access.places import banners, townships
from data_access.places_loading import load_places
from data_access.schema import establishment, licence
from data_access.search import alert_numbered, establishments, places
from domain.categories import Category
from domain.clock import utc_now
from domain.pinyin import initials
from domain.scope import Role, Scope, system_scope

ROWS = 112_660
ROUNDS = 30
SYSTEM = system_scope("bench")
CITY = Scope(Role.CITY_BUREAU, "bench")
BANNER = Scope(Role.BANNER_BUREAU, "bench", banner_adcode="150602")
TYPED = {
    "a name, two signs, many hits": "面馆",
    "a name, rare": "重庆小面",
    "no hit at all": "不会有的店",
    "initials, two letters": "ms",
    "initials, four letters": "msxm",
    "a licence number": "JY215060200001",
    "a credit code": "92150602MA",
    "Latin letters": "kfc",
}


def main() -> None:
    """Print median and p95 of each kind of search, for a city and for a banner."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="an empty database instead of a temporary SQLite file")
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(given.url or f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        _fill(engine, given.rows)
        for name, scope in (("city", CITY), ("banner", BANNER)):
            for kind, typed in TYPED.items():
                _measure(engine, scope, f"{name}: {kind} ({typed})", typed)
        engine.dispose()


def _measure(engine: Engine, scope: Scope, name: str, typed: str) -> None:
    took, hits = [], 0
    for _round in range(ROUNDS):
        began = time.perf_counter()
        with reading(engine, scope.place) as conn:
            hits = len(establishments(conn, scope, typed, 8))
            places(conn, scope, typed)
            alert_numbered(conn, scope, typed)
        took.append(1000 * (time.perf_counter() - began))
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{name}: {hits} hits, median {statistics.median(took):.1f} ms, p95 {p95:.1f} ms")


def _fill(engine: Engine, rows: int) -> None:
    with writing(engine) as conn:
        load_places(conn, configuration.load().city)
        _establishments(conn, rows)
    with engine.begin() as conn:
        conn.execute(text("ANALYZE"))


def _establishments(conn: Connection, rows: int) -> None:
    draw = Words(np.random.default_rng(7))
    named = {one.adcode: one.name_zh for one in banners(conn, SYSTEM)}
    towns = townships(conn, SYSTEM)
    kinds = list(Category)
    now = utc_now()
    for start in range(0, rows, 5000):
        made = []
        for number in range(start + 1, min(start + 5000, rows) + 1):
            town, kind = towns[number % len(towns)], kinds[number % 7]
            name = establishment_name(draw, kind, named[town.banner_adcode], town.name_zh)
            made.append(
                {
                    "id": number,
                    "township_code": town.code,
                    "name": name,
                    "name_initials": initials(name),
                    "category": kind,
                    "status": "active",
                    "credit_code": f"92{town.banner_adcode}MA{number:08d}",
                    "created_at": now,
                    "updated_at": now,
                }
            )
        conn.execute(insert(establishment), made)
        numbers = [
            {"establishment_id": one["id"], "number": f"JY2150602{one['id']:07d}"} for one in made
        ]
        conn.execute(insert(licence).values(number_valid=True), numbers)


if __name__ == "__main__":
    main()
