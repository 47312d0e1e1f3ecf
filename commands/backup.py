"""`python app.py backup`: one archive of everything that cannot be made again."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from data_access.backup.making import Backup, make_backup
from data_access.backup.manifest import BackupError
from data_access.opening import open_database
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "backup"
HELP = "one archive of database, evidence and audit archives, while everything runs"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder (default: backup.folder)")


def run(arguments: Namespace, settings: Settings) -> int:
    """Write it; 1 when there is none."""
    folder = arguments.to.absolute() if arguments.to else None
    engine = open_database(settings)
    try:
        made = make_backup(engine, settings, system_scope("backup command"), utc_now(), folder)
    except BackupError as error:
        print(f"no backup: {error}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    for line in told(made):
        print(line)
    return 0


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
