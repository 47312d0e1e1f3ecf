"""A banner's whole month as one archive: cancelled, ordered again, killed, made to its end, read.

Changes the orders of the data directory: run it on a copy of one that was started once.
.venv/bin/python -m bench.archive --data-dir COPY [--banner 150623] [--month 2026-10]
Counts time of the processor, so that a busy machine tells the same.
"""

import argparse
import csv
import hashlib
import io
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from data_access import document_orders
from data_access.engine import open_engine, reading, writing
from data_access.heartbeats import beat
from domain.clock import utc_now
from domain.control import ControlKind
from domain.document_orders import DocumentOrder, OrderState
from domain.scope import Role, Scope, system_scope
from jobs.document_archives import make_archives
from settings import Settings, load

SYSTEM = system_scope("bench")
ADDRESS = "https://example.test"


def main() -> None:
    """Print how long it took, how large it is, and what did not agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--banner", default="150623")
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--work", action="store_true", help="only work off what is ordered")
    given = parser.parse_args()
    settings = load(data_dir=given.data_dir)
    engine = open_engine(settings.database_url, pool_size=3)
    if given.work:
        _work_off(engine, settings)
        return
    bureau = Scope(Role.BANNER_BUREAU, "bench", banner_adcode=given.banner)

    _cancelled(engine, bureau, given)
    order, worker = _begun(engine, bureau, given)
    _until(lambda: _share(engine, bureau, order) >= 0.3)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    kept = len(list((given.data_dir / "papers" / f"order-{order}").glob("*.json")))
    print(f"killed at {_share(engine, bureau, order):.0%}: {kept} establishments kept")
    stop, waits = threading.Event(), list[float]()
    writer = threading.Thread(target=_write_beside, args=(engine, stop, waits))
    writer.start()
    assert _worker(given.data_dir).wait() == 0
    stop.set()
    writer.join()
    cost = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor {cost.ru_utime + cost.ru_stime:.0f} s of all workers, {_memory(cost)}")
    print(f"a writer beside it: {len(waits)} commits, the longest {max(waits):.2f} s")
    _read_whole(given.data_dir, _found(engine, bureau, order))


def _work_off(engine: Engine, settings: Settings) -> None:
    while True:
        with reading(engine) as conn:
            if document_orders.next_order(conn, SYSTEM) is None:
                return
        make_archives(engine, settings, utc_now())


def _worker(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.archive", "--work", "--data-dir", str(folder)],
        env=os.environ,
    )


def _begun(
    engine: Engine, bureau: Scope, given: argparse.Namespace
) -> tuple[int, subprocess.Popen[bytes]]:
    with writing(engine) as conn:
        kinds = [str(kind) for kind in ControlKind]
        order = document_orders.place_order(
            conn, bureau, given.banner, given.month, kinds, ADDRESS, utc_now()
        )
    return order, _worker(given.data_dir)


def _cancelled(engine: Engine, bureau: Scope, given: argparse.Namespace) -> None:
    order, worker = _begun(engine, bureau, given)
    _until(lambda: _share(engine, bureau, order) >= 0.05)
    began = time.monotonic()
    with writing(engine) as conn:
        document_orders.cancel(conn, bureau, order, utc_now())
    assert worker.wait() == 0
    left = list((given.data_dir / "papers").glob(f"*{order}*"))
    state = _found(engine, bureau, order).state
    print(f"{state} within {time.monotonic() - began:.1f} s; left on the disk: {left}")


def _found(engine: Engine, bureau: Scope, order: int) -> DocumentOrder:
    with reading(engine) as conn:
        found = document_orders.find(conn, bureau, order)
    assert found is not None
    return found


def _share(engine: Engine, bureau: Scope, order: int) -> float:
    one = _found(engine, bureau, order)
    assert one.state in (OrderState.WAITING, OrderState.RUNNING), one
    return one.done / one.total if one.total else 0.0


def _until(reached: Callable[[], bool]) -> None:
    while not reached():
        time.sleep(0.5)


def _write_beside(engine: Engine, stop: threading.Event, waits: list[float]) -> None:
    while not stop.wait(0.1):
        began = time.monotonic()
        with suppress(KeyboardInterrupt), writing(engine) as conn:
            beat(conn, SYSTEM, "bench", utc_now(), {})
        waits.append(time.monotonic() - began)


def _memory(cost: resource.struct_rusage) -> str:
    return f"memory of the largest {cost.ru_maxrss / 1e3:.0f} MB"


def _read_whole(folder: Path, order: DocumentOrder) -> None:
    assert order.state is OrderState.DONE, order
    assert order.path
    path = folder / order.path
    with path.open("rb") as made:
        same = hashlib.file_digest(made, "sha256").hexdigest() == order.sha256
    with zipfile.ZipFile(path) as archive:
        broken = archive.testzip()
        text = archive.read("目录.csv").decode("utf-8-sig")
        head, _, listing = text.partition("编号,")
        lines = list(csv.DictReader(io.StringIO("编号," + listing)))
        files = {line["文件"] for line in lines} - {""}
        held = {name for name in archive.namelist() if name != "目录.csv"}
        whole = sum(archive.read(name).rstrip().endswith(b"%%EOF") for name in held)
    records = sum(bool(line["文件"]) for line in lines)
    print(head.strip())
    print(f"{order.done} of {order.total} noted, {records} listed, {len(lines)} duties")
    print(f"{len(held)} files, {whole} whole, as listed: {files == held}; CRC: {broken or 'good'}")
    size = path.stat().st_size / 1e6
    print(f"{size:.1f} MB, SHA-256 as noted: {same}; {order.failure or 'nothing lacks'}")


if __name__ == "__main__":
    main()
