"""`python app.py restore FILE`: an installation as it stood in a backup."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path

from commands.run import answers
from data_access.backup.manifest import BackupError
from data_access.backup.restoring import Restored, restore
from data_access.engine import open_engine
from data_access.presence import others_connected
from domain.clock import CITY_TIME, utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "restore"
HELP = "bring back an installation from a backup (stop the program first)"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive of the backup command")
    parser.add_argument(
        "--force", action="store_true", help="also over an installation; it is put aside, not lost"
    )
    parser.add_argument(
        "--trust-unsigned",
        action="store_true",
        help="also an archive that is not signed with the secret key of this installation",
    )


def run(arguments: Namespace, settings: Settings) -> int:
    """Prove the archive and put it in place; 1 when nothing was changed."""
    if answers(settings):
        print("the web process is running: stop the whole program first", file=sys.stderr)
        return 1
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        others = others_connected(engine)
    finally:
        engine.dispose()
    if others:
        print(
            f"{others} other connections hold the database: stop every process on every machine "
            "first",
            file=sys.stderr,
        )
        return 1
    try:
        done = restore(
            settings,
            system_scope("restore command"),
            arguments.file.absolute(),
            utc_now(),
            force=arguments.force,
            trust_unsigned=arguments.trust_unsigned,
        )
    except BackupError as error:
        print(f"not restored: {error}", file=sys.stderr)
        return 1
    for line in told(done):
        print(line)
    return 0


def told(done: Restored) -> list[str]:
    """What a person wants to know of it."""
    manifest = done.manifest
    made = manifest.made_at.astimezone(CITY_TIME)
    lines = [
        f"restored {manifest.city}, as of {made:%Y-%m-%d %H:%M:%S}: "
        f"{sum(manifest.rows.values()):,} rows, {len(manifest.members) - 1:,} files",
        "row counts, audit chain and the hash of every file are as they were",
        f"RPO {timedelta(seconds=round(done.lost_s))} (age of the backup), RTO {done.took_s} s "
        "(this restore)",
    ]
    if done.aside is not None:
        lines.append(f"the state before lies in {done.aside}, and nothing removes it by itself")
    if manifest.missing:
        lines.append(f"{len(manifest.missing):,} files were missing when the backup was made")
    if manifest.audit_break:
        lines.append(f"the audit log was broken when the backup was made: {manifest.audit_break}")
    if not done.same_key:
        lines.append(
            "this installation has another secret key: camera passwords and second factors of "
            "the backup cannot be opened; put its key in place, or set them anew"
        )
    return lines
