"""Signs of life of our own processes, each one row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data_access.schema import heartbeat
from domain.scope import Action, Scope


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The newest sign of life of a process.

    Attributes:
        at: When, aware UTC.
        detail: What it did last, for `status`.
    """

    process: str
    at: datetime
    detail: dict[str, Any]


def beat(
    conn: Connection, scope: Scope, process: str, now: datetime, detail: dict[str, Any]
) -> None:
    """Write a sign of life in the caller's transaction; twice is once."""
    scope.require(Action.RUN_SYSTEM)
    changed = conn.execute(
        update(heartbeat).where(heartbeat.c.process == process).values(at=now, detail=detail)
    )
    if changed.rowcount == 0:
        conn.execute(heartbeat.insert().values(process=process, at=now, detail=detail))


def heartbeats(conn: Connection, scope: Scope) -> dict[str, Heartbeat]:
    """The newest sign of life of every process."""
    scope.require(Action.RUN_SYSTEM)
    return {
        row.process: Heartbeat(row.process, row.at, row.detail)
        for row in conn.execute(select(heartbeat).limit(100))
    }
