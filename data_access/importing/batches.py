"""An import as a row of `change_batch`, from upload to undo, and who may see it.

States: uploaded → checked → running → done → undone; a check may be repeated, and what goes wrong
while running ends in failed with nothing written. The row knows its file by a name of our making.
"""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, select, text, true, update

from data_access import audit, history
from data_access.batches import BatchNotUndoableError
from data_access.batches import undo as undo_any
from data_access.importing.fields import Subject
from data_access.importing.subjects import SUBJECTS
from data_access.schema import change_batch
from domain.audit import Event
from domain.scope import Action, Scope

KIND = "import"
UPLOADED, CHECKED, RUNNING = "uploaded", "checked", "running"
DONE, FAILED, UNDONE = "done", "failed", "undone"
OPEN = (UPLOADED, CHECKED)
"""Somebody has begun it and neither finished nor given up."""

_BY_RECORD = {subject.record: subject for subject in SUBJECTS.values()}
_LOOKED_THROUGH = 200
_LOCK = 20230830  # one import at a time on PostgreSQL; SQLite has only one writer anyway
_ERROR_LENGTH = 300


class BatchStateError(Exception):
    """The batch does not exist for the asker, or is not in the state that the step needs."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One import.

    Attributes:
        detail: `stored` (name of the file), `header`, `signature`, `mapping`, `counts`;
            `taken_back` and `kept`, how many changes its undoing here took back and left.
        error: Why it failed, Chinese and English parted by a line break.
    """

    id: int
    subject: Subject
    state: str
    actor: str
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str | None
    file_name: str
    detail: dict[str, Any]
    error: str | None


def opened(
    conn: Connection,
    scope: Scope,
    subject: Subject,
    now: datetime,
    *,
    file_name: str,
    sha256: str,
    state: str = UPLOADED,
    detail: Dictionary[str, Any] | None = None,
) -> int:
    """A new batch of the asker; its id."""
    scope.require(Action.IMPORT_REGISTER)
    return history.open_batch(
        conn,
        scope,
        KIND,
        subject.record,
        now,
        state=state,
        detail=detail,
        file_name=file_name[-200:],
        file_sha256=sha256,
    )


def find(conn: Connection, scope: Scope, batch_id: int) -> Batch | None:
    """One import; None when there is none or it is not the asker's to see."""
    query = select(change_batch).where(_visible(scope), change_batch.c.id == batch_id)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _batch(row)


def newest(conn: Connection, scope: Scope, limit: int = 20) -> list[Batch]:
    """The newest imports first."""
    query = select(change_batch).where(_visible(scope)).order_by(change_batch.c.id.desc())
    return [_batch(row) for row in conn.execute(query.limit(limit)).mappings()]


def open_count(conn: Connection, scope: Scope) -> int:
    """How many imports wait for somebody: the length of `open_ones`."""
    query = select(func.count()).select_from(change_batch).where(_waiting(scope))
    return int(conn.execute(query).scalar_one())


def open_ones(conn: Connection, scope: Scope, offset: int, limit: int) -> list[Batch]:
    """Imports that wait for somebody, the newest first."""
    query = select(change_batch).where(_waiting(scope)).order_by(change_batch.c.id.desc())
    return [_batch(row) for row in conn.execute(query.offset(offset).limit(limit)).mappings()]


def move(
    conn: Connection,
    scope: Scope,
    batch_id: int,
    sources: Sequence[str],
    target: str,
    **values: Any,
) -> None:
    """Bring a batch from one of `sources` to `target`; `detail` is added to what it holds.

    Raises:
        BatchStateError: It is not the asker's, or in another state.
    """
    scope.require(Action.IMPORT_REGISTER)
    own = (_visible(scope), change_batch.c.id == batch_id, change_batch.c.state.in_(sources))
    if "detail" in values:
        kept = conn.execute(select(change_batch.c.detail).where(*own)).scalar_one_or_none()
        values["detail"] = {**(kept or {}), **values["detail"]}
    if isinstance(values.get("error"), str):
        values["error"] = values["error"][:_ERROR_LENGTH]
    moved = conn.execute(update(change_batch).where(*own).values(state=target, **values))
    if moved.rowcount == 0:
        raise BatchStateError(f"batch {batch_id}: not {' or '.join(sources)}")


