"""How long a register of 12,000 rows takes: first, same again, all changed, and taken back.

History included; on SQLite, and once as a workbook. Run: .venv/bin/python -m bench.import
"""

import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from openpyxl import Workbook

import settings as configuration
from data_access.engine import open_engine, writing
from data_access.importing import batches
from data_access.importing.context import Context
from data_access.importing.delivery import carry_out, judge
from data_access.importing.mapping import Mapping
from data_access.importing.subjects import ESTABLISHMENTS
from data_access.migrate import upgrade
from data_access.places import Boundaries
from data_access.places_loading import load_places
from domain.clock import utc_now
from domain.scope import system_scope
from tests.registers import HEADER, numbered, write_register

ROWS = 12_000
LIMIT_S = 10
SCOPE = system_scope("import")


def main() -> None:
    """Print seconds and rows per second of each step."""
    city = configuration.load().city
    boundaries = Boundaries.load(city.boundaries)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        with writing(engine) as conn:
            load_places(conn, city)
        rows = [numbered(n) for n in range(ROWS)]
        changed = [[f"{row[0]}改", *row[1:6], f"{row[6]}旁", *row[7:]] for row in rows]
        first = write_register(folder / "register.csv", rows)
        deliver(engine, boundaries, "first delivery", first)
        deliver(engine, boundaries, "same again", first)
        deliver(engine, boundaries, "same as .xlsx", workbook(folder / "register.xlsx", rows))
        last = deliver(
            engine, boundaries, "all changed", write_register(folder / "changed.csv", changed)
        )
        take_back(engine, "undo of changes", last)
        take_back(engine, "undo of first", 1)
        engine.dispose()


def deliver(engine, boundaries, name, path) -> int:
    """One delivery as a batch; its number."""
    began = time.perf_counter()
    context = Context(boundaries, "k" * 40, utc_now())
    with writing(engine) as conn:
        plan = judge(lambda: nullcontext(conn), SCOPE, ESTABLISHMENTS, path, Mapping(), context)
        number = batches.opened(
            conn, SCOPE, ESTABLISHMENTS, utc_now(), file_name=path.name, sha256="", state="running"
        )
        counts = plan.counts()
        carry_out(conn, SCOPE, ESTABLISHMENTS, plan, context, number)
        batches.finish(conn, SCOPE, batches.find(conn, SCOPE, number), utc_now(), counts)
    say(name, time.perf_counter() - began, str(counts))
    return number


def take_back(engine, name, number) -> None:
    """Undo one batch."""
    began = time.perf_counter()
    with writing(engine) as conn:
        undone = batches.undo(conn, SCOPE, number, utc_now())
    say(
        name, time.perf_counter() - began, f"{undone.taken_back:,} taken back, {undone.kept:,} kept"
    )


def workbook(path: Path, rows: list[list[str]]) -> Path:
    """The same rows as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("register")
    for row in [HEADER, *rows]:
        sheet.append(row)
    book.save(path)
    return path


def say(name: str, took_s: float, told: str) -> None:
    """One line."""
    print(f"{name:<16} {took_s:5.2f} s (limit {LIMIT_S} s, {ROWS / took_s:,.0f} rows/s)  {told}")


if __name__ == "__main__":
    main()
