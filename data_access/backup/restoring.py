"""Bring an installation back from a backup: proved first, then put in place, or nothing changes.

What was there before stays on the disk, in a folder of the data directory and, on PostgreSQL, in
a schema of the database, both named `before_restore_<moment>`.
"""

import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, table, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError as DriverError

from data_access import audit
from data_access.backup import postgresql
from data_access.backup.archive import unpack
from data_access.backup.aside import put_aside, put_back
from data_access.backup.manifest import (
    KEPT_FOLDERS,
    BackupError,
    Manifest,
    key_mark,
    stamp,
)
from data_access.backup.snapshot import facts_of, row_counts
from data_access.changes import Topic, numbers
from data_access.engine import check_connection, open_engine, reading, writing
from data_access.migrate import current_revision, knows, upgrade
from data_access.schema import change_number, sign_in_session
from data_access.secret_key import secret_key
from domain.audit import Event
from domain.scope import Action, Scope
from settings import Settings

_UNSIGNED = (
    "{}: not signed with the secret key of this installation: made elsewhere, by an older version, "
    "or changed. Put the key of its installation in place; or --trust-unsigned, when you know "
    "where the archive has been"
)
_SIGNS_OF_USE = ("account", "establishment", "audit_log")


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore.

    Attributes:
        manifest: Of the backup.
        lost_s: Age of the backup: what was written since then is not in it (RPO).
        took_s: How long the restore took (RTO, without finding the archive and the people).
        aside: Where the old state lies, None when there was none.
        same_key: Whether this installation has the secret key that sealed the backup's secrets.
    """

    manifest: Manifest
    lost_s: float
    took_s: float
    aside: Path | None
    same_key: bool


def restore(
    settings: Settings,
    scope: Scope,
    archive: Path,
    now: datetime,
    *,
    force: bool,
    trust_unsigned: bool = False,
) -> Restored:
    """Restore into the installation of `settings`, of which no process runs.

    Args:
        settings: Of the installation to fill.
        scope: Who does it, for the audit log.
        archive: A backup.
        now: Aware UTC.
        force: Also where there is something already; it is put aside.
        trust_unsigned: Also an archive that the secret key of this installation has not signed.

    Raises:
        BackupError: Why not; then everything is as it was.
        DatabaseError: The database does not answer.
        OSError: Files cannot be read or written; then everything is as it was.
    """
    scope.require(Action.RUN_SYSTEM)
    began = time.monotonic()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    key = secret_key(settings)
    work = Path(tempfile.mkdtemp(dir=settings.data_dir, prefix=".restore-"))
    try:
        manifest = unpack(archive, work)
        if not (trust_unsigned or manifest.is_signed(key)):
            raise BackupError(_UNSIGNED.format(archive))
        _require_fitting(settings, archive, manifest)
        held = _numbers_if_used(settings)
        if held is not None and not force:
            raise BackupError(
                f"{settings.data_dir} holds an installation already; --force puts it aside "
                "and restores"
            )
        aside = settings.data_dir / f"{postgresql.ASIDE}{stamp(now).lower()}"
        filled = _Filled(settings, scope, archive, manifest, now, held or {})
        if manifest.database == "sqlite":
            _into_sqlite(filled, work, aside)
        else:
            _into_postgresql(filled, work, aside)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Restored(
        manifest=manifest,
        lost_s=(now - manifest.made_at).total_seconds(),
        took_s=round(time.monotonic() - began, 1),
        aside=aside if held is not None else None,
        same_key=manifest.key_mark == key_mark(key),
    )


@dataclass(frozen=True, slots=True)
class _Filled:
    """What proves and finishes a freshly filled database."""

    settings: Settings
    scope: Scope
    archive: Path
    manifest: Manifest
    now: datetime
    held: Mapping[str, int]

    def prove(self, engine: Engine) -> None:
        """Count, migrate, and follow the chain and every file that the database names."""
        wanted = self.manifest
        if current_revision(engine) != wanted.revision:
            raise BackupError(f"{self.archive}: the database is not at version {wanted.revision}")
        with reading(engine) as conn:
            counted = row_counts(conn)
        for name in sorted(counted.keys() | wanted.rows.keys()):
            if counted.get(name) != wanted.rows.get(name):
                raise BackupError(
                    f"{self.archive}: table {name} has {counted.get(name)} rows, the manifest "
                    f"says {wanted.rows.get(name)}"
                )
        upgrade(engine)
        with reading(engine) as conn:
            facts = facts_of(conn)
        if facts.audit_break != wanted.audit_break:
            raise BackupError(f"{self.archive}: audit log: {facts.audit_break}")
        if (facts.audit_id, facts.audit_hash) != (wanted.audit_id, wanted.audit_hash):
            raise BackupError(f"{self.archive}: audit log does not end where the manifest says")
        for name, sha256 in facts.files.items():
            member = wanted.members.get(name)
            if (member is None or member.sha256 != sha256) and name not in wanted.missing:
                raise BackupError(f"{self.archive}: {name!r} is not what the database says")

    def finish(self, engine: Engine) -> None:
        """End every session, outdate every kept answer, and write down what was done."""
        with writing(engine) as conn:
            conn.execute(
                update(sign_in_session)
                .where(sign_in_session.c.ended_at.is_(None))
                .values(ended_at=self.now, end_reason="restored")
            )
            _raise_numbers(conn, self.held)
            made_at = self.manifest.made_at
            audit.record(
                conn,
                self.scope,
                Event.RESTORED,
                self.now,
                on=("backup", self.archive.name),
                made_at=made_at.isoformat(),
                lost_s=int((self.now - made_at).total_seconds()),
            )


def _require_fitting(settings: Settings, archive: Path, manifest: Manifest) -> None:
    if not knows(manifest.revision):
        raise BackupError(
            f"{archive}: made by version {manifest.program} with schema {manifest.revision}, which "
            "this program does not know: restore it with that version or a newer one"
        )
    configured = "postgresql" if settings.database_url.startswith("postgresql") else "sqlite"
    if manifest.database != configured:
        raise BackupError(
            f"{archive}: a backup of {manifest.database}; database.url names {configured}"
        )
    if configured == "postgresql":
        postgresql.require_programs()


def _numbers_if_used(settings: Settings) -> dict[str, int] | None:
    """Change numbers of what is there; None for an empty installation."""
    files = any(
        path.is_file() for name in KEPT_FOLDERS for path in (settings.data_dir / name).rglob("*")
    )
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        path = engine.url.database
        if engine.dialect.name == "sqlite" and not (path and Path(path).is_file()):
            return {} if files else None
        if engine.dialect.name != "sqlite":
            check_connection(engine)
        with reading(engine) as conn:
            there = set(inspect(conn).get_table_names())
            used = any(
                conn.execute(select(1).select_from(table(name)).limit(1)).first()
                for name in _SIGNS_OF_USE
                if name in there
            )
            if not used and not files:
                return None
            return (
                {str(topic): number for topic, number in numbers(conn).items()}
                if change_number.name in there
                else {}
            )
    except DriverError:
        if engine.dialect.name != "sqlite":
            raise
        return {}  # damaged: all the more a reason to restore over it, but only by force
    finally:
        engine.dispose()


def _into_sqlite(filled: _Filled, work: Path, aside: Path) -> None:
    fresh = work / filled.manifest.database_file
    engine = open_engine(f"sqlite:///{fresh}")
    try:
        filled.prove(engine)
        filled.finish(engine)
    except DriverError as error:
        raise BackupError(f"{filled.archive}: database is damaged: {error.orig}") from error
    finally:
        engine.dispose()
    target = Path(str(make_url(filled.settings.database_url).database))
    moved = _Moves()
    try:
        for old in [
            target,
            *(target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal")),
        ]:
            moved.move(old, aside / old.name)
        _files_into_place(filled.settings, work, aside, moved)
        moved.move(fresh, target)
    except BaseException:
        moved.undo()
        raise


def _into_postgresql(filled: _Filled, work: Path, aside: Path) -> None:
    engine = open_engine(filled.settings.database_url, pool_size=2)
    moved = _Moves()
    held = put_aside(engine, aside.name)
    try:
        postgresql.load(engine, work / filled.manifest.database_file)
        filled.prove(engine)
        _files_into_place(filled.settings, work, aside, moved)
        filled.finish(engine)
    except BaseException:
        moved.undo()
        put_back(engine, aside.name if held else None)
        raise
    finally:
        engine.dispose()


def _files_into_place(settings: Settings, work: Path, aside: Path, moved: "_Moves") -> None:
    for name in KEPT_FOLDERS:
        moved.move(settings.data_dir / name, aside / name)
        moved.move(work / name, settings.data_dir / name)


class _Moves:
    """Files and folders that were moved, and the way back."""

    def __init__(self) -> None:
        self._done: list[tuple[Path, Path]] = []

    def move(self, source: Path, target: Path) -> None:
        """Move what is there; nothing when it is not."""
        if not source.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)  # a rename, unless the database lies on another disk
        self._done.append((source, target))

    def undo(self) -> None:
        """Move everything back, newest first."""
        for source, target in reversed(self._done):
            with suppress(OSError):
                shutil.move(target, source)


def _raise_numbers(conn: Connection, held: Mapping[str, int]) -> None:
    """Above those of both states: a screen or cache that knows one of them asks anew."""
    restored = numbers(conn)
    for topic in Topic:
        number = max(held.get(topic, 0), restored[topic]) + 1
        changed = conn.execute(
            update(change_number).where(change_number.c.topic == topic).values(number=number)
        )
        if changed.rowcount == 0:
            conn.execute(change_number.insert().values(topic=topic, number=number))
