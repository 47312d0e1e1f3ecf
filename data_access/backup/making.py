"""Make a backup: database first, then files, so that every file the copy names is in it."""

import logging
import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data_access import audit
from data_access.backup.archive import ArchiveWriter, belongs
from data_access.backup.manifest import (
    KEPT_FOLDERS,
    BackupError,
    Manifest,
    key_mark,
    program_version,
    stamp,
)
from data_access.backup.snapshot import Facts, copied
from data_access.engine import writing
from data_access.files import UNFINISHED
from data_access.migrate import current_revision
from data_access.secret_key import secret_key
from domain.audit import Event
from domain.scope import Action, Scope
from settings import Settings

logger = logging.getLogger(__name__)

_OURS = re.compile(r"nuancheng-\d{8}T\d{6}Z\.tar\.gz")


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup.

    Attributes:
        missing: Pictures that the database names and the data directory has lost.
        audit_break: What is wrong with the chain of the audit log; saved all the same.
        seconds: How long it took.
    """

    path: Path
    size_bytes: int
    rows: int
    files: int
    missing: int
    audit_break: str | None
    seconds: float

    def figures(self) -> dict[str, Any]:
        """For the record of the run."""
        return {
            "file": self.path.name,
            "bytes": self.size_bytes,
            "rows": self.rows,
            "files": self.files,
            "missing": self.missing,
        }


def make_backup(
    engine: Engine, settings: Settings, scope: Scope, now: datetime, folder: Path | None = None
) -> Backup:
    """Write one archive of database, evidence and audit archives; the secret key is not in it.

    Args:
        engine: The database of `settings`, migrated.
        settings: Of this installation.
        scope: Who asks for it, for the audit log.
        now: Aware UTC.
        folder: Where to, instead of `backup.folder`.

    Raises:
        BackupError: Why there is none.
        OSError: The folder cannot be written; nothing half stays there.
    """
    scope.require(Action.RUN_SYSTEM)
    began = time.monotonic()
    folder = folder or settings.backup_folder
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"nuancheng-{stamp(now)}.tar.gz"
    if target.exists():
        raise BackupError(f"{target} is there already")
    work = Path(tempfile.mkdtemp(dir=folder, prefix=".backup-", suffix=UNFINISHED))
    try:
        unfinished = work / target.name
        manifest = _write(engine, settings, now, work, unfinished)
        unfinished.replace(target)
        _sync_folder(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    made = Backup(
        path=target,
        size_bytes=target.stat().st_size,
        rows=sum(manifest.rows.values()),
        files=len(manifest.members) - 1,
        missing=len(manifest.missing),
        audit_break=manifest.audit_break,
        seconds=round(time.monotonic() - began, 1),
    )
    with writing(engine) as conn:
        audit.record(
            conn,
            scope,
            Event.BACKED_UP,
            now,
            on=("backup", target.name),
            bytes=made.size_bytes,
            rows=made.rows,
            files=made.files,
        )
    return made


def remove_old(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` backups, and what killed ones left; names of those removed.

    Files with other names are left alone.
    """
    ours = sorted(path for path in folder.glob("*.tar.gz") if _OURS.fullmatch(path.name))
    surplus = ours[:-keep]
    for path in surplus:
        path.unlink(missing_ok=True)
    for left in folder.glob(f".backup-*{UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)
    return [path.name for path in surplus]


def newest(folder: Path) -> Path | None:
    """The newest backup in a folder."""
    return max(
        (path for path in folder.glob("*.tar.gz") if _OURS.fullmatch(path.name)), default=None
    )


def _write(
    engine: Engine, settings: Settings, now: datetime, work: Path, unfinished: Path
) -> Manifest:
    revision, key = current_revision(engine), secret_key(settings)
    with unfinished.open("xb") as file:
        os.chmod(file.fileno(), 0o600)  # it holds what people have entrusted to the register
        writer = ArchiveWriter(file)
        with copied(engine, work) as (database, facts):
            writer.add(database.name, database)
        missing = _add_files(writer, settings.data_dir, facts)
        manifest = Manifest(
            program=program_version(),
            city=f"{settings.city.name_zh} ({settings.city.adcode})",
            made_at=now,
            database="postgresql" if engine.dialect.name == "postgresql" else "sqlite",
            revision=str(revision),
            rows=facts.rows,
            audit_id=facts.audit_id,
            audit_hash=facts.audit_hash,
            audit_break=facts.audit_break,
            missing=missing,
            key_mark=key_mark(key),
            members=writer.members,
        )
        manifest = manifest.signed(key)
        writer.finish(manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add_files(writer: ArchiveWriter, data_dir: Path, facts: Facts) -> list[str]:
    """Add the kept folders; what of the named files is not there (or not what it was)."""
    for folder in KEPT_FOLDERS:
        for path in sorted((data_dir / folder).rglob("*")):
            name = path.relative_to(data_dir).as_posix()
            if not path.is_file() or path.is_symlink() or path.suffix == UNFINISHED:
                continue
            if belongs(name):
                writer.add(name, path)
            else:
                logger.warning("Not in the backup, because it is none of ours: %s", name)
    return sorted(
        name
        for name, sha256 in facts.files.items()
        if name not in writer.members or writer.members[name].sha256 != sha256
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
