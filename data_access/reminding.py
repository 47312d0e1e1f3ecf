"""Reminders by the clock: each step is one row, written by one statement, and twice is once.

They follow from the duties as they stand, so after a standstill only what holds now is said, and
a pass that was killed is made good by the next one.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from data_access.changes import Topic, bump
from data_access.control_streaks import last_answered, missed_in_a_row
from data_access.schema import control_reminder, control_task, township
from domain.clock import city_day
from domain.control import KINDS, ControlKind, ControlState
from domain.operating import REASON_STANDSTILL
from domain.reminders import ESCALATIONS, LADDERS, Ladder, Step
from domain.scope import Action, Scope

_COLUMNS = (
    "establishment_id",
    "township_code",
    "kind",
    "period_start",
    "step",
    "number",
    "sent_at",
    "sent_by",
    "note",
)


def remind_open(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    now: datetime,
    ladders: Mapping[ControlKind, Ladder] = LADDERS,
) -> int:
    """Tell who has an open duty of a period that is due soon, or was due; how many were told."""
    scope.require(Action.RUN_SYSTEM)
    task = control_task.c
    steps = {
        Step.SOON: (task.due_at > now, task.due_at <= now + ladders[kind].soon),
        Step.OVERDUE: (task.due_at <= now, task.due_at > now - KINDS[kind].lock_after),
    }
    return sum(
        _send(
            conn,
            step,
            now,
            task.kind == kind,
            task.period_start == start,
            task.state == ControlState.OPEN,
            *when,
            ~_sent(step),
        )
        for step, when in steps.items()
    )


def escalate(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    now: datetime,
    ladders: Mapping[ControlKind, Ladder] = LADDERS,
) -> int:
    """Tell bureau or office of those that have now missed so many in a row; once a streak each.

    Only the highest step that is reached is taken, so that days made good at once say one thing.
    Call it in the transaction that turned the duties of the period into missed ones.
    """
    scope.require(Action.RUN_SYSTEM)
    task = control_task.c
    streak = missed_in_a_row(kind, start)
    missed = (task.kind == kind, task.period_start == start, task.state == ControlState.MISSED)
    told = _send(
        conn,
        Step.BUREAU,
        now,
        *missed,
        ~_told(kind, start, (Step.BUREAU,)),
        streak >= ladders[kind].bureau,
    )
    return told + _send(
        conn,
        Step.OFFICE,
        now,
        *missed,
        ~_told(kind, start, ESCALATIONS),
        streak >= ladders[kind].office,
    )


def tell_standstill(conn: Connection, scope: Scope, stopped_at: datetime, now: datetime) -> int:
    """One line to each establishment for all the days that a standstill excused.

    Args:
        conn: Write transaction of the caller, in which the last of them were excused.
        scope: A system process.
        stopped_at: Last sign of life before the standstill.
        now: Aware UTC.

    Returns:
        How many were told.
    """
    scope.require(Action.RUN_SYSTEM)
    task = control_task.c
    first = city_day(stopped_at)
    excused = (
        task.kind == ControlKind.DAILY_CONTROL,
        task.state == ControlState.EXCUSED,
        task.reason == REASON_STANDSTILL,
    )
    days = conn.execute(
        select(func.min(task.period_start), func.max(task.period_start)).where(
            *excused, task.period_start.between(first, city_day(now))
        )
    ).one()
    if days[1] is None:
        return 0
    note = f"{days[0].isoformat()} – {days[1].isoformat()}"
    newest = task.period_start == days[1]
    return _send(conn, Step.STANDSTILL, now, *excused, newest, ~_sent(Step.STANDSTILL), note=note)


def forget_old(conn: Connection, scope: Scope, now: datetime, kept_days: int) -> int:
    """Remove the clock's reminders to establishments after so many days; how many.

    What went to an office or a bureau, and what an officer sent, stays: it is on record.
    """
    scope.require(Action.RUN_SYSTEM)
    own = control_reminder.c
    old = delete(control_reminder).where(
        own.sent_at < now - timedelta(days=kept_days),
        own.step.in_((Step.SOON, Step.OVERDUE, Step.STANDSTILL)),
    )
    return conn.execute(old).rowcount


def escalated(scope: Scope, kind: ControlKind, start: date) -> ColumnElement[bool]:
    """Condition on `control_task`: its streak was told to the asker's office or bureau.

    The city and a banner hear what was told to the bureau; and what would go to an office where
    the township has none.
    """
    if scope.office_id is not None:
        return _told(kind, start, ESCALATIONS)
    alone = select(township.c.code).where(township.c.office_id.is_(None))
    return or_(
        _told(kind, start, (Step.BUREAU,)),
        and_(control_task.c.township_code.in_(alone), _told(kind, start, (Step.OFFICE,))),
    )


def _send(
    conn: Connection,
    step: Step,
    now: datetime,
    *which: ColumnElement[bool],
    note: str | None = None,
) -> int:
    task = control_task.c
    if conn.scalar(select(task.establishment_id).where(*which).limit(1)) is None:
        return 0
    bump(conn, Topic.CONTROL)
    own = control_reminder.c
    rows = select(
        task.establishment_id,
        task.township_code,
        task.kind,
        task.period_start,
        literal(step.value),
        literal(1),
        literal(now, own.sent_at.type),
        literal("scheduler"),
        literal(note) if note else null(),
    ).where(*which)
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    made = dialect.insert(control_reminder).from_select(list(_COLUMNS), rows)
    return conn.execute(made.on_conflict_do_nothing()).rowcount  # two schedulers at once


def _sent(step: Step) -> ColumnElement[bool]:
    """That this step was taken for the duty."""
    own, task = control_reminder.c, control_task.c
    return exists().where(
        own.establishment_id == task.establishment_id,
        own.kind == task.kind,
        own.period_start == task.period_start,
        own.step == step,
    )


def _told(kind: ControlKind, start: date, steps: tuple[Step, ...]) -> ColumnElement[bool]:
    """That one of these steps was taken in the streak that the duty stands in."""
    own = control_reminder.c
    return exists().where(
        own.establishment_id == control_task.c.establishment_id,
        own.kind == kind,
        own.step.in_(steps),
        own.period_start <= start,
        own.period_start > last_answered(kind, start),
    )
