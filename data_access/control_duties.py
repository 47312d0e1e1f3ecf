"""Reading duties of a period, or of several, as a list: that behind every number of duties."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, true

from data_access.control_board import completion_of, completions, inside
from data_access.control_rollup import purchases_answered
from data_access.control_rows import longest_first, of_period, riskiest_first, rows_of
from data_access.control_streaks import missed_in_a_row
from data_access.reminding import escalated
from data_access.schema import control_task, establishment
from data_access.scoping import in_scope
from domain.checklists import Answer
from domain.control import ControlKind, period_start, previous_start
from domain.control_board import (
    LONG_STREAK,
    MISSING,
    STATES_OF,
    Duties,
    DutyKey,
    Listing,
    Show,
    part_of,
)
from domain.control_query import EVERYWHERE, Within
from domain.figures import Completion
from domain.scope import NotAllowedError, Scope

PAGE_ROWS = 50


def duties(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    listing: Listing,
    day: date,
    *,
    within: Within = EVERYWHERE,
    show: Show = Show.UNANSWERED,
    page: int = 1,
    limit: int = PAGE_ROWS,
    first: date | None = None,
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
        page: Which part of the rows, from 1; the last one for a number beyond it.
        limit: Rows of a page; the total counts all.
        first: Start of the first of several periods (`Asked.first_before`); None of one alone.
            Of several a row is a duty, the newest period comes first.

    Raises:
        NotAllowedError: One establishment asks: rivals stay invisible.
    """
    start = listed_start(kind, listing, day)
    if first is not None:
        return _of_several(conn, scope, kind, (first, start), within, show, page, limit)
    total = how_many(conn, scope, kind, start, within=within, show=show)
    pages = max(1, -(-total // limit))
    page = min(max(page, 1), pages)
    ids = duty_ids(
        conn, scope, kind, start, within=within, show=show, limit=limit, skip=(page - 1) * limit
    )
    rows = tuple(rows_of(conn, scope, kind, of_period(start, ids)))
    return Duties(kind, start, rows, total, show, page, pages)


def duty_keys(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    periods: tuple[date, date],
    *,
    within: Within = EVERYWHERE,
    show: Show = Show.UNANSWERED,
    limit: int | None = None,
    skip: int = 0,
) -> list[DutyKey]:
    """Duties of the list of several periods, the first and the last included, newest first.

    Raises:
        NotAllowedError: One establishment asks.
    """
    _refuse_one(scope)
    task = control_task.c
    wanted = select(task.establishment_id, task.period_start).where(
        task.kind == kind,
        task.period_start.between(*periods),
        *_in_list(scope, within, show),
    )
    wanted = wanted.order_by(task.period_start.desc(), *_order(show))
    rows = conn.execute(_joined(wanted, show).limit(limit).offset(skip or None))
    return [(row[0], row[1]) for row in rows]


def _of_several(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    periods: tuple[date, date],
    within: Within,
    show: Show,
    page: int,
    limit: int,
) -> Duties:
    _refuse_one(scope)
    sums = completions(conn, scope, kind, *periods, within)
    lengths = {start: total_of(own, show) or 0 for start, own in sums.items()}
    total = sum(lengths.values())
    pages = max(1, -(-total // limit))
    page = min(max(page, 1), pages)
    part = part_of(lengths, (page - 1) * limit, limit)
    keys: list[DutyKey] = []
    if part is not None:
        # Only the periods that the page is of are read: its last part costs what the first does.
        keys = duty_keys(
            conn,
            scope,
            kind,
            (part.first, part.last),
            within=within,
            show=show,
            limit=limit,
            skip=part.skip,
        )
    rows = tuple(rows_of(conn, scope, kind, keys))
    return Duties(kind, periods[1], rows, total, show, page, pages, first=periods[0])


def listed_start(kind: ControlKind, listing: Listing, day: date) -> date:
    """First day of the period that holds `day`, or of the one before."""
    start = period_start(kind, day)
    return previous_start(kind, start) if listing is Listing.PREVIOUS else start


def how_many(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    *,
    within: Within = EVERYWHERE,
    show: Show = Show.UNANSWERED,
) -> int:
    """Length of a list: from the roll-up where that holds it."""
    _refuse_one(scope)
    total = total_of(completion_of(conn, scope, kind, start, within), show)
    if total is not None and scope.sees_sums:
        return total
    held = select(func.count()).select_from(control_task)
    kept = _kept(conn, scope, kind, start, within, show)
    return int(conn.execute(held.where(*kept)).scalar_one())


def duty_ids(
    conn: Connection,
    scope: Scope,
    kind: ControlKind,
    start: date,
    *,
    within: Within = EVERYWHERE,
    show: Show = Show.UNANSWERED,
    limit: int | None = None,
    skip: int = 0,
) -> list[int]:
    """Establishments of a list in its order, all of them without `limit`."""
    _refuse_one(scope)
    own = control_task.c.establishment_id
    wanted = select(own).where(*_kept(conn, scope, kind, start, within, show))
    # Where nothing is missing hardly anybody has a streak: working it out is not worth it.
    order = longest_first(kind, start) if show in MISSING else _order(show)
    found = _joined(wanted, show).order_by(*order)
    return list(conn.scalars(found.limit(limit).offset(skip or None)))


def long_streaks(conn: Connection, scope: Scope, day: date, within: Within = EVERYWHERE) -> int:
    """How many establishments have missed LONG_STREAK days of daily control in a row."""
    kind = ControlKind.DAILY_CONTROL
    start = listed_start(kind, Listing.PREVIOUS, day)
    return how_many(conn, scope, kind, start, within=within, show=Show.STREAK)


def escalations(conn: Connection, scope: Scope, kind: ControlKind, day: date) -> int:
    """How many establishments have a streak that was told to the asker's office or bureau."""
    start = listed_start(kind, Listing.PREVIOUS, day)
    return how_many(conn, scope, kind, start, show=Show.ESCALATED)


def total_of(found: Completion, show: Show) -> int | None:
    """How many duties of a period a list holds, None where its sums do not say."""
    return {
        Show.UNANSWERED: found.open + found.missed,
        Show.ANSWERED: found.answered.part,
        Show.DUE: found.due,
        Show.EXCUSED: found.excused,
        Show.ON_TIME: found.done,
        Show.LATE: found.late,
        Show.MISSED: found.missed,
        Show.NOT_ON_TIME: found.due - found.done,
    }.get(show)


def _refuse_one(scope: Scope) -> None:
    if scope.establishment_id is not None:
        raise NotAllowedError("lists of others are not for one establishment")


def _kept(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, within: Within, show: Show
) -> list[ColumnElement[bool]]:
    return [
        control_task.c.kind == kind,
        control_task.c.period_start == start,
        *_in_list(scope, within, show),
        _special(conn, scope, kind, start, show),
    ]


def _in_list(scope: Scope, within: Within, show: Show) -> list[ColumnElement[bool]]:
    return [
        in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        inside(within, control_task.c),
        control_task.c.state.in_(STATES_OF[show]),
    ]


def _order(show: Show) -> tuple[ColumnElement[Any], ...]:
    return riskiest_first() if show in MISSING else (control_task.c.establishment_id,)


def _joined(wanted: Select[Any], show: Show) -> Select[Any]:
    """With the establishment, where the order asks for it."""
    if show not in MISSING:
        return wanted
    return wanted.join(establishment, establishment.c.id == control_task.c.establishment_id)


def _special(conn: Connection, scope: Scope, kind: ControlKind, start: date, show: Show) -> Any:
    if show is Show.STREAK:
        return missed_in_a_row(kind, start) >= LONG_STREAK
    if show is Show.ESCALATED:
        return escalated(scope, kind, start)
    if show in (Show.PURCHASES_PASSED, Show.PURCHASES_FAILED, Show.PURCHASES):
        passed, failed = (purchases_answered(conn, one) for one in (Answer.PASS, Answer.FAIL))
        either = {Show.PURCHASES_PASSED: passed, Show.PURCHASES_FAILED: failed}
        return either.get(show, or_(passed, failed))
    return true()
