"""`python app.py import SUBJECT FILE`: bring in a real register, list imports, undo one."""

import hashlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from data_access import own_services
from data_access.engine import DatabaseError, reading, writing
from data_access.importing import batches
from data_access.importing.batches import BatchStateError
from data_access.importing.context import Context
from data_access.importing.delivery import carry_out, judge
from data_access.importing.fields import Subject
from data_access.importing.issues import ImportRefusedError, Issue, write_issues
from data_access.importing.mapping import DATUMS, DUPLICATES, Mapping, load_mapping
from data_access.importing.plan import Plan
from data_access.importing.subjects import SUBJECTS
from data_access.importing.text_decoding import ENCODINGS
from data_access.opening import open_database
from data_access.places import Boundaries, PlacesError
from data_access.places_loading import load_places
from data_access.schema import dataset
from data_access.secret_key import secret_key
from domain.clock import CITY_TIME, utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "import"
HELP = "bring in the register, its people and cameras, and oversight from CSV or XLSX; list; undo"
SCOPE = system_scope("import")
_SHOWN = 10
_LISTED = 30
_INTO_DEMO = """\
This is the demonstration city; a real register belongs in a database of its own:
  set demo.enabled: false in config.yaml (or NUANCHENG_DEMO__ENABLED=false) and give it
  a data directory of its own (--data-dir DIR), then import again.
To add the rows to the demonstration all the same, say --into-demo."""
_NO_DEMO_YET = (
    "There is no finished demonstration city in this database to add to: run `python app.py seed`."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("subject", choices=[*SUBJECTS, "list", "undo"])
    parser.add_argument(
        "file", nargs="?", help="CSV or XLSX with a header; for undo the number of a batch"
    )
    parser.add_argument("--mapping", type=Path, help="YAML: which column is which (docs/import.md)")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--datum", choices=DATUMS, help="datum of the coordinates")
    parser.add_argument("--swap", action="store_true", help="longitude and latitude are swapped")
    parser.add_argument("--sheet", help="name of the sheet of a workbook")
    parser.add_argument("--encoding", choices=ENCODINGS, help="of a CSV file; found out without")
    parser.add_argument(
        "--duplicates",
        choices=DUPLICATES,
        help="rows whose licence or credit code another record has: leave out (default), update "
        "that record, or add one more establishment of that credit code",
    )
    parser.add_argument(
        "--errors",
        type=Path,
        help="where row errors go (default: import-errors.csv in the data directory)",
    )
    parser.add_argument(
        "--into-demo", action="store_true", help="add to the demonstration city all the same"
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """0: at least one row was taken, or none was there to take; 1: nothing was written."""
    try:
        if arguments.subject == "list":
            return _list(settings)
        if arguments.file is None:
            print(f"import {arguments.subject}: of what? See --help.", file=sys.stderr)
            return 2
        if arguments.subject == "undo":
            return _undo(arguments.file, settings)
        return _import(arguments, settings)
    except (DatabaseError, ImportRefusedError, PlacesError, BatchStateError) as error:
        print(error, file=sys.stderr)
        return 1


def _import(arguments: Namespace, settings: Settings) -> int:
    subject = SUBJECTS[arguments.subject]
    mapping = _mapping(arguments, subject)
    plan, batch_id = _write(arguments, settings, subject, mapping)
    errors = arguments.errors or settings.data_dir / "import-errors.csv"
    if plan.issues:
        try:
            write_issues(errors, plan.issues)
        except OSError as error:
            print(f"row errors cannot be written: {error}", file=sys.stderr)
            return 1
    _report(plan, errors, batch_id)
    return 1 if plan.rows and plan.left_out == plan.rows else 0


def _mapping(arguments: Namespace, subject: Subject) -> Mapping:
    found = load_mapping(arguments.mapping, subject) if arguments.mapping else Mapping()
    said = {
        name: value
        for name in ("datum", "sheet", "encoding", "duplicates")
        if (value := getattr(arguments, name)) is not None
    }
    if arguments.swap:
        said["swap"] = True
    return replace(found, **said)


def _write(
    arguments: Namespace, settings: Settings, subject: Subject, mapping: Mapping
) -> tuple[Plan, int | None]:
    file, now = Path(arguments.file), utc_now()
    boundaries = Boundaries.load(settings.city.boundaries)
    own = own_services.resolved(own_services.configured(settings))
    context = Context(boundaries, secret_key(settings), now, settings.imports.max_mb, own)
    engine = open_database(settings)
    try:
        with writing(engine) as conn:
            attempt = conn.begin_nested()
            _require_right_database(conn, demo=settings.demo.enabled, agreed=arguments.into_demo)
            load_places(conn, settings.city)
            batches.alone(conn)
            plan = judge(lambda: nullcontext(conn), SCOPE, subject, file, mapping, context)
            if arguments.dry_run or not plan.wishes:
                attempt.rollback()
                return plan, None
            if not _kinds(conn):
                _say_what_this_is(conn, file.name, now)
            return plan, _carry_out(conn, subject, file, mapping, plan, context)
    finally:
        engine.dispose()


def _carry_out(
    conn: Connection, subject: Subject, file: Path, mapping: Mapping, plan: Plan, context: Context
) -> int:
    batch_id = batches.opened(
        conn,
        SCOPE,
        subject,
        context.now,
        file_name=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        state=batches.RUNNING,
    )
    batch = batches.find(conn, SCOPE, batch_id)
    assert batch is not None  # noqa: S101 - it was made a statement ago
    counts = plan.counts()
    carry_out(conn, SCOPE, subject, plan, context, batch_id)
    batches.finish(conn, SCOPE, batch, utc_now(), counts, mapping=mapping.kept())
    return batch_id


def _list(settings: Settings) -> int:
    engine = open_database(settings)
    try:
        with reading(engine) as conn:
            for one in batches.newest(conn, SCOPE, _LISTED):
                at = f"{one.created_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
                counts = one.detail.get("counts", {})
                told = " ".join(f"{name} {counts[name]:,}" for name in counts)
                print(f"{one.id:>6}  {at}  {one.state:<8}  {one.subject.key}  {one.file_name}")
                if told:
                    print(f"        {told}  by {one.actor}")
    finally:
        engine.dispose()
    return 0


def _undo(text: str, settings: Settings) -> int:
    if not text.isdecimal() or len(text) > 9:
        print(f"undo {text}: expected the number of a batch (import list)", file=sys.stderr)
        return 2
    engine = open_database(settings)
    try:
        with writing(engine) as conn:
            batches.alone(conn)
            undone = batches.undo(conn, SCOPE, int(text), utc_now())
    finally:
        engine.dispose()
    print(f"batch {int(text)} undone: {undone.taken_back:,} changes taken back", end="")
    print(f", {undone.kept:,} kept, because something was built on them" if undone.kept else "")
    return 0


def _kinds(conn: Connection) -> set[str]:
    finished = dataset.c.finished_at.is_not(None)
    return set(conn.execute(select(dataset.c.kind).where(finished)).scalars())


def _say_what_this_is(conn: Connection, file: str, started_at: datetime) -> None:
    values = {"kind": "register", "parameters": {"file": file}, "started_at": started_at}
    conn.execute(insert(dataset).values(**values, finished_at=utc_now()))


def _require_right_database(conn: Connection, *, demo: bool, agreed: bool) -> None:
    """A real register and the demonstration stay apart unless the operator says otherwise."""
    held = _kinds(conn)
    if agreed and "demo" not in held:
        raise ImportRefusedError("没有完整的演示城市", _NO_DEMO_YET)
    if not agreed and (demo or "demo" in held):
        raise ImportRefusedError("这是演示城市", _INTO_DEMO)


def _report(plan: Plan, errors: Path, batch_id: int | None) -> None:
    counts = plan.counts()
    print(f"{'would be: ' if batch_id is None else ''}{plan.rows:,} rows")
    for name in ("added", "changed", "unchanged"):
        print(f"  {name:<10} {counts[name]:,}")
    print(f"  left out   {plan.left_out:,}")
    print(f"  未定位      {plan.unlocated:,} (taken, without a point on the map)")
    if plan.swapped:
        print(f"  {plan.swapped:,} rows have longitude and latitude swapped: see --swap")
    if plan.datum is not None and plan.datum.suggests_gcj02:
        print(
            f"  the points look like GCJ-02: {plan.datum.pairs:,} known points are "
            f"{plan.datum.as_given_m:.0f} m away, {plan.datum.shifted_m:.0f} m when shifted back: "
            "see --datum"
        )
    if plan.issues:
        _show(plan.issues)
        print(f"{len(plan.issues):,} remarks on rows: {errors}")
    if batch_id is not None:
        print(f"batch {batch_id}: `python app.py import undo {batch_id}` takes it back")


def _show(issues: Sequence[Issue]) -> None:
    for item in issues[:_SHOWN]:
        place = f"row {item.row}, {item.column or 'row'}"
        words = f"{item.reason_en} / {item.reason}"
        print(f"  {item.level}: {place}: {item.value!r}: {words}", file=sys.stderr)
    if len(issues) > _SHOWN:
        print(f"  … and {len(issues) - _SHOWN:,} more", file=sys.stderr)