def alone(conn: Connection) -> None:
    """Wait until no other import writes; until the end of the transaction none will begin."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def another_runs(conn: Connection, batch_id: int) -> bool:
    """Whether another import, anybody's, is running."""
    query = select(change_batch.c.id).where(
        change_batch.c.kind == KIND,
        change_batch.c.state == RUNNING,
        change_batch.c.id != batch_id,
    )
    return conn.execute(query.limit(1)).first() is not None


def finish(
    conn: Connection,
    scope: Scope,
    batch: Batch,
    now: datetime,
    counts: Dictionary[str, Any],
    **detail: Any,
) -> None:
    """Running → done, with the audit row; the last statement of the transaction.

    Raises:
        BatchStateError: Somebody has given the batch up meanwhile: roll back.
    """
    news = {"counts": dict(counts), **detail}
    move(conn, scope, batch.id, [RUNNING], DONE, finished_at=now, detail=news)
    audit.record(
        conn,
        scope,
        Event.IMPORTED,
        now,
        on=("batch", batch.id),
        subject=batch.subject.key,
        file=batch.file_name,
        **counts,
    )


def undo(conn: Connection, scope: Scope, batch_id: int, now: datetime) -> history.Undone:
    """Take back all that a finished import did, with the audit row.

    Raises:
        BatchStateError: Not the asker's, not done, or undone already.
    """
    scope.require(Action.IMPORT_REGISTER)
    if find(conn, scope, batch_id) is None:
        raise BatchStateError(f"batch {batch_id}: no import of the asker's")
    try:
        undone = undo_any(conn, scope, batch_id, now)
    except BatchNotUndoableError as refused:
        raise BatchStateError(f"batch {batch_id}: not {DONE}") from refused
    became = {"taken_back": undone.taken_back, "kept": undone.kept}
    move(conn, scope, batch_id, [UNDONE], UNDONE, detail=became)
    return undone


def kept_mapping(
    conn: Connection, scope: Scope, subject: Subject, signature: str
) -> dict[str, Any] | None:
    """How the last finished delivery with the same columns was read."""
    query = (
        select(change_batch.c.detail)
        .where(_visible(scope), change_batch.c.subject == subject.record)
        .where(change_batch.c.state.in_((DONE, UNDONE)))
        .order_by(change_batch.c.id.desc())
        .limit(_LOOKED_THROUGH)
    )
    for detail in conn.scalars(query):
        if detail.get("signature") == signature and isinstance(detail.get("mapping"), dict):
            return dict(detail["mapping"])
    return None


def give_up(conn: Connection, scope: Scope, batch: Batch, now: datetime, error: str) -> None:
    """Running → failed: its process is gone, so nothing of it was written."""
    move(conn, scope, batch.id, [RUNNING], FAILED, finished_at=now, error=error)


def running(conn: Connection) -> list[Batch]:
    """Imports of anybody that are running, for those who look after them."""
    query = select(change_batch).where(change_batch.c.kind == KIND, change_batch.c.state == RUNNING)
    return [_batch(row) for row in conn.execute(query).mappings()]


def _waiting(scope: Scope) -> ColumnElement[bool]:
    return _visible(scope) & change_batch.c.state.in_(OPEN)


def _visible(scope: Scope) -> ColumnElement[bool]:
    if not scope.allows(Action.IMPORT_REGISTER):
        return false()
    own = true() if scope.whole_city else change_batch.c.banner_adcode == scope.banner_adcode
    return own & (change_batch.c.kind == KIND)


def _batch(row: Any) -> Batch:
    names = Batch.__slots__
    values = {name: row[name] for name in names if name != "subject"}
    values["file_name"] = values["file_name"] or ""
    return Batch(**values, subject=_BY_RECORD[row["subject"]])
