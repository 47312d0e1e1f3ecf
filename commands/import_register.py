"""`python app.py import establishments FILE`: bring in a real register."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from data_access.engine import DatabaseError, check_connection, open_engine, writing
from data_access.importing.csv_file import Issue, write_issues
from data_access.importing.mapping import ImportRefusedError, Mapping, load_mapping
from data_access.importing.register_file import Outcome, import_establishments
from data_access.migrate import upgrade
from data_access.places import Boundaries, PlacesError, load_places
from data_access.schema import dataset
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "import"
HELP = "bring in a register of establishments from a CSV file"
_SHOWN = 10
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
    parser.add_argument("subject", choices=["establishments"])
    parser.add_argument("file", type=Path, help="UTF-8 CSV with a header line")
    parser.add_argument("--mapping", type=Path, help="YAML: which column is which (docs/import.md)")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
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
        mapping = load_mapping(arguments.mapping) if arguments.mapping else Mapping()
        boundaries = Boundaries.load(settings.city.boundaries)
        outcome = _import(arguments, settings, mapping, boundaries)
        errors = arguments.errors or settings.data_dir / "import-errors.csv"
        if outcome.issues:
            errors.parent.mkdir(parents=True, exist_ok=True)
            write_issues(errors, outcome.issues)
    except (DatabaseError, ImportRefusedError, PlacesError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"row errors cannot be written: {error}", file=sys.stderr)
        return 1
    _report(outcome, errors, dry_run=arguments.dry_run)
    return 1 if outcome.rows and outcome.left_out == outcome.rows else 0


def _import(
    arguments: Namespace, settings: Settings, mapping: Mapping, boundaries: Boundaries
) -> Outcome:
    database = settings.database
    engine = open_engine(
        settings.database_url,
        pool_size=database.pool_size,
        busy_timeout_s=database.busy_timeout_s,
    )
    try:
        check_connection(engine)
        upgrade(engine)
        now = utc_now()
        with writing(engine) as conn:
            attempt = conn.begin_nested()
            _require_right_database(conn, demo=settings.demo.enabled, agreed=arguments.into_demo)
            load_places(conn, settings.city)
            outcome = import_establishments(
                conn, system_scope("import"), arguments.file, mapping, boundaries, now
            )
            if not _kinds(conn):
                _say_what_this_is(conn, arguments.file.name, now)
            if arguments.dry_run:
                attempt.rollback()
        return outcome
    finally:
        engine.dispose()


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
        raise ImportRefusedError(_NO_DEMO_YET)
    if not agreed and (demo or "demo" in held):
        raise ImportRefusedError(_INTO_DEMO)


def _report(outcome: Outcome, errors: Path, *, dry_run: bool) -> None:
    print(f"{'would be: ' if dry_run else ''}{outcome.rows:,} rows")
    print(f"  added      {outcome.added:,}")
    print(f"  changed    {outcome.changed:,}")
    print(f"  unchanged  {outcome.unchanged:,}")
    print(f"  left out   {outcome.left_out:,}")
    print(f"  未定位      {outcome.unlocated:,} (taken, without a point on the map)")
    if outcome.issues:
        _show(outcome.issues)
        print(f"{len(outcome.issues):,} remarks on rows: {errors}")


def _show(issues: Sequence[Issue]) -> None:
    for item in issues[:_SHOWN]:
        place = f"row {item.row}, {item.column or 'row'}"
        print(f"  {item.level}: {place}: {item.value!r}: {item.reason}", file=sys.stderr)
    if len(issues) > _SHOWN:
        print(f"  … and {len(issues) - _SHOWN:,} more", file=sys.stderr)
