"""Reading the duties of a period as a list: the list behind every number of duties."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from data_access.control_board import EVERYWHERE, Within, completion_of, inside
from data_access.control_rollup import purchases_answered
from data_access.control_streaks import missed_in_a_row
from data_access.reminding import escalated
from data_access.schema import control_task, establishment, township
from data_access.scoping import in_scope
from domain.categories import Category
from domain.checklists import Answer
from domain.control import (
    ControlKind,
    ControlState,
    period_start,
    previous_start,
)
from domain.control_board import (
    LONG_STREAK,
    STATES_OF,
    Duties,
    DutyRow,
    Listing,
    Show,
)
from domain.figures import Completion
from domain.scope import NotAllowedError, Scope

MOST_ROWS = 100
# Riskiest first; who was never assessed stands among the risky: unknown is not good.
_RISK_ORDER = {"D": 0, "C": 1, "B": 3, "A": 4}
_NOT_ASSESSED = 2


def duties(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    listing: Listing,
    day: date,
    *,
    within: Within = EVERYWHERE,
    show: Show = Show.UNANSWERED,
    limit: int = MOST_ROWS,
) -> Duties:
    """Establishments with their duty of a period, longest streak of missed ones first.

    Args:
        conn: Open connection.
        scope: Who asks.
        kind: Of which duty.
        listing: The period that holds `day`, or the one before.
        day: City day.
        within: Narrows further.
        show: Which duties.
        limit: Upper bound on rows; the total counts all.

    Raises:
        NotAllowedError: One establishment asks: rivals stay invisible.
    """
    if scope.establishment_id is not None:
        raise NotAllowedError("lists of others are not for one establishment")
    start = period_start(kind, day)
    if listing is Listing.PREVIOUS:
        start = previous_start(kind, start)
    kept = [
        in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        inside(within, control_task.c.township_code),
        _shown(conn, scope, kind, start, show),
    ]
    found = tuple(map(_row, _rows(conn, kind, start, show, kept, limit)))
    total = _total(completion_of(conn, scope, kind, start, within), show)
    if total is None or not scope.sees_sums:
        held = select(func.count()).select_from(control_task)
        of_period = (control_task.c.kind == kind, control_task.c.period_start == start)
        total = conn.execute(held.where(*of_period, *kept)).scalar_one()
    return Duties(kind, start, found, total, show)


def long_streaks(conn: Connection, scope: Scope, day: date) -> int:
    """How many establishments have missed LONG_STREAK days of daily control in a row."""
    return duties(
        conn,
        scope,
        ControlKind.DAILY_CONTROL,
        Listing.PREVIOUS,
        day,
        show=Show.STREAK,
        limit=1,
    ).total


def escalations(conn: Connection, scope: Scope, kind: ControlKind, day: date) -> int:
    """How many establishments have a streak that was told to the asker's office or bureau."""
    listing, show = Listing.PREVIOUS, Show.ESCALATED
    return duties(conn, scope, kind, listing, day, show=show, limit=1).total


def _total(found: Completion, show: Show) -> int | None:
    """From the roll-up, None where it holds no such number."""
    return {
        Show.UNANSWERED: found.open + found.missed,
        Show.ANSWERED: found.answered.part,
        Show.DUE: found.due,
        Show.EXCUSED: found.excused,
    }.get(show)


def _shown(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, show: Show
) -> ColumnElement[bool]:
    passed, failed = (purchases_answered(conn, one) for one in (Answer.PASS, Answer.FAIL))
    more: dict[Show, ColumnElement[bool]] = {
        Show.PURCHASES_PASSED: passed,
        Show.PURCHASES_FAILED: failed,
        Show.PURCHASES: or_(passed, failed),
        Show.STREAK: missed_in_a_row(kind, start) >= LONG_STREAK,
        Show.ESCALATED: escalated(scope, kind, start),
    }
    return and_(control_task.c.state.in_(STATES_OF[show]), more.get(show, true()))


def _rows(
    conn: Connection,
    kind: ControlKind,
    start: date,
    show: Show,
    kept: list[ColumnElement[bool]],
    limit: int,
) -> list[Any]:
    listed = _listed(kind, start)
    if show not in (Show.UNANSWERED, Show.STREAK, Show.ESCALATED):
        # Hardly anybody has a streak there: working it out for all, to sort by, is not worth it.
        page = (
            select(control_task.c.establishment_id)
            .where(control_task.c.kind == kind, control_task.c.period_start == start, *kept)
            .order_by(control_task.c.establishment_id)
            .limit(limit)
        )
        kept = [control_task.c.establishment_id.in_(list(conn.scalars(page)))]
    return list(conn.execute(listed.where(*kept).limit(limit)))


def _listed(kind: ControlKind, start: date) -> Select[Any]:
    """The duties of a period with what a row shows, longest streak first."""
    streak = missed_in_a_row(kind, start).label("streak")
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
        .where(control_task.c.kind == kind, control_task.c.period_start == start)
        .order_by(streak.desc(), risk, control_task.c.establishment_id)
    )


def _row(row: Any) -> DutyRow:
    return DutyRow(
        row.establishment_id,
        row.name,
        row.township_zh,
        Category(row.category),
        row.risk_level,
        row.safety_officer,
        ControlState(row.state),
        row.streak,
    )
