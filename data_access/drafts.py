"""Forms that are not handed in yet: kept for another phone, or for a deputy, to go on with.

A save names the revision it builds on. The browser that saved last may save again, as an answer
may have been lost on its way; another one that does not know the newest revision is shown it.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from data_access.schema import control_draft, control_task
from data_access.scoping import in_scope
from domain.control import (
    ANSWERED,
    ControlKind,
    ControlState,
    Refusal,
    RefusedError,
    locks_at,
)
from domain.duty_form import Draft
from domain.scope import Action, NotAllowedError, Scope

LARGEST_BYTES = 20_000
_MAX_NAME = 60


class DraftTooLargeError(ValueError):
    """More than a form can hold."""


class DraftConflictError(Exception):
    """Somebody else has saved since.

    Attributes:
        theirs: What stands now.
    """

    def __init__(self, theirs: Draft) -> None:
        self.theirs = theirs
        super().__init__(f"draft is at revision {theirs.revision}")


def draft_of(conn: Connection, scope: Scope, kind: ControlKind, start: date) -> Draft | None:
    """The draft of the asker's own duty, None when there is none."""
    row = _row(conn, _own(scope), kind, start)
    return _draft(row) if row is not None else None


def save_draft(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    body: Mapping[str, Any],
    *,
    device: str,
    base: int,
    now: datetime,
) -> Draft:
    """Keep a draft; return it with its new revision.

    Args:
        conn: Write transaction.
        scope: Of the establishment.
        kind: Which duty.
        start: First day of its period.
        body: As the form keeps it, at most LARGEST_BYTES as JSON.
        device: Random name of the browser.
        base: Revision it builds on, 0 for none.
        now: Aware.

    Raises:
        NotAllowedError: The scope is of no establishment, or may not submit.
        LookupError: No such duty.
        RefusedError: It is answered, excused or locked.
        DraftConflictError: Another browser saved after `base`.
        DraftTooLargeError: `body` is too large.
    """
    scope.require(Action.SUBMIT_CONTROL)
    own = _own(scope)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > LARGEST_BYTES:
        raise DraftTooLargeError(f"{len(text.encode())} bytes")
    duty = conn.execute(
        select(control_task.c.township_code, control_task.c.state, control_task.c.due_at).where(
            control_task.c.establishment_id == own,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
        .with_for_update()  # two phones that save at once: the second sees the first
    ).one_or_none()  # fmt: skip
    if duty is None:
        raise LookupError(f"no {kind} of {start}")
    if duty.state in ANSWERED:
        raise RefusedError(Refusal.ALREADY_ANSWERED)
    if duty.state != ControlState.OPEN or now >= locks_at(kind, duty.due_at):
        raise RefusedError(Refusal.LOCKED)
    held = _row(conn, own, kind, start)
    if held is not None and held.revision != base and held.device != device:
        raise DraftConflictError(_draft(held))
    draft = Draft(
        revision=(held.revision if held is not None else 0) + 1,
        body=body,
        device=device,
        saved_by=scope.actor[:_MAX_NAME],
        saved_at=now,
    )
    values = {name: getattr(draft, name) for name in ("revision", "device", "saved_by", "saved_at")}
    values["body"] = text
    key = {"establishment_id": own, "kind": kind, "period_start": start}
    if held is None:
        conn.execute(
            insert(control_draft).values(**key, township_code=duty.township_code, **values)
        )
    else:
        conn.execute(update(control_draft).where(*_where(own, kind, start)).values(**values))
    return draft


def drop_draft(conn: Connection, establishment_id: int, kind: ControlKind, start: date) -> None:
    """Forget the draft of a duty that is answered."""
    conn.execute(delete(control_draft).where(*_where(establishment_id, kind, start)))


def _own(scope: Scope) -> int:
    if scope.establishment_id is None:
        raise NotAllowedError("a draft is of one establishment")
    return scope.establishment_id


def _where(establishment_id: int, kind: ControlKind, start: date) -> tuple[Any, ...]:
    return (
        control_draft.c.establishment_id == establishment_id,
        control_draft.c.kind == kind,
        control_draft.c.period_start == start,
    )


def _row(
    conn: Connection, establishment_id: int, kind: ControlKind, start: date
) -> Row[Any] | None:
    found: Row[Any] | None = conn.execute(
        select(control_draft).where(*_where(establishment_id, kind, start))
    ).one_or_none()
    return found


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.revision, json.loads(row.body), row.device, row.saved_by, row.saved_at)
