"""The map beyond what a browser holds: what the server needs for a view of ever more of them.

Makes registers of its own on SQLite, points scattered round the seats of the townships. Run:
.venv/bin/python -m bench.map_scale [--rows 11266 112660 1126600] [--keep FOLDER]

Printed of each: reading the table (once, and a part again after a change), the first answer of a
filter with all its live counts, then views as a person pans and zooms: what the server computes,
with packing, and the bytes that travel.
"""

import argparse
import gzip
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, insert

import settings as configuration
from api.map_clusters import view_told
from data_access.engine import open_engine, reading, writing
from data_access.map_clusters import View
from data_access.map_sift import sift
from data_access.map_table import OVERLAYS, MapTable, put_together, read_base, read_overlay
from data_access.migrate import upgrade
from data_access.places import boundaries_of, townships
from data_access.places_loading import load_places
from data_access.schema import control_task, establishment
from domain.categories import Category
from domain.clock import city_day, utc_now
from domain.coordinates import Box
from domain.datum import Datum
from domain.map_filter import MapFilter
from domain.scope import system_scope

PART_ROWS = 20_000
VIEWS = 60
SCREEN_PX = (836, 850)
FILTERS = ({}, {"risk": "C,D"}, {"category": "small"}, {"control": "todo", "risk": "B,C,D"})
ASKER = system_scope("bench")


def main() -> None:
    """Print milliseconds of a core, and bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[11_266, 112_660, 1_126_600])
    parser.add_argument("--keep", type=Path, help="folder of the registers, made where missing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in given.rows:
            engine = register(given.keep or Path(folder), rows)
            measure(engine, rows)
            engine.dispose()


def register(folder: Path, rows: int) -> Engine:
    """A register of so many establishments."""
    path = folder / f"map_{rows}.db"
    made = path.exists()
    engine = open_engine(f"sqlite:///{path}")
    if made:
        return engine
    upgrade(engine)
    with writing(engine) as conn:
        load_places(conn, configuration.load().city)
        fill(conn, rows)
    return engine


def fill(conn: Connection, rows: int) -> None:
    """Establishments and today's daily control of each."""
    places = townships(conn, ASKER)
    seats = [place for place in places if place.lon is not None] or places
    chance, now = random.Random(1), utc_now()
    categories = list(Category)
    for start in range(1, rows + 1, PART_ROWS):
        shops, tasks = [], []
        for number in range(start, min(start + PART_ROWS, rows + 1)):
            seat = seats[int(len(seats) * chance.random() ** 2)]
            lon, lat = seat.lon or 109.98, seat.lat or 39.81
            category = chance.choices(categories, weights=range(len(categories), 0, -1))[0]
            shops.append(
                {
                    "id": number,
                    "township_code": seat.code,
                    "name": f"示例{number}",
                    "category": category,
                    "status": "active",
                    "risk_level": chance.choices("ABCD", weights=(36, 47, 14, 3))[0],
                    "lon": lon + chance.gauss(0, 0.05),
                    "lat": lat + chance.gauss(0, 0.04),
                    "created_at": now,
                    "updated_at": now,
                }
            )
            tasks.append(
                {
                    "establishment_id": number,
                    "kind": "daily_control",
                    "period_start": city_day(now),
                    "township_code": seat.code,
                    "category": category,
                    "state": chance.choice(("done", "open", "late")),
                    "due_at": now,
                }
            )
        conn.execute(insert(establishment), shops)
        conn.execute(insert(control_task), tasks)


def measure(engine: Engine, rows: int) -> None:
    """One register: table, filters, views."""
    city = boundaries_of(configuration.load().city.boundaries).box
    today = city_day(utc_now())
    with reading(engine) as conn:
        base, base_ms = timed(lambda: read_base(conn, ASKER, city))
        overlays, parts_ms = {}, {}
        for name in OVERLAYS:
            overlays[name], parts_ms[name] = timed(
                lambda name=name: read_overlay(conn, ASKER, base, name, today)  # type: ignore[misc]
            )
    table = put_together(base, overlays, "1")
    print(
        f"{rows:,} rows ({base.located:,} located): register {base_ms:.0f} ms, "
        + ", ".join(f"{name} {ms:.0f} ms" for name, ms in parts_ms.items())
    )
    for query in FILTERS:
        wanted = MapFilter.parse(query)
        _sifted, sift_ms = timed(lambda wanted=wanted: sift(table, wanted))  # type: ignore[misc]
        first = look(table, wanted, View(city, 7.5, "risk"))
        others = [look(table, wanted, view) for view in walk(city)]
        took = sorted(ms for ms, _size in others)
        sizes = [size / 1000 for _ms, size in others]
        print(
            f"  {query or 'all'}: live counts {sift_ms:.1f} ms, first view {first[0]:.1f} ms; "
            f"{len(took)} views: median {statistics.median(took):.1f} ms, "
            f"p95 {took[int(len(took) * 0.95)]:.1f} ms, worst {took[-1]:.1f} ms; "
            f"{statistics.median(sizes):.1f} kB, at most {max(sizes):.1f} kB"
        )


def walk(city: Box) -> list[View]:
    """Views as a person pans and zooms, from the whole to a street."""
    chance = random.Random(2)
    found = []
    for _view in range(VIEWS):
        zoom = chance.randrange(14, 36) / 2
        across = 360 * SCREEN_PX[0] / (256 * 2**zoom)
        up = 0.77 * 360 * SCREEN_PX[1] / (256 * 2**zoom)
        lon = chance.uniform(city.west, city.east)
        lat = chance.uniform(city.south, city.north)
        if zoom > 9:  # a person goes where something is
            lon, lat = 109.98 + chance.gauss(0, 0.1), 39.81 + chance.gauss(0, 0.08)
        found.append(
            View(Box(lon - across / 2, lat - up / 2, lon + across / 2, lat + up / 2), zoom, "risk")
        )
    return found


def look(table: MapTable, wanted: MapFilter, view: View) -> tuple[float, int]:
    """Milliseconds and packed bytes of one answer."""
    packed, took = timed(
        lambda: gzip.compress(
            orjson.dumps(view_told(table, wanted, view, Datum.WGS84)), compresslevel=6
        )
    )
    return took, len(packed)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and how many milliseconds of a core it took: other programs do not count."""
    began = time.process_time()
    found = work()
    return found, (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
