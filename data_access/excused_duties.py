"""Duties that a change of status or a merge excuses, and gives back when it is taken back.

An establishment that closes, moves away or rests owes no duty from that day on, so its open ones
are excused; those it missed before stay missed, or a late report could wipe them out.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from data_access.changes import Topic, bump
from data_access.control import excuse_duty, excuse_text
from data_access.control_rollup import Place, move
from data_access.schema import control_task, status_change
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState, locks_at
from domain.grades import STATUS_NAMES_ZH, EstablishmentStatus
from domain.operating import REASON_SUSPENDED
from domain.scope import Scope

Excused = tuple[str, str, str]
"""A duty that was excused: its kind, the first day of its period (ISO), and the reason kept."""

LAPSED = "（已撤销，但已过锁定时间，不再补报）"
"""Behind the reason of a duty that is no longer excused by anything but its lock."""
_REASON_LENGTH = 200


def excuse_open_duties(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    status: EstablishmentStatus,
    now: datetime,
) -> list[Excused]:
    """Take the open duties, tomorrow's too, out of the denominator; which they were."""
    duties = conn.execute(
        select(control_task.c.kind, control_task.c.period_start).where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.state == ControlState.OPEN,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
    ).all()
    words = _words(status)
    for duty in duties:
        kind = ControlKind(duty.kind)
        excuse_duty(conn, scope, establishment_id, kind, duty.period_start, words, now)
    kept = excuse_text(words, scope.actor)
    return [(str(duty.kind), duty.period_start.isoformat(), kept) for duty in duties]


def owe_again(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    excused: Collection[Excused],
    now: datetime,
) -> int:
    """Put back what `excuse_open_duties` has excused; how many duties are open again.

    One that somebody has excused for another reason since stays excused; so does one whose lock
    has passed, and its reason says so: nobody could answer it in time, so neither "missed" nor
    "late" would be true of the establishment.
    """
    again = 0
    for kind, day, reason in excused:
        again += _reopen(
            conn,
            scope,
            establishment_id,
            now,
            control_task.c.kind == kind,
            control_task.c.period_start == date.fromisoformat(day),
            control_task.c.reason == reason,
        )
    return again


def owe_since(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    former: EstablishmentStatus,
    former_since: date | None,
    since: date,
    now: datetime,
) -> int:
    """Put duties back that the status before has excused; how many are open again.

    Args:
        conn: Write transaction.
        scope: Who makes it active again: a person, or the scheduler.
        establishment_id: Which is active again.
        former: The status that excused them.
        former_since: Since when that one held.
        since: Since when it is active. Not later than `former_since`: the status before was a
            mistake, and all it excused is owed. Later: only what began since then.
        now: Aware UTC.
    """
    by_whom = conn.scalars(
        select(status_change.c.recorded_by)
        .where(
            status_change.c.establishment_id == establishment_id,
            status_change.c.status == former,
            status_change.c.applied_at.is_not(None),
        )
        .distinct()
    ).all()
    words = _words(former)  # alone: of a period that began under that status
    texts = {words, *(excuse_text(words, actor) for actor in (*by_whom, scope.actor))}
    annulled = former_since is not None and since <= former_since
    began = () if annulled else (control_task.c.period_start >= since,)
    return _reopen(conn, scope, establishment_id, now, control_task.c.reason.in_(texts), *began)


def _reopen(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    now: datetime,
    *which: ColumnElement[bool],
) -> int:
    rows = conn.execute(
        select(control_task).where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.state == ControlState.EXCUSED,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
            *which,
        )
    ).all()
    kept = [row for row in rows if locks_at(ControlKind(row.kind), row.due_at) > now]
    if rows:
        bump(conn, Topic.CONTROL)
    for row in rows:
        if row not in kept and not (row.reason or "").endswith(LAPSED):
            said = f"{(row.reason or '')[: _REASON_LENGTH - len(LAPSED)]}{LAPSED}"
            conn.execute(update(control_task).where(*_key(row)).values(reason=said))
    for row in kept:
        values = {"state": ControlState.OPEN, "reason": None}
        conn.execute(update(control_task).where(*_key(row)).values(values))
        place = Place(ControlKind(row.kind), row.period_start, row.township_code, row.category)
        move(conn, place, ControlState.EXCUSED, ControlState.OPEN)
    return len(kept)


def _key(row: Any) -> list[ColumnElement[bool]]:
    return [column == getattr(row, column.name) for column in control_task.primary_key]


def _words(status: EstablishmentStatus) -> str:
    if status is EstablishmentStatus.SUSPENDED:
        return REASON_SUSPENDED
    return STATUS_NAMES_ZH[status]
