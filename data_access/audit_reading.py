"""The audit log for its auditor: filtered, newest first, page by page; reading is on record too."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from data_access.audit import record, record_once
from data_access.schema import audit_checkpoint, audit_log
from domain.audit import ArchiveFile, Entry, Event
from domain.audit_filter import AuditFilter
from domain.row_id import LARGEST_ID
from domain.scope import Action, Scope

READING_NOTED = timedelta(minutes=1)
MOST_ROWS = 200
_BLOCK_ROWS = 2000


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page, newest first.

    Attributes:
        rows: Of this page.
        total: Rows that the filter lets through.
        newer: Whether rows of the filter stand above this page.
        older: Whether rows stand below it.
    """

    rows: list[Entry]
    total: int
    newer: bool
    older: bool


@dataclass(frozen=True, slots=True)
class Archived:
    """What no longer stands in the database."""

    rows: int
    files: int
    until: int


def note_reading(conn: Connection, scope: Scope, wanted: AuditFilter, now: datetime) -> bool:
    """Put on record that the log is read; once a minute for the same filter.

    Returns:
        Whether a row was written.

    Raises:
        NotAllowedError: The asker is no auditor.
    """
    scope.require(Action.READ_AUDIT)
    return record_once(
        conn, scope, Event.AUDIT_READ, now, within=READING_NOTED, on=("audit", ""), **_said(wanted)
    )


def note_export(
    conn: Connection, scope: Scope, wanted: AuditFilter, now: datetime, last_id: int
) -> int:
    """Put on record that the rows of a filter leave the house; how many they are."""
    scope.require(Action.READ_AUDIT)
    rows = _count(conn, wanted, last_id)
    on = ("audit", "csv")
    record(conn, scope, Event.EXPORTED, now, on=on, rows=rows, **_said(wanted))
    return rows


def page(
    conn: Connection,
    scope: Scope,
    wanted: AuditFilter,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int = 50,
) -> AuditPage:
    """Rows of a filter: the newest, those below a row, or those just above one.

    Args:
        conn: Read connection.
        scope: An auditor.
        wanted: The filter.
        below: Only rows older than this id.
        above: Only rows newer than this id, those next to it; `below` is then ignored.
        limit: 1 to MOST_ROWS.

    Raises:
        NotAllowedError: The asker is no auditor.
        ValueError: `limit` is out of range.
    """
    scope.require(Action.READ_AUDIT)
    if not 1 <= limit <= MOST_ROWS:
        raise ValueError(f"limit must be 1 to {MOST_ROWS}, got {limit}")
    query = _matching(wanted)
    if above is not None:
        query = query.where(audit_log.c.id > above).order_by(audit_log.c.id)
    else:
        query = query.order_by(audit_log.c.id.desc())
        if below is not None:
            query = query.where(audit_log.c.id < below)
    rows = sorted(_entries(conn, query.limit(limit)), key=lambda entry: -entry.id)
    return AuditPage(
        rows=rows,
        total=_count(conn, wanted),
        newer=bool(rows) and _any(conn, wanted, audit_log.c.id > rows[0].id),
        older=bool(rows) and _any(conn, wanted, audit_log.c.id < rows[-1].id),
    )


def rows_after(
    conn: Connection, scope: Scope, wanted: AuditFilter, after: int, last_id: int
) -> list[Entry]:
    """The next block of a filter's rows, oldest first, up to `last_id`; empty at the end.

    Each block may have a transaction of its own, so that a long export holds no writer up.
    """
    scope.require(Action.READ_AUDIT)
    query = _matching(wanted).where(audit_log.c.id > after, audit_log.c.id <= last_id)
    return _entries(conn, query.order_by(audit_log.c.id).limit(_BLOCK_ROWS))


def archived(conn: Connection, scope: Scope) -> Archived | None:
    """How much of the log stands in archives; None when nothing does."""
    scope.require(Action.READ_AUDIT)
    row = conn.execute(
        select(
            func.sum(audit_checkpoint.c.rows).label("rows"),
            func.count().label("files"),
            func.max(audit_checkpoint.c.last_id).label("until"),
        )
    ).one()
    return Archived(int(row.rows), row.files, row.until) if row.files else None


def archive_files(conn: Connection, scope: Scope, limit: int) -> list[ArchiveFile]:
    """The newest archives first."""
    scope.require(Action.READ_AUDIT)
    columns = [audit_checkpoint.c[name] for name in ArchiveFile.__slots__]
    query = select(*columns).order_by(audit_checkpoint.c.last_id.desc()).limit(limit)
    return [ArchiveFile(**row) for row in conn.execute(query).mappings()]


def _said(wanted: AuditFilter) -> dict[str, Any]:
    return {"filter": {name: value for name, value in asdict(wanted).items() if value}}


def _matching(wanted: AuditFilter) -> Select[Any]:
    return select(audit_log).where(*_conditions(wanted))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    table = audit_log.c
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(table.at >= wanted.since)
    if wanted.until is not None:
        found.append(table.at < wanted.until)
    if wanted.event is not None:
        found.append(table.event == wanted.event)
    if wanted.result is not None:
        found.append(table.result == wanted.result)
    if wanted.object_kind:
        found.append(table.object_kind == wanted.object_kind)
    if wanted.object_id:
        found.append(table.object_id == wanted.object_id)
    if wanted.address:
        found.append(table.address.startswith(wanted.address, autoescape=True))
    if wanted.who:
        found.append(_who(wanted.who))
    return found


def _who(text: str) -> ColumnElement[bool]:
    named = audit_log.c.actor.contains(text, autoescape=True)
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID:
        return or_(named, audit_log.c.account_id == int(text))
    return named


def _count(conn: Connection, wanted: AuditFilter, last_id: int | None = None) -> int:
    query = select(func.count()).select_from(audit_log).where(*_conditions(wanted))
    if last_id is not None:
        query = query.where(audit_log.c.id <= last_id)
    return int(conn.execute(query).scalar_one())


def _any(conn: Connection, wanted: AuditFilter, where: ColumnElement[bool]) -> bool:
    query = select(audit_log.c.id).where(*_conditions(wanted), where)
    return conn.execute(query.limit(1)).first() is not None


def _entries(conn: Connection, query: Select[Any]) -> list[Entry]:
    return [Entry(**row) for row in conn.execute(query).mappings()]
