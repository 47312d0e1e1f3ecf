"""What is stored, how much of it, and whether the ground it stands on is sound."""

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, Select, Table, func, select, text

from data_access.engine import bypasses_row_security, safe_url, wal_is_safe, widened
from data_access.schema import (
    alert,
    alert_rollup,
    audit_log,
    camera,
    control_photo,
    control_rollup,
    establishment,
    evidence,
    register_change,
    sign_in_session,
)
from data_access.sqlite import sqlite3
from domain.clock import city_day
from domain.disk import Disk
from domain.scope import Action, NotAllowedError, Scope

FOLDERS = (
    "frames",
    "clips",
    "audit",
    "models",
    "backups",
    "uploads",
    "fonts",
    "translations",
    "packed",
    "papers",
)
"""Folders of the data directory whose files are few; of evidence the database knows the sizes."""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The database itself.

    Attributes:
        address: Without a password.
        journal: SQLite: delete or wal; None on PostgreSQL.
        wal_unsafe: SQLite has the WAL-reset bug, so the slower journal is used.
        above_security: The role of PostgreSQL stands above row-level security.
    """

    kind: str
    version: str
    address: str
    size_bytes: int
    journal: str | None
    wal_unsafe: bool
    above_security: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows of one kind.

    Attributes:
        first: City day of the oldest, None where there is none or no day belongs to them.
    """

    kind: str
    rows: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one kind below the data directory."""

    kind: str
    files: int
    size_bytes: int


def database_state(engine: Engine, scope: Scope) -> DatabaseState:
    """Kind, version and size of the database.

    Raises:
        NotAllowedError: The asker does not run the system.
    """
    _require_operator(scope)
    address, above = safe_url(str(engine.url)), bypasses_row_security(engine)
    with engine.connect() as conn:
        if engine.dialect.name == "postgresql":
            size = conn.scalar(text("SELECT pg_database_size(current_database())")) or 0
            version = str(conn.scalar(text("SHOW server_version")))
            return DatabaseState("PostgreSQL", version, address, int(size), None, False, above)
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        page_bytes = conn.exec_driver_sql("PRAGMA page_size").scalar_one()
        journal = str(conn.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    unsafe = not wal_is_safe(sqlite3.sqlite_version_info)
    size = pages * page_bytes
    return DatabaseState("SQLite", sqlite3.sqlite_version, address, size, journal, unsafe, above)


def stored(conn: Connection, scope: Scope) -> list[Stored]:
    """Rows of what grows, and from when to when; sums that say nothing of one establishment.

    Control records are counted in their roll-up: there are millions of them.

    Raises:
        NotAllowedError: As for `database_state`.
    """
    _require_operator(scope)
    duties = control_rollup.c
    all_duties = duties.open + duties.done + duties.late + duties.missed + duties.excused
    with widened(conn):
        return [
            Stored("establishment", _rows(conn, establishment)),
            Stored("camera", _rows(conn, camera)),
            Stored(
                "control_task",
                int(conn.scalar(select(func.coalesce(func.sum(all_duties), 0))) or 0),
                *_days(conn, select(func.min(duties.period_start), func.max(duties.period_start))),
            ),
            Stored(
                "alert",
                _rows(conn, alert),
                *_days(
                    conn,
                    select(func.min(alert_rollup.c.raised_on), func.max(alert_rollup.c.raised_on)),
                ),
            ),
            Stored("register_change", *_with_moments(conn, register_change)),
            Stored("audit_log", *_with_moments(conn, audit_log)),
            Stored("sign_in_session", _rows(conn, sign_in_session)),
        ]


def files(conn: Connection, scope: Scope, data_dir: Path, backup_folder: Path) -> list[Files]:
    """Files and their sizes: of pictures as the database knows them, of the rest as they lie.

    Raises:
        NotAllowedError: As for `database_state`.
    """
    _require_operator(scope)
    with widened(conn):
        number, size = 0, 0
        photos = select(control_photo.c.path, control_photo.c.size_bytes.label("bytes")).distinct()
        for pictures in (evidence, photos.subquery()):  # one photo may stand at many findings
            column = pictures.c.bytes
            rows, held = conn.execute(
                select(func.count(), func.coalesce(func.sum(column), 0))
            ).one()
            number, size = number + rows, size + int(held)
    places = {name: data_dir / name for name in FOLDERS} | {"backups": backup_folder}
    return [Files("evidence", number, size), *(_walk(*place) for place in places.items())]


def disk(data_dir: Path) -> Disk:
    """Room on the disk of the data directory, or of where it is going to be."""
    there = next(place for place in (data_dir, *data_dir.parents) if place.exists())
    usage = shutil.disk_usage(there)
    return Disk(usage.total, usage.free)


def _walk(kind: str, folder: Path) -> Files:
    number = size = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                size += os.stat(os.path.join(place, name)).st_size
            except OSError:  # replaced or removed at this moment
                continue
            number += 1
    return Files(kind, number, size)


def _rows(conn: Connection, table: Table) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def _days(conn: Connection, span: Select[date, date]) -> tuple[date | None, date | None]:
    first, last = conn.execute(span).one()
    return first, last


def _with_moments(conn: Connection, table: Table) -> tuple[int, date | None, date | None]:
    span = select(func.min(table.c.at), func.max(table.c.at))
    first, last = conn.execute(span).one()
    return _rows(conn, table), first and city_day(first), last and city_day(last)


def _require_operator(scope: Scope) -> None:
    if not (scope.allows(Action.MANAGE_SYSTEM) or scope.allows(Action.RUN_SYSTEM)):
        raise NotAllowedError(f"{scope.role} may not see what is stored")
