"""The audit log: written in the transaction of the act, so that no act goes unrecorded.

Write the row last: until the transaction ends, nobody else can write one.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text

from data_access.schema import audit_checkpoint, audit_log
from domain.audit import FIRST_HASH, Entry, Event, Result, canonical, chained_hash
from domain.scope import Scope

# One writer at a time on PostgreSQL; SQLite has only one anyway. The number is ours, and arbitrary.
_LOCK = 20230829
_BLOCK_ROWS = 5000
_LONGEST_ID = 80


def record(
    conn: Connection,
    scope: Scope,
    event: Event,
    now: datetime,
    *,
    on: tuple[str, object] = ("", ""),
    result: Result = Result.OK,
    **detail: Any,
) -> None:
    """Append one row.

    Args:
        conn: Write transaction of the act.
        scope: Who acts, and from where.
        event: What.
        now: Aware UTC.
        on: Kind and id of the object.
        result: How it ended.
        detail: What else an auditor asks; never a secret.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
    last_id, last_hash = _last(conn)
    moment = now - timedelta(microseconds=now.microsecond % 1000)  # what SQLite keeps of it
    entry = Entry(
        id=last_id + 1,
        at=moment,
        account_id=scope.account_id,
        actor=scope.actor[:60],
        role=scope.role,
        address=scope.address[:45],
        event=event,
        object_kind=on[0][:24],
        object_id=str(on[1])[:_LONGEST_ID],
        result=result,
        detail=canonical(detail),
        previous_hash=last_hash,
        hash="",
    )
    sealed = replace(entry, hash=chained_hash(entry))
    conn.execute(
        insert(audit_log).values({name: getattr(sealed, name) for name in Entry.__slots__})
    )


def first_break(conn: Connection) -> str | None:
    """What is wrong with the chain, naming the first row that does not fit; None when it holds."""
    expected_id, expected_hash = _start(conn)
    for entry in _entries(conn):
        if entry.id != expected_id + 1:
            return f"row {expected_id + 1} is missing before row {entry.id}"
        if entry.previous_hash != expected_hash:
            return f"row {entry.id} does not follow from row {expected_id}"
        if chained_hash(entry) != entry.hash:
            return f"row {entry.id} was changed after it was written"
        expected_id, expected_hash = entry.id, entry.hash
    return None


def head(conn: Connection) -> tuple[int, str]:
    """Id and hash of the newest row: written down elsewhere, they betray a cut end."""
    return _last(conn)


def _entries(conn: Connection) -> Iterator[Entry]:
    after = 0
    while True:
        rows = conn.execute(
            select(audit_log)
            .where(audit_log.c.id > after)
            .order_by(audit_log.c.id)
            .limit(_BLOCK_ROWS)
        ).mappings()
        block = [Entry(**row) for row in rows]
        if not block:
            return
        yield from block
        after = block[-1].id


def _last(conn: Connection) -> tuple[int, str]:
    row = conn.execute(
        select(audit_log.c.id, audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    ).one_or_none()
    return (row.id, row.hash) if row is not None else _start(conn)


def _start(conn: Connection) -> tuple[int, str]:
    """Where the chain begins: after the rows that were archived, if any."""
    row = conn.execute(
        select(audit_checkpoint.c.last_id, audit_checkpoint.c.last_hash)
        .order_by(audit_checkpoint.c.last_id.desc())
        .limit(1)
    ).one_or_none()
    return (row.last_id, row.last_hash) if row is not None else (0, FIRST_HASH)
