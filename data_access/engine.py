"""Connections: one engine a process, short transactions, writers that never deadlock on SQLite."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import OperationalError

from data_access.sqlite import sqlite3

logger = logging.getLogger(__name__)

CITY = "city"
"""The place of those who see every row (`Scope.place`)."""


_JOURNAL_BYTES = 64 << 20
"""What is left of SQLite's write-ahead log after a large import."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and never holds a password."""


def open_engine(url: str, *, pool_size: int = 10, busy_timeout_s: float = 15) -> Engine:
    """Engine for `sqlite:///…` or `postgresql+psycopg2://…`.

    Raises:
        DatabaseError: The data directory is missing or not writable.
    """
    if url.startswith("postgresql"):
        engine = create_engine(url, pool_size=pool_size, pool_pre_ping=True)
        _name_the_place(engine)
        return engine
    path = make_url(url).database
    if path and path != ":memory:":
        _require_writable(Path(path))
    engine = create_engine(
        url,
        module=sqlite3,
        connect_args={"timeout": busy_timeout_s, "check_same_thread": False},
    )
    _prepare_sqlite(engine, busy_timeout_s)
    return engine


@contextmanager
def reading(engine: Engine, place: str = CITY) -> Iterator[Connection]:
    """A connection in a read transaction: one consistent state, rolled back at the end.

    Args:
        engine: Where.
        place: What row-level security lets through (`Scope.place`); processes of our own see all.
    """
    with engine.connect().execution_options(place=place) as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


@contextmanager
def writing(engine: Engine, place: str = CITY) -> Iterator[Connection]:
    """A connection in a write transaction: all of it or nothing.

    On SQLite it begins IMMEDIATE: a deferred one that reads and then writes fails as busy without
    waiting (measured: 775,489 errors against none).

    Args:
        engine: Where.
        place: As for `reading`.
    """
    with engine.connect().execution_options(immediate=True, place=place) as conn, conn.begin():
        yield conn


@contextmanager
def widened(conn: Connection) -> Iterator[None]:
    """Let the rows of the whole city through until the end of the block.

    For the few sums that an asker may know of more than it may see, such as the city's average.
    """
    if conn.dialect.name != "postgresql":
        yield
        return
    _set_place(conn, CITY)
    try:
        yield
    finally:
        _set_place(conn, conn.get_execution_options().get("place", CITY))


def bypasses_row_security(engine: Engine) -> bool:
    """Whether the database role stands above row-level security: then only scope narrows."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as conn:
        found = conn.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        return bool(found.scalar_one())


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug.

    From 3.7.0 to 3.51.2 it can drop committed pages when processes write together (fixed in
    3.51.3, with backports 3.44.6 and 3.50.7).
    """
    backported = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}.get((version[0], version[1]))
    return version >= (3, 51, 3) or (backported is not None and version >= backported)


def safe_url(url: str) -> str:
    """The address without its password, for messages and status."""
    return make_url(url).render_as_string(hide_password=True)


def check_connection(engine: Engine) -> None:
    """Raise DatabaseError, in words and without a password, unless the database answers."""
    try:
        with engine.connect():
            return
    except DriverError as error:
        silent = isinstance(error, OperationalError)
        raise in_words(engine, error, "does not answer" if silent else "cannot be used") from None


def in_words(engine: Engine, error: DriverError, what: str) -> DatabaseError:
    """What the driver said, with the address it is about and without a password."""
    return DatabaseError(f"{safe_url(str(engine.url))} {what}: {str(error.orig).strip()}")


def _require_writable(path: Path) -> None:
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):  # a name of its own: processes start together
            pass
    except OSError as error:
        raise DatabaseError(f"data directory {folder} is not writable: {error.strerror}") from error
    if path.exists() and not os.access(path, os.W_OK):  # else only the first write would say so
        raise DatabaseError(f"{path} is not writable: its permissions forbid it")


def _prepare_sqlite(engine: Engine, busy_timeout_s: float) -> None:
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        cursor.execute(f"PRAGMA journal_mode = {journal}")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
        cursor.execute("PRAGMA cache_size = -32768")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        immediate = conn.get_execution_options().get("immediate", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _name_the_place(engine: Engine) -> None:
    """Each transaction begins by naming its place; row-level security shows nothing without.

    Compiling queries costs half a second where row-level security makes them look dear, and saves
    nothing on queries as short as ours (measured in bench/search.py).
    """

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        _set_place(conn, conn.get_execution_options().get("place", CITY))


def _set_place(conn: Connection, place: str) -> None:
    conn.exec_driver_sql("SELECT set_config('nuancheng.place', %s, true)", (place,))
