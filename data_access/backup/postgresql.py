"""pg_dump and pg_restore: found, called with nothing secret in their arguments, heard in words."""

import os
import shutil
import subprocess
from pathlib import Path

from psycopg2.extensions import make_dsn
from sqlalchemy import Engine

from data_access.backup.manifest import BackupError
from data_access.engine import CITY

# Where Debian keeps the programs of every version.
_DEBIAN = Path("/usr/lib/postgresql")
# Tables that a restore has put aside stay out of the next backup.
ASIDE = "before_restore_"


def dump(engine: Engine, snapshot: str, target: Path) -> None:
    """Write the database, as `snapshot` (pg_export_snapshot) sees it, in pg_dump's own format.

    Raises:
        BackupError: The program is missing, or what it said.
    """
    _call(
        engine,
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--enable-row-security",  # else it refuses to read as the owner, whom security binds too
        f"--exclude-schema={ASIDE}*",
        f"--snapshot={snapshot}",
        f"--file={target}",
    )


def load(engine: Engine, source: Path) -> None:
    """Fill an empty database from such a file: all of it or nothing.

    Security of rows comes last in the file, so the rows are copied before it binds.

    Raises:
        BackupError: The program is missing, or what it said.
    """
    _call(
        engine,
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        str(source),
    )


def require_programs() -> None:
    """Raise BackupError unless the client programs are here."""
    for name in ("pg_dump", "pg_restore"):
        _program(name)


def _call(engine: Engine, program: str, *arguments: str) -> None:
    address, password = _address(engine)
    environment = {
        **os.environ,
        "PGOPTIONS": f"-c nuancheng.place={CITY}",
        "PGCLIENTENCODING": "UTF8",
        "LC_ALL": "C",
    }
    if password:
        environment["PGPASSWORD"] = password
    done = subprocess.run(  # noqa: S603 - a program we looked for, arguments as a list
        [_program(program), "--no-password", f"--dbname={address}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"status {done.returncode}"
        raise BackupError(f"{program}: {said[:600]}")


def _address(engine: Engine) -> tuple[str, str | None]:
    """How libpq finds the database, without the password, and the password."""
    _, given = engine.dialect.create_connect_args(engine.url)
    password = given.pop("password", None)
    return make_dsn(**given), password


def _program(name: str) -> str:
    """The newest one: an older pg_dump refuses a newer server."""
    installed = sorted(
        _DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]), reverse=True
    )
    found = str(installed[0]) if installed else shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} is not installed; backups of PostgreSQL need its client programs, of the "
            "server's version or newer (Debian: apt-get install postgresql-client)"
        )
    return found
