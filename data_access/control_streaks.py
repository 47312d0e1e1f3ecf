"""How often in a row an establishment has missed a duty, as SQL over its own few rows."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select

from data_access.schema import control_task
from domain.control import ANSWERED, ControlKind, ControlState, last_starts
from domain.control_board import STREAK_PERIODS


def last_answered(kind: ControlKind, start: date) -> ColumnElement[date]:
    """Start of the last answered period up to `start`, of the row's establishment.

    The first of all days when none of the STREAK_PERIODS that are looked at is.
    """
    answered = control_task.alias("answered")
    newest = (
        select(answered.c.period_start)
        .where(_own(answered, kind, start), answered.c.state.in_(ANSWERED))
        .order_by(answered.c.period_start.desc())
        .limit(1)
        .correlate(control_task)
        .scalar_subquery()
    )
    return func.coalesce(newest, literal(date.min, control_task.c.period_start.type))


def missed_in_a_row(kind: ControlKind, start: date) -> ColumnElement[int]:
    """Missed duties of the row's establishment since its last answered one, up to `start`."""
    earlier = control_task.alias("earlier")
    return (
        select(func.count())
        .select_from(earlier)
        .where(
            _own(earlier, kind, start),
            earlier.c.state == ControlState.MISSED,
            earlier.c.period_start > last_answered(kind, start),
        )
        .correlate(control_task)
        .scalar_subquery()
    )


def _own(table: Any, kind: ControlKind, start: date) -> ColumnElement[bool]:
    first = last_starts(kind, start, STREAK_PERIODS)[0]
    return and_(
        table.c.establishment_id == control_task.c.establishment_id,
        table.c.kind == kind,
        table.c.period_start.between(first, start),
    )
