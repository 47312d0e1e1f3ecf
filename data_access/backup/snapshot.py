"""A copy of the database in one consistent state, made while others go on writing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table

from data_access.audit import first_break, head
from data_access.backup import postgresql
from data_access.backup.manifest import DATABASE_FILES, BackupError
from data_access.engine import CITY, open_engine, reading
from data_access.migrate import VERSION_TABLE
from data_access.schema import audit_checkpoint, control_photo, detector_model, evidence
from data_access.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Facts:
    """What a copy holds.

    Attributes:
        rows: Table → number of its rows.
        audit_id: Newest row of the audit log.
        audit_hash: Its hash.
        audit_break: What is wrong with the chain of the log, None when it holds.
        files: Path below the data directory → SHA-256 that the database remembers.
    """

    rows: dict[str, int]
    audit_id: int
    audit_hash: str
    audit_break: str | None
    files: dict[str, str]


@contextmanager
def copied(engine: Engine, folder: Path) -> Iterator[tuple[Path, Facts]]:
    """The copy as a file in `folder`, and what it holds.

    Raises:
        BackupError: The database is damaged, or the programs of PostgreSQL are missing or failed.
        OSError: The file cannot be written.
    """
    target = folder / DATABASE_FILES[engine.dialect.name]
    if engine.dialect.name == "postgresql":
        facts = _dump(engine, target)
    else:
        _copy(engine, target)
        twin = open_engine(f"sqlite:///{target}")
        try:
            with reading(twin) as conn:
                facts = facts_of(conn)
        finally:
            twin.dispose()
    try:
        yield target, facts
    finally:
        target.unlink(missing_ok=True)


def facts_of(conn: Connection) -> Facts:
    """Count and check what this transaction sees; the schema is that of this program."""
    audit_id, audit_hash = head(conn)
    pictures = select(evidence.c.path, evidence.c.sha256)
    archives = select(audit_checkpoint.c.archive, audit_checkpoint.c.archive_sha256)
    photos = select(control_photo.c.path, control_photo.c.sha256)
    models = select(detector_model.c.path, detector_model.c.sha256).where(
        detector_model.c.state != "removed"
    )
    files = {path: sha256 for query in (pictures, photos) for path, sha256 in conn.execute(query)}
    files |= {path: sha256 for query in (archives, models) for path, sha256 in conn.execute(query)}
    return Facts(row_counts(conn), audit_id, audit_hash, first_break(conn), files)


def row_counts(conn: Connection) -> dict[str, int]:
    """Table → number of its rows, whatever the version of the schema."""
    return {
        name: int(conn.execute(select(func.count()).select_from(table(name))).scalar_one())
        for name in sorted(set(inspect(conn).get_table_names()) - {VERSION_TABLE})
    }


def _copy(engine: Engine, target: Path) -> None:
    """SQLite's own online copy, in one step: in small steps every write starts it anew.

    Readers go on meanwhile; writers wait for its end, or write past it in WAL mode.
    """
    source = engine.raw_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]  # sqlite3's own
            copy.execute("PRAGMA journal_mode = DELETE")
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        source.close()
    if said != "ok":
        raise BackupError(f"{engine.url.database} is damaged: {said}")


def _dump(engine: Engine, target: Path) -> Facts:
    postgresql.require_programs()
    repeatable = engine.connect().execution_options(isolation_level="REPEATABLE READ", place=CITY)
    with repeatable as conn, conn.begin() as transaction:
        snapshot = str(conn.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
        facts = facts_of(conn)
        postgresql.dump(engine, snapshot, target)
        transaction.rollback()
    return facts
