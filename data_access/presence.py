"""Who works on a data directory: many at once, or a restore alone. The system forgets who dies."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, func, select, text

from data_access.engine import reading

FILE = "running.lock"


class InUseError(Exception):
    """Somebody else works here; the message says what to do."""


def join(data_dir: Path) -> AbstractContextManager[Any]:
    """Be one of those who work here, until the block or the process ends.

    In a directory that cannot be written nobody works: whoever tries to says so.

    Raises:
        InUseError: A restore is under way.
    """
    try:
        return _locked(data_dir, fcntl.LOCK_SH)
    except BlockingIOError:
        raise InUseError(f"{data_dir}: a restore is under way; wait for its end") from None
    except OSError:
        return nullcontext()


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Work here with nobody else.

    Raises:
        InUseError: Another process of this installation runs on this machine.
        OSError: The data directory cannot be written.
    """
    try:
        held = _locked(data_dir, fcntl.LOCK_EX)
    except BlockingIOError:
        raise InUseError(
            f"{data_dir}: a web server, patrol, scheduler or command is running; "
            "stop the whole program first"
        ) from None
    with held:
        yield


def others_connected(engine: Engine) -> int:
    """How many other connections of our role hold the PostgreSQL database, from any machine.

    0 on SQLite, whose users are all on this machine.
    """
    if engine.dialect.name != "postgresql":
        return 0
    query = (
        select(func.count())
        .select_from(text("pg_stat_activity"))
        .where(
            text("datname = current_database() AND usename = current_user"),
            text("pid <> pg_backend_pid()"),
        )
    )
    with reading(engine) as conn:
        return int(conn.execute(query).scalar_one())


def _locked(data_dir: Path, how: int) -> IO[str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    file = (data_dir / FILE).open("a", encoding="ascii")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BaseException:
        file.close()
        raise
    return file
