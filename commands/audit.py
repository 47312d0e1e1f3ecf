"""`python app.py audit`: verify the log's chain, say its newest hash, archive what is old."""

import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy import Engine

from data_access.audit import head, row_with
from data_access.audit_archive import ArchiveError, archive, verify
from data_access.engine import reading, writing
from data_access.opening import open_database
from domain.clock import utc_now
from domain.scope import system_scope
from settings import Settings

NAME = "audit"
HELP = "verify, anchor and archive the audit log"
SYSTEM = system_scope("audit command")


def add_arguments(parser: ArgumentParser) -> None:
    """One sub-command a step."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    verified = steps.add_parser(
        "verify", help="walk the chain through archives and database; 1 when it does not hold"
    )
    verified.add_argument(
        "--expect",
        metavar="HASH",
        help="hash that `audit head` printed earlier: its row must still be there",
    )
    steps.add_parser("head", help="id and hash of the newest row, to write down elsewhere")
    steps.add_parser("archive", help="move rows older than security.audit_keep_days to files")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do one step; 1 when the chain does not hold or nothing can be archived."""
    engine = open_database(settings)
    try:
        return _STEPS[arguments.step](engine, arguments, settings)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _verify(engine: Engine, arguments: Namespace, settings: Settings) -> int:
    with reading(engine) as conn:
        found = verify(conn, settings.data_dir)
        known = row_with(conn, arguments.expect) if arguments.expect else None
    if found.broken is not None:
        print(f"the chain does not hold: {found.broken}", file=sys.stderr)
        return 1
    if arguments.expect and known is None:
        print(
            f"the chain holds, but no row has the hash {arguments.expect}: "
            "its end was cut off or written anew",
            file=sys.stderr,
        )
        return 1
    print(f"the chain holds: {found.rows} rows, and {found.archived} in archives")
    if known is not None:
        print(f"row {known} is the one that was written down")
    print(f"newest row {found.last_id} {found.last_hash}")
    return 0


def _head(engine: Engine, _arguments: Namespace, _settings: Settings) -> int:
    with reading(engine) as conn:
        row, newest = head(conn)
    print(f"{row} {newest}")
    return 0


def _archive(engine: Engine, _arguments: Namespace, settings: Settings) -> int:
    files = 0
    while True:
        with writing(engine) as conn:
            made = archive(
                conn,
                SYSTEM,
                utc_now(),
                settings.data_dir,
                keep_days=settings.security.audit_keep_days,
            )
        if made is None:
            break
        files += 1
        print(f"rows {made.first_id} to {made.last_id} in {made.path}")
    print(f"{files} archives made")
    return 0


_STEPS = {"verify": _verify, "head": _head, "archive": _archive}
