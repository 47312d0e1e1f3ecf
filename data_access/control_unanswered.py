"""Reading who has not answered: the list behind every number of unanswered duties."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, select

from data_access.control_board import EVERYWHERE, Within, completion_of, inside
from data_access.schema import control_task, establishment, township
from data_access.scoping import in_scope
from domain.categories import Category
from domain.control import (
    ANSWERED,
    ControlKind,
    ControlState,
    last_starts,
    period_start,
    previous_start,
)
from domain.control_board import STREAK_PERIODS, Listing, Unanswered, UnansweredRow
from domain.scope import NotAllowedError, Scope

MOST_ROWS = 100
_UNANSWERED = (ControlState.OPEN, ControlState.MISSED)
# Riskiest first; who was never assessed stands among the risky: unknown is not good.
_RISK_ORDER = {"D": 0, "C": 1, "B": 3, "A": 4}
_NOT_ASSESSED = 2


def unanswered(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    listing: Listing,
    day: date,
    *,
    within: Within = EVERYWHERE,
    limit: int = MOST_ROWS,
) -> Unanswered:
    """Establishments that have not answered a period, longest streak of missed ones first.

    Args:
        conn: Open connection.
        scope: Who asks.
        kind: Of which duty.
        listing: The period that holds `day`, or the one before.
        day: City day.
        within: Narrows further.
        limit: Upper bound on rows; the total counts all.

    Raises:
        NotAllowedError: One establishment asks: rivals stay invisible.
    """
    if scope.establishment_id is not None:
        raise NotAllowedError("lists of others are not for one establishment")
    start = period_start(kind, day)
    if listing is Listing.PREVIOUS:
        start = previous_start(kind, start)
    rows = conn.execute(
        _listed(kind, start)
        .where(
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
            inside(within, control_task.c.township_code),
        )
        .limit(limit)
    )
    found = completion_of(conn, scope, kind, start, within)
    return Unanswered(kind, start, tuple(map(_row, rows)), found.open + found.missed)


def _listed(kind: ControlKind, start: date) -> Select[Any]:
    """The unanswered duties of a period with what a row shows, longest streak first."""
    streak = _streak(kind, start).label("streak")
    risk = case(_RISK_ORDER, value=establishment.c.risk_level, else_=_NOT_ASSESSED)
    return (
        select(
            control_task.c.establishment_id,
            control_task.c.state,
            control_task.c.category,
            establishment.c.name,
            establishment.c.risk_level,
            establishment.c.safety_officer,
            township.c.name_zh.label("township_zh"),
            streak,
        )
        .join_from(control_task, establishment)
        .join(township, township.c.code == control_task.c.township_code)
        .where(
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            control_task.c.state.in_(_UNANSWERED),
        )
        .order_by(streak.desc(), risk, control_task.c.establishment_id)
    )


def _row(row: Any) -> UnansweredRow:
    return UnansweredRow(
        row.establishment_id,
        row.name,
        row.township_zh,
        Category(row.category),
        row.risk_level,
        row.safety_officer,
        ControlState(row.state),
        row.streak,
    )


def _streak(kind: ControlKind, start: date) -> ColumnElement[int]:
    """Missed duties of the row's establishment since its last answered one, as SQL."""
    first = last_starts(kind, start, STREAK_PERIODS)[0]
    earlier = control_task.alias("earlier")
    answered = control_task.alias("answered")

    def own(table: Any) -> ColumnElement[bool]:
        return and_(
            table.c.establishment_id == control_task.c.establishment_id,
            table.c.kind == kind,
            table.c.period_start.between(first, start),
        )

    last = (
        select(answered.c.period_start)
        .where(own(answered), answered.c.state.in_(ANSWERED))
        .order_by(answered.c.period_start.desc())
        .limit(1)
        .correlate(control_task)
        .scalar_subquery()
    )
    before_all = literal(date.min, control_task.c.period_start.type)
    return (
        select(func.count())
        .select_from(earlier)
        .where(
            own(earlier),
            earlier.c.state == ControlState.MISSED,
            earlier.c.period_start > func.coalesce(last, before_all),
        )
        .correlate(control_task)
        .scalar_subquery()
    )
