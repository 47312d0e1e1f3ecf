"""A line of the register's history for each value that changed: who, when, before and after."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from data_access.changes import Topic, bump
from data_access.history_rows import to_json
from data_access.risk_due import mark_due
from data_access.schema import register_change
from domain.camera_source import without_credentials
from domain.scope import Scope


def note(
    conn: Connection,
    scope: Scope,
    now: datetime,
    batch_id: int | None,
    entries: Sequence[tuple[str, int, int, str, str, Any, Any]],
) -> None:
    """Write lines down, and mark their establishments' risk as due.

    Args:
        conn: Write transaction.
        scope: Who changed it.
        now: Aware UTC.
        batch_id: The batch this belongs to.
        entries: Subject, row, establishment, township, field, value before and after.
    """
    rows = [
        {
            "subject": subject,
            "subject_id": number,
            "establishment_id": owner,
            "township_code": place,
            "at": now,
            "actor": scope.actor[:60],
            "account_id": scope.account_id,
            "field": field,
            "before": to_json(_told(before, field)),
            "after": to_json(_told(after, field)),
            "batch_id": batch_id,
        }
        for subject, number, owner, place, field, before, after in entries
    ]
    if rows:
        conn.execute(insert(register_change), rows)
        bump(conn, Topic.REGISTER, Topic.CAMERAS)
        mark_due(conn, {owner for _subject, _number, owner, *_rest in entries}, now)


def _told(value: Any, field: str) -> Any:
    """What the history keeps of a value: of a camera's address no credentials."""
    if field == "source" and isinstance(value, str):
        return without_credentials(value)
    if isinstance(value, Mapping) and value.get("source"):
        return {**value, "source": without_credentials(str(value["source"]))}
    return value
