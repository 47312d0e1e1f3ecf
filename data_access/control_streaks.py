"""How often in a row an establishment has missed a duty, as SQL over its own few rows."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select

from data_access.schema import control_task
from domain.control import ANSWERED, ControlKind, ControlState, last_starts
from domain.control_board import STREAK_PERIODS

Start = date | ColumnElement[date]


def last_answered(kind: ControlKind, start: date) -> ColumnElement[date]:
    """Start of the last answered period up to `start`, of the row's establishment.

    The first of all days when none of the STREAK_PERIODS that are looked at is.
    """
    return _last_answered(kind, looked_at_from(kind, start), start)


def missed_in_a_row(kind: ControlKind, start: date) -> ColumnElement[int]:
    """Missed duties of the row's establishment since its last answered one, up to `start`."""
    return _missed(kind, looked_at_from(kind, start), start)


def missed_up_to_own(kind: ControlKind, first: date) -> ColumnElement[int]:
    """As `missed_in_a_row`, up to the period of the row itself; nothing before `first` counts.

    Rows of several periods have streaks of more than STREAK_PERIODS when `first` lies that far.
    """
    return _missed(kind, first, control_task.c.period_start)


def looked_at_from(kind: ControlKind, start: date) -> date:
    """First of the STREAK_PERIODS up to `start`."""
    return last_starts(kind, start, STREAK_PERIODS)[0]


def _missed(kind: ControlKind, first: date, start: Start) -> ColumnElement[int]:
    earlier = control_task.alias("earlier")
    return (
        select(func.count())
        .select_from(earlier)
        .where(
            _own(earlier, kind, first, start),
            earlier.c.state == ControlState.MISSED,
            earlier.c.period_start > _last_answered(kind, first, start),
        )
        .correlate(control_task)
        .scalar_subquery()
    )


def _last_answered(kind: ControlKind, first: date, start: Start) -> ColumnElement[date]:
    answered = control_task.alias("answered")
    newest = (
        select(answered.c.period_start)
        .where(_own(answered, kind, first, start), answered.c.state.in_(ANSWERED))
        .order_by(answered.c.period_start.desc())
        .limit(1)
        .correlate(control_task)
        .scalar_subquery()
    )
    return func.coalesce(newest, literal(date.min, control_task.c.period_start.type))


def _own(table: Any, kind: ControlKind, first: date, start: Start) -> ColumnElement[bool]:
    return and_(
        table.c.establishment_id == control_task.c.establishment_id,
        table.c.kind == kind,
        table.c.period_start.between(first, start),
    )
