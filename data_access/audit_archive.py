"""Old rows of the audit log: written to a file, removed from the database, still part of the chain.

A checkpoint says where each file ends; the next row in the database follows from it.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import DatabaseError

from data_access.audit import Chain, head, record, start
from data_access.files import write_whole
from data_access.schema import audit_checkpoint, audit_log
from domain.audit import FIRST_HASH, KEPT_DAYS, Entry, Event
from domain.audit_filter import ChainBreak, Fault, Verdict
from domain.scope import Action, Scope

FOLDER = "audit"
ROWS_A_FILE = 100_000


class ArchiveError(Exception):
    """The rows cannot be archived; nothing was removed, and the message says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One file of old rows; `path` is below the data directory."""

    first_id: int
    last_id: int
    rows: int
    path: str
    sha256: str


def archive(
    conn: Connection,
    scope: Scope,
    now: datetime,
    folder: Path,
    *,
    keep_days: int = KEPT_DAYS,
    most_rows: int = ROWS_A_FILE,
) -> Archive | None:
    """Move the oldest rows into one file: first the whole file, then the rows go.

    A kill between the two leaves a file that the next call writes again, the same to the byte.

    Args:
        conn: Write transaction.
        scope: A process of the system.
        now: Aware UTC.
        folder: The data directory.
        keep_days: Rows younger than this stay; KEPT_DAYS at least.
        most_rows: Rows a file takes at most: call again until nothing is left.

    Returns:
        The file, None when no row is old enough.

    Raises:
        NotAllowedError: The asker is no process of the system.
        ArchiveError: The chain is broken there, or the database refuses to let rows go.
        OSError: The file cannot be written.
        ValueError: `keep_days` is too short.
    """
    scope.require(Action.RUN_SYSTEM)
    if keep_days < KEPT_DAYS:
        raise ValueError(f"the log is kept for {KEPT_DAYS} days at least, got {keep_days}")
    rows = _old_rows(conn, now - timedelta(days=keep_days), most_rows)
    if not rows:
        return None
    made = _write(folder, rows)
    conn.execute(
        insert(audit_checkpoint).values(
            last_id=made.last_id,
            last_hash=rows[-1].hash,
            rows=made.rows,
            archive=made.path,
            archive_sha256=made.sha256,
            at=now,
        )
    )
    try:
        conn.execute(delete(audit_log).where(audit_log.c.id <= made.last_id))
    except DatabaseError as error:
        raise ArchiveError(f"the database keeps its rows: {error.orig}") from error
    on = ("audit", f"{made.first_id}-{made.last_id}")
    record(conn, scope, Event.AUDIT_ARCHIVED, now, on=on, rows=made.rows, sha256=made.sha256)
    return made


def verify(conn: Connection, folder: Path) -> Verdict:
    """Check every archive and then the rows of the database, up to the first break."""
    chain = _walked(_checkpoints(conn), folder)
    archived = chain.rows
    if chain.broken is not None:
        return chain.verdict(archived)
    chain.archive = ""
    while chain.go_on(conn):
        pass
    return chain.verdict(archived)


def verify_archives(
    connect: Callable[[], AbstractContextManager[Connection]], scope: Scope, folder: Path
) -> Verdict:
    """Check every archive, and that the database goes on where the last one ends.

    Args:
        connect: Opens a read transaction; none is open while files are read.
        scope: Who asks.
        folder: The data directory.
    """
    scope.require(Action.READ_AUDIT)
    with connect() as conn:
        checkpoints = _checkpoints(conn)
    chain = _walked(checkpoints, folder)
    archived = chain.rows
    if chain.broken is None:
        chain.archive = ""
        with connect() as conn:
            if (chain.last_id, chain.last_hash) == start(conn):  # nothing was archived meanwhile
                chain.go_on(conn)
    return chain.verdict(archived)


def read(content: bytes) -> Iterator[Entry]:
    """The rows of an archive.

    Raises:
        ValueError: Not what `archive` has written.
    """
    try:
        for line in gzip.decompress(content).decode().splitlines():
            values = json.loads(line)
            yield Entry(**values | {"at": datetime.fromisoformat(values["at"])})
    except (OSError, EOFError, KeyError, TypeError) as error:
        raise ValueError("no archive of the audit log") from error


def _old_rows(conn: Connection, before: datetime, most: int) -> list[Entry]:
    """The beginning of the chain as far as it is old; checked, so that no break is hidden."""
    young = conn.scalar(select(func.min(audit_log.c.id)).where(audit_log.c.at >= before))
    query = select(audit_log).order_by(audit_log.c.id).limit(most)
    if young is not None:
        query = query.where(audit_log.c.id < young)
    rows = [Entry(**row) for row in conn.execute(query).mappings()]
    if rows and rows[-1].id == head(conn)[0]:
        rows.pop()  # the newest row stays: the chain goes on from it
    chain = Chain(*start(conn))
    if not chain.add_all(rows):
        raise ArchiveError(f"the chain is broken, so nothing is archived: {chain.broken}")
    return rows


def _write(folder: Path, rows: list[Entry]) -> Archive:
    lines = "".join(f"{_line(entry)}\n" for entry in rows)
    content = gzip.compress(lines.encode(), mtime=0)
    path = f"{FOLDER}/audit-{rows[0].id:09d}-{rows[-1].id:09d}.jsonl.gz"
    write_whole(folder / path, content)
    digest = hashlib.sha256(content).hexdigest()
    return Archive(rows[0].id, rows[-1].id, len(rows), path, digest)


def _line(entry: Entry) -> str:
    values = asdict(entry) | {"at": entry.at.isoformat()}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _checkpoints(conn: Connection) -> list[Any]:
    return list(conn.execute(select(audit_checkpoint).order_by(audit_checkpoint.c.last_id)))


def _walked(checkpoints: Iterable[Any], folder: Path) -> Chain:
    """The chain along all archives, up to the first break."""
    chain = Chain(0, FIRST_HASH)
    for checkpoint in checkpoints:
        _walk_archive(chain, checkpoint, folder)
        if chain.broken is not None:
            break
    return chain


def _walk_archive(chain: Chain, checkpoint: Any, folder: Path) -> None:
    """Go on along `chain` through one archive."""
    chain.archive = checkpoint.archive
    try:
        content = (folder / checkpoint.archive).read_bytes()
    except OSError:
        chain.broken = ChainBreak(Fault.ARCHIVE_MISSING, chain.last_id + 1, chain.archive)
        return
    changed = ChainBreak(Fault.ARCHIVE_CHANGED, chain.last_id + 1, chain.archive)
    if hashlib.sha256(content).hexdigest() != checkpoint.archive_sha256:
        chain.broken = changed
        return
    try:
        whole = chain.add_all(read(content))
    except ValueError:
        chain.broken = changed
        return
    if whole and (chain.last_id, chain.last_hash) != (checkpoint.last_id, checkpoint.last_hash):
        chain.broken = ChainBreak(Fault.MISSING, chain.last_id + 1, chain.archive)
