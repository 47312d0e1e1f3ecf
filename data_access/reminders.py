"""Reminders that people send, and those that an establishment reads.

`remind` is the officer's button, `of_duty` tells what was sent about one duty, `recent` and
`mark_read` are the establishment's side. Steps by the clock: data_access/reminding.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, insert, or_, select, true, update

from data_access import audit
from data_access.changes import Topic, bump
from data_access.kitchens import blocks
from data_access.schema import control_reminder, control_task, guarantee
from data_access.scoping import in_scope
from domain.audit import Event
from domain.control import ControlKind, ControlState, Refusal, RefusedError
from domain.reminders import AGAIN_AFTER, NOTE_LENGTH, Reminder, Step
from domain.row_id import LARGEST_ID
from domain.scope import Action, NotAllowedError, Scope

MOST_AT_ONCE = 500
MOST_NUMBERED = 99
MOST_SHOWN = 20
STAYS_SEEN = timedelta(hours=12)
"""So long one that was read stays in sight: it must not go while somebody looks at it."""
FORGOTTEN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were reminded, and how many left out.

    Left out are those that owe nothing, were reminded just now, or are not the asker's.
    """

    sent: int
    left_out: int


def remind(
    conn: Connection,
    scope: Scope,
    establishment_ids: Collection[int],
    kind: ControlKind,
    start: date,
    note: str,
    now: datetime,
) -> Reminded:
    """Remind establishments of an open or missed duty; within AGAIN_AFTER twice is once.

    Args:
        conn: Write transaction.
        scope: An officer.
        establishment_ids: MOST_AT_ONCE at most; others are left out.
        kind: Of which duty.
        start: First day of its period.
        note: What the officer says, NOTE_LENGTH at most; may be empty.
        now: Aware UTC.

    Raises:
        NotAllowedError: The asker's role reminds nobody.
        RefusedError: The note is too long.
    """
    return _tell(conn, scope, establishment_ids, kind, start, note, now, Step.MANUAL)


def hand(
    conn: Connection,
    scope: Scope,
    establishment_ids: Collection[int],
    kind: ControlKind,
    start: date,
    note: str,
    now: datetime,
) -> Reminded:
    """Put on record that the guarantors (包保干部) of these establishments were told of a duty.

    Only of open or missed duties of establishments that somebody holds. The cadres have no screen
    of their own here: the record says who was asked to go there, not that the message was read.
    Arguments and errors as for `remind`.
    """
    return _tell(conn, scope, establishment_ids, kind, start, note, now, Step.GUARANTOR)


def _tell(
    conn: Connection,
    scope: Scope,
    establishment_ids: Collection[int],
    kind: ControlKind,
    start: date,
    note: str,
    now: datetime,
    step: Step,
) -> Reminded:
    scope.require(Action.REMIND_CONTROL)
    words = " ".join(note.split())
    if len(words) > NOTE_LENGTH or not words.isprintable():
        raise RefusedError(Refusal.NOTE)
    asked = {number for number in establishment_ids if 0 < number <= LARGEST_ID}
    bump(conn, Topic.CONTROL)
    rows = []
    for some in blocks(sorted(asked)[:MOST_AT_ONCE]):
        rows += _to_remind(conn, scope, some, kind, start, now, step)
    values = [
        {
            "establishment_id": row.establishment_id,
            "township_code": row.township_code,
            "kind": kind,
            "period_start": start,
            "step": step,
            "number": row.number + 1,
            "sent_at": now,
            "sent_by": scope.actor[:60],
            "note": words or None,
        }
        for row in rows
    ]
    if values:
        conn.execute(insert(control_reminder), values)
        told = sorted(row["establishment_id"] for row in values)
        about: dict[str, Any] = {
            "period": start,
            "step": step,
            "establishments": told,
            "note": words,
        }
        audit.record(conn, scope, Event.CONTROL_REMINDED, now, on=("duty", kind), **about)
    return Reminded(len(values), len(establishment_ids) - len(values))


