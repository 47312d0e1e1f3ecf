"""Days that were declared closed, as the signs of sham records need them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from data_access.schema import alert, control_photo, control_task, declared_closure
from domain.alerts import AlertState
from domain.clock import city_day
from domain.control import ControlKind, ControlState
from domain.operating import REASON_SUSPENDED
from domain.sham_evidence import AT_WORK, LATE_LEFT_S, WEEKS_BEFORE, Closed

WEEK = timedelta(days=7)
Days = dict[tuple[int, date], int]


@dataclass(slots=True)
class ClosedDays:
    """Those of one establishment: of the week by day, and how many late ones before."""

    week: list[Closed] = field(default_factory=list)
    late_before: int = 0


def closed_days(conn: Connection, week: date, ids: Sequence[int]) -> dict[int, ClosedDays]:
    """Days of daily control that a declared closure has excused, by establishment.

    Args:
        conn: Read connection of a process of the system.
        week: Its Monday.
        ids: Establishments, some hundreds at a time.
    """
    task, closure = control_task.c, declared_closure.c
    rows = conn.execute(
        select(
            task.establishment_id,
            task.period_start,
            task.due_at,
            func.max(closure.declared_at).label("declared_at"),
        )
        .join_from(
            control_task,
            declared_closure,
            and_(
                closure.establishment_id == task.establishment_id,
                closure.starts == task.period_start,
            ),
            isouter=True,
        )
        .where(
            task.establishment_id.in_(ids),
            task.period_start.between(week - WEEKS_BEFORE * WEEK, week + WEEK - timedelta(days=1)),
            *closed(),
        )
        .group_by(task.establishment_id, task.period_start, task.due_at)
        .order_by(task.establishment_id, task.period_start)
    ).all()
    seen, photos = _seen(conn, week, ids), _photos(conn, week, ids)
    found: defaultdict[int, ClosedDays] = defaultdict(ClosedDays)
    for row in rows:
        owner, day = row.establishment_id, row.period_start
        left = _left_s(day, row.due_at, row.declared_at)
        if day >= week:
            one = Closed(day, left, seen.get((owner, day), 0), photos.get((owner, day), 0))
            found[owner].week.append(one)
        elif left is not None and left < LATE_LEFT_S:
            found[owner].late_before += 1
    return found


def closed() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a duty: a day that a declared closure, and no status, has excused."""
    return (
        control_task.c.kind == ControlKind.DAILY_CONTROL,
        control_task.c.state == ControlState.EXCUSED,
        control_task.c.reason.like(f"{REASON_SUSPENDED}%：%"),
    )


def _left_s(day: date, due_at: datetime, declared_at: datetime | None) -> float | None:
    if declared_at is None or city_day(declared_at) != day:
        return None
    return (due_at - declared_at).total_seconds()


def _seen(conn: Connection, week: date, ids: Sequence[int]) -> Days:
    own = alert.c
    return _by_day(
        conn.execute(
            select(own.establishment_id, own.raised_on, func.count())
            .where(
                own.establishment_id.in_(ids),
                own.raised_on.between(week, week + WEEK - timedelta(days=1)),
                own.alert_class.in_(AT_WORK),
                own.state != AlertState.FALSE,
            )
            .group_by(own.establishment_id, own.raised_on)
        )
    )


def _photos(conn: Connection, week: date, ids: Sequence[int]) -> Days:
    own = control_photo.c
    rows = conn.execute(
        select(own.establishment_id, own.taken_at).where(
            own.establishment_id.in_(ids),
            own.period_start >= week - WEEK,
            own.taken_at.is_not(None),
        )
    )
    found: Days = {}
    for owner, taken_at in rows:
        key = (owner, city_day(taken_at))
        found[key] = found.get(key, 0) + 1
    return found


def _by_day(rows: Any) -> Days:
    return {(owner, day): number for owner, day, number in rows}
