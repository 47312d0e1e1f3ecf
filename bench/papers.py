"""How many statutory records a core makes a second: read, laid out, and written as a file each.

Run on a data directory that was started once: .venv/bin/python -m bench.papers --data-dir data
Counts time of the processor, all threads together, so that a busy machine tells the same.
"""

import argparse
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from data_access.engine import open_engine, reading
from data_access.papers_of_control import papers
from data_access.schema import control_task
from documents.chinese_font import source_font
from documents.paper_docx import paper_docx
from documents.paper_pdf import paper_pdf
from documents.paper_sheets import sheet
from documents.paper_xlsx import paper_xlsx
from domain.control import ANSWERED, ControlKind
from domain.control_paper import ControlPaper
from domain.scope import system_scope

SCOPE = system_scope("bench")
PLATFORM = "云梦市云梦食安"
ADDRESS = "https://example.test/v/" + "7" * 51


def main() -> None:
    """Print records a second and core of each kind and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--records", type=int, default=200)
    given = parser.parse_args()
    engine = open_engine(f"sqlite:///{given.data_dir / 'nuancheng.db'}")
    font = source_font()
    if font is None:
        raise SystemExit("mplfonts is not installed")
    for kind in ControlKind:
        found, seconds = _read(engine, kind, given.records)
        print(f"{kind}: {len(found)} records, read {len(found) / seconds:.0f} a second and core")
        ways: dict[str, Callable[[ControlPaper], bytes]] = {
            "pdf, a file each": lambda one: paper_pdf(
                [sheet(one, PLATFORM)], [ADDRESS], font, given.data_dir
            ),
            "docx, a file each": lambda one: paper_docx(
                sheet(one, PLATFORM), ADDRESS, given.data_dir
            ),
        }
        for name, write in ways.items():
            write(found[0])  # the first one opens fonts and templates
            took, size = _timed(lambda write=write, found=found: [write(one) for one in found])
            told = f"{len(found) / took:6.1f} a second and core, {size / len(found) / 1e3:.0f} kB"
            print(f"  {name}: {told} each")
        month = found[:31]
        took, size = _timed(
            lambda month=month: [
                paper_pdf(
                    [sheet(one, PLATFORM) for one in month],
                    [ADDRESS] * len(month),
                    font,
                    given.data_dir,
                    tagged=False,
                )
            ]
        )
        many = f"{len(month)} in one file"
        print(f"  pdf, {many} of an archive: {len(month) / took:6.1f}, {size / 1e3:.0f} kB")
        took, size = _timed(lambda month=month: [paper_xlsx(month, [("", "")], PLATFORM)])
        print(f"  xlsx, {many}: {len(month) / took:6.1f}, {size / 1e3:.0f} kB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"memory at most {peak:.0f} MB")


def _read(engine: Engine, kind: ControlKind, number: int) -> tuple[list[ControlPaper], float]:
    """Answered records of as many establishments as it takes, and the seconds of their reading."""
    task = control_task.c
    with reading(engine) as conn:
        last: date = conn.execute(
            select(func.max(task.period_start)).where(task.kind == kind, task.state.in_(ANSWERED))
        ).scalar_one()
        shops = conn.scalars(
            select(task.establishment_id)
            .where(task.kind == kind, task.period_start == last, task.state.in_(ANSWERED))
            .order_by(task.establishment_id)
            .limit(number)
        ).all()
        found: list[ControlPaper] = []
        began = time.process_time()
        for shop in shops:
            listed = papers(conn, SCOPE, shop, kind, last - timedelta(days=31), last)
            found += [one for one in listed if one.answered]
            if len(found) >= number:
                break
        return found[:number], time.process_time() - began


def _timed(make: Callable[[], list[Any]]) -> tuple[float, int]:
    """Seconds of the processor, and bytes made."""
    began = time.process_time()
    made = make()
    return time.process_time() - began, sum(map(len, made))


if __name__ == "__main__":
    main()
