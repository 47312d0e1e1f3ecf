"""The audit log: written in the transaction of the act, so that no act goes unrecorded.

Write the row last: until the transaction ends, nobody else can write one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text

from data_access.schema import audit_checkpoint, audit_log
from domain.audit import FIRST_HASH, Entry, Event, Result, canonical, chained_hash
from domain.audit_filter import ChainBreak, Fault, Verdict
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
    _take_turn(conn)
    last_id, last_hash = _last(conn)
    moment = now - timedelta(microseconds=now.microsecond % 1000)  # what SQLite keeps of it
    entry = Entry(
        id=last_id + 1,
        at=moment,
        account_id=scope.account_id,
        actor=_storable(scope.actor)[:60],
        role=scope.role,
        address=scope.address[:45],
        event=event,
        object_kind=on[0][:24],
        object_id=_storable(str(on[1]))[:_LONGEST_ID],
        result=result,
        detail=canonical(detail),
        previous_hash=last_hash,
        hash="",
    )
    sealed = replace(entry, hash=chained_hash(entry))
    conn.execute(
        insert(audit_log).values({name: getattr(sealed, name) for name in Entry.__slots__})
    )


def _storable(text: str) -> str:
    """`text` as every database keeps it: PostgreSQL takes no NUL, and none half a character.

    What somebody tried stays on record, whatever signs are in its address.
    """
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def record_once(
    conn: Connection,
    scope: Scope,
    event: Event,
    now: datetime,
    *,
    within: timedelta,
    on: tuple[str, object] = ("", ""),
    result: Result = Result.OK,
    **detail: Any,
) -> bool:
    """Append one row unless the account has an equal one that is younger than `within`.

    For what a screen does many times a minute, such as asking for the next frame.

    Returns:
        Whether a row was written.
    """
    _take_turn(conn)
    if noted(conn, scope, event, now - within, on=on, **detail):
        return False
    record(conn, scope, event, now, on=on, result=result, **detail)
    return True


def noted(
    conn: Connection,
    scope: Scope,
    event: Event,
    since: datetime,
    *,
    on: tuple[str, object] = ("", ""),
    **detail: Any,
) -> bool:
    """Whether the account has such a row after `since`."""
    same = select(audit_log.c.id).where(
        audit_log.c.account_id == scope.account_id,
        audit_log.c.at > since,
        audit_log.c.event == event,
        audit_log.c.object_kind == on[0],
        audit_log.c.object_id == str(on[1]),
        audit_log.c.detail == canonical(detail),
    )
    return conn.execute(same.limit(1)).first() is not None


def first_break(conn: Connection) -> str | None:
    """What is wrong with the chain, naming the first row that does not fit; None when it holds."""
    broken = check(conn).broken
    return None if broken is None else str(broken)


def check(conn: Connection) -> Verdict:
    """Walk the rows of the database from the first to the newest, up to the first break."""
    chain = Chain(*start(conn))
    while chain.go_on(conn):
        pass
    return chain.verdict()


def head(conn: Connection) -> tuple[int, str]:
    """Id and hash of the newest row: written down elsewhere, they betray a cut end."""
    return _last(conn)


def row_with(conn: Connection, known_hash: str) -> int | None:
    """Id of the row that has this hash, also of a removed one that an archive ends with."""
    found = conn.scalar(select(audit_log.c.id).where(audit_log.c.hash == known_hash))
    ended = select(audit_checkpoint.c.last_id).where(audit_checkpoint.c.last_hash == known_hash)
    return conn.scalar(ended) if found is None else found


class Chain:
    """A walk along the rows: each must follow from the one before it."""

    def __init__(self, last_id: int, last_hash: str) -> None:
        self.last_id, self.last_hash, self.rows = last_id, last_hash, 0
        self.broken: ChainBreak | None = None
        self.archive = ""  # file that the next rows come from

    def go_on(self, conn: Connection) -> bool:
        """Add the next block of the database; False when that was the last one.

        Rows are never changed, so each block may have a transaction of its own: a long walk then
        holds no writer up.
        """
        rows = conn.execute(
            select(audit_log)
            .where(audit_log.c.id > self.last_id)
            .order_by(audit_log.c.id)
            .limit(_BLOCK_ROWS)
        ).mappings()
        block = [Entry(**row) for row in rows]
        return self.add_all(block) and len(block) == _BLOCK_ROWS

    def add_all(self, entries: Iterable[Entry]) -> bool:
        """Add rows up to the first that does not fit, which stays in `broken`; True for none."""
        self.broken = next((found for entry in entries if (found := self._add(entry))), None)
        return self.broken is None

    def verdict(self, archived: int | None = None) -> Verdict:
        """What the walk has found."""
        rows = self.rows - (archived or 0)
        return Verdict(rows, archived, self.last_id, self.last_hash, self.broken)

    def _add(self, entry: Entry) -> ChainBreak | None:
        if entry.id != self.last_id + 1:
            return ChainBreak(Fault.MISSING, self.last_id + 1, self.archive)
        if entry.previous_hash != self.last_hash:
            return ChainBreak(Fault.UNLINKED, entry.id, self.archive)
        if chained_hash(entry) != entry.hash:
            return ChainBreak(Fault.CHANGED, entry.id, self.archive)
        self.last_id, self.last_hash, self.rows = entry.id, entry.hash, self.rows + 1
        return None


def _take_turn(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def _last(conn: Connection) -> tuple[int, str]:
    row = conn.execute(
        select(audit_log.c.id, audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    ).one_or_none()
    return (row.id, row.hash) if row is not None else start(conn)


def start(conn: Connection) -> tuple[int, str]:
    """Where the chain begins: after the rows that were archived, if any."""
    row = conn.execute(
        select(audit_checkpoint.c.last_id, audit_checkpoint.c.last_hash)
        .order_by(audit_checkpoint.c.last_id.desc())
        .limit(1)
    ).one_or_none()
    return (row.last_id, row.last_hash) if row is not None else (0, FIRST_HASH)
