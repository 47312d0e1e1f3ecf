"""Reading the board of self-control: periods and the heat calendar.

Sums come from the roll-up, so they cost the same after ten years. An establishment sees sums of
nobody: `period_summaries` counts its own duties, `heat` refuses it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from data_access.schema import banner, control_rollup, control_task, township
from data_access.scoping import in_scope
from domain.clock import city_day
from domain.control import (
    ControlKind,
    due_at,
    last_starts,
    period_end,
    period_start,
    previous_start,
    time_share,
)
from domain.control_board import Heat, HeatRow, PeriodSummary
from domain.control_query import EVERYWHERE, Within
from domain.figures import NO_TASKS, Completion
from domain.scope import Scope

HEAT_PERIODS = {
    ControlKind.DAILY_CONTROL: 30,
    ControlKind.WEEKLY_REVIEW: 13,
    ControlKind.MONTHLY_DISPATCH: 6,
}
_COUNTS = tuple(Completion.__dataclass_fields__)


def period_summaries(
    conn: Connection, scope: Scope, now: datetime, within: Within = EVERYWHERE
) -> list[PeriodSummary]:
    """The running period of each kind, and the one before it, in the order of the kinds."""
    return [_summary(conn, scope, kind, now, within) for kind in ControlKind]


def heat(
    conn: Connection, scope: Scope, kind: ControlKind, day: date, within: Within = EVERYWHERE
) -> Heat:
    """Duties by place and period up to the one that holds `day`.

    Rows are banners where the asker sees the whole city, else townships.

    Raises:
        NotAllowedError: One establishment asks.
    """
    starts = last_starts(kind, day, HEAT_PERIODS[kind])
    by_banner = scope.whole_city and replace(within, category=None) == EVERYWHERE
    code = township.c.banner_adcode if by_banner else township.c.code
    found = conn.execute(
        select(code.label("code"), control_rollup.c.period_start, *sums())
        .join_from(control_rollup, township)
        .where(
            control_rollup.c.kind == kind,
            control_rollup.c.period_start.between(starts[0], starts[-1]),
            in_scope(scope, control_rollup.c.township_code, None),
            inside(within, control_rollup.c),
        )
        .group_by(code, control_rollup.c.period_start)
    )
    cells: dict[str, dict[date, Completion]] = {}
    for row in found:
        cells.setdefault(row.code, {})[row.period_start] = completion_row(row)
    names = _names(conn, by_banner, cells)
    rows = [
        HeatRow(place, *names[place], tuple(own.get(start, NO_TASKS) for start in starts))
        for place, own in cells.items()
    ]
    return Heat(kind, starts, by_banner, tuple(sorted(rows, key=_best_first)))


def _summary(
    conn: Connection, scope: Scope, kind: ControlKind, now: datetime, within: Within
) -> PeriodSummary:
    start = period_start(kind, city_day(now))
    return PeriodSummary(
        kind,
        start,
        period_end(kind, start),
        due_at(kind, start),
        time_share(kind, start, now),
        completion_of(conn, scope, kind, start, within),
        completion_of(conn, scope, kind, previous_start(kind, start), within),
    )


def completion_of(
    conn: Connection, scope: Scope, kind: ControlKind, start: date, within: Within
) -> Completion:
    """Duties of one period by state; of one establishment or street its own."""
    return completions(conn, scope, kind, start, start, within).get(start, NO_TASKS)


def completions(
    conn: Connection, scope: Scope, kind: ControlKind, first: date, last: date, within: Within
) -> dict[date, Completion]:
    """As `completion_of`, of every period that begins from `first` to `last` and has any."""
    if not scope.sees_sums:
        task = control_task.c
        counted: dict[date, dict[str, int]] = {}
        for start, state, number in conn.execute(
            select(task.period_start, task.state, func.count())
            .where(
                in_scope(scope, task.township_code, task.establishment_id),
                task.kind == kind,
                task.period_start.between(first, last),
                inside(within, task),
            )
            .group_by(task.period_start, task.state)
        ):
            counted.setdefault(start, {})[state] = number
        return {start: Completion(**own) for start, own in counted.items()}
    kept = control_rollup.c
    rows = conn.execute(
        select(kept.period_start, *sums())
        .where(
            kept.kind == kind,
            kept.period_start.between(first, last),
            in_scope(scope, kept.township_code, None),
            inside(within, kept),
        )
        .group_by(kept.period_start)
    )
    return {row.period_start: completion_row(row) for row in rows}


def inside(within: Within, own: Any) -> ColumnElement[bool]:
    """Condition that keeps the rows of the part of the city `within` names.

    Args:
        within: What a board is narrowed to.
        own: Columns of a table with `township_code` and `category`.
    """
    kind = true() if within.category is None else own.category == within.category
    return and_(_placed(within, own.township_code), kind)


def _placed(within: Within, code: ColumnElement[str]) -> ColumnElement[bool]:
    if within.township_code is not None:
        return code == within.township_code
    if within.office_id is not None:
        return code.in_(select(township.c.code).where(township.c.office_id == within.office_id))
    if within.banner_adcode is not None:
        places = select(township.c.code)
        return code.in_(places.where(township.c.banner_adcode == within.banner_adcode))
    return true()


def sums() -> list[ColumnElement[int]]:
    """The counts of the roll-up, summed over the rows of a group."""
    return [func.coalesce(func.sum(control_rollup.c[name]), 0).label(name) for name in _COUNTS]


def completion_row(row: Any) -> Completion:
    """Duties by state of a row that holds `sums`."""
    return Completion(**{name: int(getattr(row, name)) for name in _COUNTS})


def _names(conn: Connection, by_banner: bool, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    wanted = list(codes)
    if by_banner:
        rows = conn.execute(select(banner).where(banner.c.adcode.in_(wanted)))
        return {row.adcode: (row.name_zh, row.name_en) for row in rows}
    rows = conn.execute(select(township).where(township.c.code.in_(wanted)))
    return {row.code: (row.name_zh, row.name_zh) for row in rows}


def _best_first(row: HeatRow) -> tuple[float, str]:
    """By the periods that are over: the running one would move rows under the reader's eyes."""
    over = sum(row.cells[:-1], NO_TASKS).on_time.percent
    return (1.0 if over is None else -over, row.code)
