"""Duties that a change of status or a merge excuses, and gives back when it is taken back.

An establishment that closes, moves away or rests owes no duty from that day on, so its open ones
are excused; those it missed before stay missed, or a late report could wipe them out.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from data_access.changes import Topic, bump
from data_access.control import excuse_duty, excuse_text
from data_access.control_rollup import Place, move
from data_access.schema import change_batch, control_task, register_change
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState, locks_at
from domain.grades import STATUS_NAMES_ZH, EstablishmentStatus
from domain.operating import REASON_SUSPENDED
from domain.scope import Scope

LAPSED = "（已撤销，但已过锁定时间，不再补报）"
"""Behind the reason of a duty that is no longer excused by anything but its lock."""
_REASON_LENGTH = 200


def excuse_open_duties(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    status: EstablishmentStatus,
    now: datetime,
) -> None:
    """Take the open duties, tomorrow's too, out of the denominator."""
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


def owe_since(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    former: EstablishmentStatus,
    former_since: date | None,
    since: date | None,
    now: datetime,
) -> int:
    """Put duties back that the status before has excused; how many are open again.

    Args:
        conn: Write transaction.
        scope: Who makes it active again: a person, or the scheduler.
        establishment_id: Which is active again.
        former: The status that excused them.
        former_since: Since when that one held.
        since: Since when it is active; None: always. Not later than `former_since`: the status
            before was a mistake, and all it excused is owed. Later: only what began since then.
        now: Aware UTC.
    """
    own = register_change.c
    by_whom = conn.execute(  # a form, an import, a merge, the scheduler; or who undid one of these
        select(own.actor, change_batch.c.undone_by)
        .outerjoin(change_batch, change_batch.c.id == own.batch_id)
        .where(own.establishment_id == establishment_id, own.subject == "establishment")
        .where(own.field == "status")
        .distinct()
    ).all()
    actors = {scope.actor, *(name for row in by_whom for name in row if name)}
    words = _words(former)  # alone: of a period that began under that status
    texts = {words, *(excuse_text(words, actor) for actor in actors)}
    annulled = since is None or (former_since is not None and since <= former_since)
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
