"""Due scores worked off: read without a lock, written in short blocks, killed at any moment.

A mark goes only with the scores it asked for, so what a killed process left is done by the next.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, delete, select

from data_access.engine import reading, writing
from data_access.risk_due import mark_all
from data_access.risk_scoring import scored
from data_access.risk_writing import Written, write_scores
from data_access.schema import risk_due
from domain.scope import Action, Scope

_MOST = 200_000
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did."""

    scored: int = 0
    changed: int = 0
    levels: int = 0


def work_off(engine: Engine, scope: Scope, now: datetime) -> Pass:
    """Score everybody who is due, and take the marks away. Twice is once.

    Raises:
        NotAllowedError: The asker is no process of the system.
    """
    scope.require(Action.RUN_SYSTEM)
    with reading(engine) as conn:
        marks = dict(
            conn.execute(
                select(risk_due.c.establishment_id, risk_due.c.since)
                .order_by(risk_due.c.since, risk_due.c.establishment_id)
                .limit(_MOST)
            ).all()
        )
    due = sorted(marks)
    asked, done = 0, Written()
    for start in range(0, len(due), BLOCK):
        ids = due[start : start + BLOCK]
        # Each block reads by itself: on SQLite a long reader keeps every writer waiting.
        with reading(engine) as conn:
            found = scored(conn, ids, now)
        with writing(engine) as conn:
            done += write_scores(conn, found, now)
            _take_marks(conn, {number: marks[number] for number in ids})
        asked += len(found.ids)
    return Pass(asked, done.scores, done.levels)


def mark_city(engine: Engine, scope: Scope, now: datetime) -> None:
    """Everybody is due: days passed, or a new table holds.

    Raises:
        NotAllowedError: The asker is no process of the system.
    """
    scope.require(Action.RUN_SYSTEM)
    with writing(engine) as conn:
        mark_all(conn, now)


def _take_marks(conn: Connection, marks: dict[int, datetime]) -> None:
    """Only the marks that were read: one that was set since asks for facts not read yet."""
    rows = [{"number": n, "seen": since} for n, since in sorted(marks.items())]
    if rows:
        conn.execute(
            delete(risk_due).where(
                risk_due.c.establishment_id == bindparam("number"),
                risk_due.c.since == bindparam("seen"),
            ),
            rows,
        )
