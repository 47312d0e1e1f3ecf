"""What was changed in one go: imports, bulk changes and merges, and how they are taken back.

The city sees all of them, a banner's bureau those of its banner, an office its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, select, true, update

from data_access import audit, history
from data_access.changes import bump
from data_access.merging import TOPICS, part_again
from data_access.schema import change_batch
from domain.audit import Event
from domain.scope import Action, Scope

KINDS = ("import", "bulk", "merge", "distinct")
DONE = "done"
PAGE_ROWS = 50
_NEEDS = {
    "import": Action.IMPORT_REGISTER,
    "bulk": Action.CHANGE_REGISTER,
    "merge": Action.CHANGE_REGISTER,
    "distinct": Action.CHANGE_REGISTER,
}


class BatchNotUndoableError(Exception):
    """There is no such batch for the asker, or it is not done, or undone already."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch; `detail` as its kind has written it, `counts` in it."""

    id: int
    kind: str
    subject: str
    state: str
    actor: str
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str | None
    file_name: str | None
    detail: dict[str, Any]
    error: str | None


def batches(
    conn: Connection, scope: Scope, kind: str | None = None, offset: int = 0
) -> list[Batch]:
    """Newest first, at most PAGE_ROWS; those of one kind when given."""
    query = _query(scope).order_by(change_batch.c.id.desc()).offset(offset).limit(PAGE_ROWS)
    if kind is not None:
        query = query.where(change_batch.c.kind == kind)
    return [Batch(**row) for row in conn.execute(query).mappings()]


def kind_counts(conn: Connection, scope: Scope) -> dict[str, int]:
    """How many batches of each kind the asker sees, zeros included."""
    query = (
        select(change_batch.c.kind, func.count())
        .where(_visible(scope))
        .group_by(change_batch.c.kind)
    )
    found = {row[0]: row[1] for row in conn.execute(query)}
    return {kind: found.get(kind, 0) for kind in KINDS}


def batch(conn: Connection, scope: Scope, batch_id: int) -> Batch | None:
    """One batch; None both when there is none and when it is not the asker's to see."""
    row = conn.execute(_query(scope).where(change_batch.c.id == batch_id)).mappings().first()
    return None if row is None else Batch(**row)


def undo(conn: Connection, scope: Scope, batch_id: int, now: datetime) -> history.Undone:
    """Take back a finished batch, with the audit row; later edits of the same fields are kept.

    Raises:
        BatchNotUndoableError: Not the asker's, not done, or undone already.
        NotAllowedError: The asker may not do what this batch did.
    """
    found = batch(conn, scope, batch_id)
    if found is None:
        raise BatchNotUndoableError(batch_id)
    scope.require(_NEEDS.get(found.kind, Action.IMPORT_REGISTER))
    claimed = conn.execute(  # of two who undo at once, one
        update(change_batch)
        .where(change_batch.c.id == batch_id, change_batch.c.state == DONE)
        .values(state="undone")
    )
    if claimed.rowcount == 0:
        raise BatchNotUndoableError(batch_id)
    if found.kind == "merge":
        bump(conn, *TOPICS)
    undone = history.undo_batch(conn, scope, batch_id, now)
    if found.kind == "merge":
        part_again(conn, scope, found.detail, now)
    audit.record(
        conn,
        scope,
        Event.UNDONE,
        now,
        on=("batch", batch_id),
        kind=found.kind,
        taken_back=undone.taken_back,
        kept=undone.kept,
    )
    return undone


def may_undo(scope: Scope, found: Batch) -> bool:
    """Whether the asker is offered to take it back."""
    needed = _NEEDS.get(found.kind, Action.IMPORT_REGISTER)
    return found.state == DONE and scope.allows(needed)


def _query(scope: Scope) -> Any:
    return select(*(change_batch.c[name] for name in Batch.__slots__)).where(_visible(scope))


def _visible(scope: Scope) -> ColumnElement[bool]:
    if not scope.allows(Action.CHANGE_REGISTER):
        return false()
    if scope.whole_city:
        return true()
    if scope.office_id is None and scope.establishment_id is None and scope.street_id is None:
        return change_batch.c.banner_adcode == scope.banner_adcode
    return change_batch.c.account_id == (scope.account_id or 0)
