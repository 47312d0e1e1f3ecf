"""How large and how fast the map's data is: the columns of the whole city, packed once a change.

Run on a made city: .venv/bin/python -m bench.map_points [DATA_DIR]
"""

import gzip
import sys
import time
from dataclasses import asdict
from pathlib import Path

import orjson

import settings as configuration
from data_access.engine import open_engine, reading
from data_access.map_points import point_columns
from data_access.places import boundaries_of
from domain.clock import city_day, utc_now
from domain.scope import system_scope

LIMIT_KB = 100


def main() -> None:
    """Print size and time."""
    data_dir = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    settings = configuration.load(data_dir=data_dir)
    engine = open_engine(settings.database_url)
    city = boundaries_of(settings.city.boundaries).box
    with reading(engine) as conn:
        began = time.perf_counter()
        columns = point_columns(conn, system_scope("bench"), city_day(utc_now()), city)
        read_ms = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    raw = orjson.dumps(asdict(columns))
    packed = gzip.compress(raw, compresslevel=6, mtime=0)
    pack_ms = (time.perf_counter() - began) * 1000
    print(
        f"{len(columns.ids):,} establishments: {len(raw) / 1000:.0f} kB, packed "
        f"{len(packed) / 1000:.1f} kB (limit {LIMIT_KB} kB), read {read_ms:.0f} ms, "
        f"packed in {pack_ms:.0f} ms"
    )
    engine.dispose()


if __name__ == "__main__":
    main()