def of_duty(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> tuple[Reminder, ...]:
    """What was sent about one duty, oldest first; nothing when it is out of scope."""
    own = control_reminder.c
    rows = conn.execute(
        select(control_reminder)
        .where(
            own.establishment_id == establishment_id,
            own.kind == kind,
            own.period_start == start,
            in_scope(scope, own.township_code, own.establishment_id),
        )
        .order_by(own.sent_at, own.id)
        .limit(MOST_NUMBERED)
    )
    return tuple(_reminder(row) for row in rows)


def recent(conn: Connection, scope: Scope, now: datetime) -> tuple[Reminder, ...]:
    """What the establishment has to read, newest first: unread ones, and those just read.

    One about a duty that was answered since is no news and left out.

    Raises:
        NotAllowedError: The scope is of no establishment.
    """
    if scope.establishment_id is None:
        raise NotAllowedError("reminders are read by the establishment they were sent to")
    own, task = control_reminder.c, control_task.c
    rows = conn.execute(
        select(control_reminder)
        .join(
            control_task,
            (task.establishment_id == own.establishment_id)
            & (task.kind == own.kind)
            & (task.period_start == own.period_start),
        )
        .where(
            own.establishment_id == scope.establishment_id,
            own.step != Step.GUARANTOR,
            own.sent_at > now - FORGOTTEN,
            or_(own.read_at.is_(None), own.read_at > now - STAYS_SEEN),
            or_(
                task.state.in_((ControlState.OPEN, ControlState.MISSED)),
                own.step == Step.STANDSTILL,
            ),
        )
        .order_by(own.sent_at.desc(), own.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(_reminder(row) for row in rows)


def unread(conn: Connection, scope: Scope, now: datetime) -> tuple[Reminder, ...]:
    """Those of `recent` that nobody has opened."""
    return tuple(one for one in recent(conn, scope, now) if one.read_at is None)


def mark_read(conn: Connection, scope: Scope, ids: Collection[int], now: datetime) -> int:
    """Note that the establishment has opened these; how many were unread. Twice is once.

    No change number moves: the page that shows them must not redraw itself for it.

    Raises:
        NotAllowedError: The scope is of no establishment.
    """
    if scope.establishment_id is None:
        raise NotAllowedError("reminders are read by the establishment they were sent to")
    own = control_reminder.c
    known = [number for number in ids if 0 < number <= LARGEST_ID][:MOST_AT_ONCE]
    changed = conn.execute(
        update(control_reminder)
        .where(
            own.establishment_id == scope.establishment_id,
            own.id.in_(known),
            own.read_at.is_(None),
        )
        .values(read_at=now)
    )
    return changed.rowcount


def _to_remind(
    conn: Connection,
    scope: Scope,
    ids: list[int],
    kind: ControlKind,
    start: date,
    now: datetime,
    step: Step,
) -> list[Any]:
    """Duties that may be reminded of, with how often they were (`number`)."""
    task, sent = control_task.c, control_reminder.c
    earlier = (
        select(
            sent.establishment_id,
            func.max(sent.number).label("number"),
            func.max(sent.sent_at).label("at"),
        )
        .where(
            sent.establishment_id.in_(ids),
            sent.kind == kind,
            sent.period_start == start,
            sent.step == step,
        )
        .group_by(sent.establishment_id)
        .subquery()
    )
    number = func.coalesce(earlier.c.number, 0)
    held = exists().where(
        guarantee.c.establishment_id == task.establishment_id, guarantee.c.until.is_(None)
    )
    return list(
        conn.execute(
            select(task.establishment_id, task.township_code, number.label("number"))
            .outerjoin(earlier, earlier.c.establishment_id == task.establishment_id)
            .where(
                task.establishment_id.in_(ids),
                task.kind == kind,
                task.period_start == start,
                task.state.in_((ControlState.OPEN, ControlState.MISSED)),
                in_scope(scope, task.township_code, task.establishment_id),
                or_(earlier.c.at.is_(None), earlier.c.at < now - AGAIN_AFTER),
                number < MOST_NUMBERED,
                held if step is Step.GUARANTOR else true(),
            )
            .order_by(task.establishment_id)
        )
    )


def _reminder(row: Any) -> Reminder:
    return Reminder(
        row.id,
        row.establishment_id,
        ControlKind(row.kind),
        row.period_start,
        Step(row.step),
        row.number,
        row.sent_at,
        row.sent_by,
        row.note,
        row.read_at,
    )
