"""Backup and restore of a full demonstration city on SQLite, and how long a writer waits meanwhile.

Run: .venv/bin/python -m bench.backup [--pictures N]
"""

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

from data_access.backup.making import make_backup
from data_access.backup.restoring import restore
from data_access.demo_city.make import make_city
from data_access.engine import writing
from data_access.heartbeats import beat
from data_access.opening import open_database
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Settings, load

SYSTEM = system_scope("bench")
PICTURE_BYTES = 90_000


def main() -> None:
    """Print seconds and megabytes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, default=2000)
    pictures = parser.parse_args().pictures
    with tempfile.TemporaryDirectory() as folder:
        here = load(data_dir=Path(folder) / "here")
        engine = open_database(here)
        make_city(engine, here, utc_now(), lambda _step, _share: None)
        for number in range(pictures):
            path = here.data_dir / "evidence" / "2026" / f"{number:06d}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(PICTURE_BYTES))
        database_mb = (here.data_dir / "nuancheng.db").stat().st_size / 1e6
        waits = _waits_meanwhile(engine, stop := threading.Event())
        made = make_backup(engine, here, SYSTEM, utc_now(), Path(folder) / "kept")
        stop.set()
        waits.join()
        engine.dispose()
        print(f"database {database_mb:.0f} MB, {pictures} pictures of {PICTURE_BYTES // 1000} kB")
        print(f"backup {made.seconds} s, {made.size_bytes / 1e6:.0f} MB; {made.rows:,} rows")
        print(f"longest wait of a writer {max(waits.found):.2f} s, of {len(waits.found)} commits")
        there: Settings = load(data_dir=Path(folder) / "there")
        done = restore(there, SYSTEM, made.path, utc_now(), force=False)
        print(f"restore {done.took_s} s")


class _Writer(threading.Thread):
    def __init__(self, engine, stop: threading.Event) -> None:
        super().__init__()
        self.engine, self.stop, self.found = engine, stop, []

    def run(self) -> None:
        while not self.stop.is_set():
            began = time.perf_counter()
            with writing(self.engine) as conn:
                beat(conn, SYSTEM, "bench", utc_now(), {})
            self.found.append(time.perf_counter() - began)
            time.sleep(0.05)


def _waits_meanwhile(engine, stop: threading.Event) -> _Writer:
    writer = _Writer(engine, stop)
    writer.start()
    return writer


if __name__ == "__main__":
    main()
