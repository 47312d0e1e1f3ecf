"""`python app.py backup`: one archive of everything that cannot be made again."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sqlalchemy import Engine

from data_access import job_runs
from data_access.backup.making import Backup, make_backup
from data_access.backup.manifest import BackupError
from data_access.engine import writing
from data_access.opening import open_database
from domain.clock import utc_now
from domain.jobs import Job, JobResult
from domain.scope import system_scope
from settings import Settings

NAME = "backup"
SYSTEM = system_scope("backup command")
HELP = "one archive of database, evidence and audit archives, while everything runs"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder (default: backup.folder)")


def run(arguments: Namespace, settings: Settings) -> int:
    """Write it; 1 when there is none."""
    folder = arguments.to.absolute() if arguments.to else None
    engine = open_database(settings)
    try:
        made = _recorded(engine, settings, folder)
    except BackupError as error:
        print(f"no backup: {error}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    for line in told(made):
        print(line)
    return 0


def _recorded(engine: Engine, settings: Settings, folder: Path | None) -> Backup:
    """A run of the job like those of the scheduler, so that everybody sees its age."""
    with writing(engine) as conn:
        number = job_runs.start(conn, SYSTEM, Job.BACKUP, utc_now())
    result, detail = JobResult.FAILED, {"error": "interrupted"}
    try:
        made = make_backup(engine, settings, SYSTEM, utc_now(), folder)
        result, detail = JobResult.OK, made.figures()
        return made
    except (BackupError, OSError) as error:
        detail = {"error": str(error)}
        raise
    finally:
        with writing(engine) as conn:
            job_runs.finish(conn, SYSTEM, number, utc_now(), result, detail)


def told(made: Backup) -> list[str]:
    """What a person wants to know of it."""
    lines = [
        f"{made.path}: {made.size_bytes:,} bytes, {made.rows:,} rows, {made.files:,} files, "
        f"{made.seconds} s",
        "The secret key is not in it: keep it in another place (docs/operations.md).",
    ]
    if made.missing:
        lines.append(f"{made.missing:,} files that the database names were missing or changed.")
    if made.audit_break:
        lines.append(f"The audit log was broken already: {made.audit_break}.")
    return lines
