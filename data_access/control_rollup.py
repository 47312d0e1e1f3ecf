"""Figures of control duties by kind, period, township and category, written with the duties.

One duty that changes moves its two counts; a whole period that changes is counted anew, which for
a city takes one pass over an index. Both end at what `rebuild` finds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from data_access import trend_rollup
from data_access.checklists import places_of
from data_access.engine import widened
from data_access.schema import control_rollup, control_task
from domain.checklists import PURCHASE_ITEM, Answer
from domain.control import ANSWERED, ControlKind, ControlState
from domain.trend import Followed

_KEY = ("kind", "period_start", "township_code", "category")
_PURCHASES = {Answer.PASS: "purchases_passed", Answer.FAIL: "purchases_failed"}
_COUNTS = (*(state.value for state in ControlState), *_PURCHASES.values())

Key = tuple[str, date, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Row of the roll-up that a duty is counted in."""

    kind: ControlKind
    period_start: date
    township_code: str
    category: str


def move(
    conn: Connection,
    place: Place,
    before: ControlState,
    after: ControlState,
    purchases: Answer | None = None,
) -> None:
    """Count one duty of `place` as `after` instead of `before`.

    Args:
        conn: Write transaction of the caller.
        place: Its row.
        before: Not answered.
        after: Its new state.
        purchases: Answer to PURCHASE_ITEM, when it is one of daily control that has just come in.
    """
    if before is after:
        return
    change = dict.fromkeys(_COUNTS, 0) | {before.value: -1, after.value: 1}
    if purchases in _PURCHASES:
        change[_PURCHASES[purchases]] = 1
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    key = {name: getattr(place, name) for name in _KEY}
    statement = dialect.insert(control_rollup).values(**key, **change)
    counted = statement.on_conflict_do_update(
        index_elements=list(_KEY),
        set_={name: control_rollup.c[name] + statement.excluded[name] for name in _COUNTS},
    )
    with widened(conn):  # an establishment sees no sums, and yet its record counts in them
        conn.execute(counted)
        if place.kind is ControlKind.DAILY_CONTROL:
            part = int(after in ANSWERED) - int(before in ANSWERED)
            whole = int(after is not ControlState.EXCUSED) - int(before is not ControlState.EXCUSED)
            trend_rollup.shift(
                conn, Followed.DAILY_CONTROL, place.period_start, place.township_code, part, whole
            )


def recount(conn: Connection, kind: ControlKind, period_start: date) -> None:
    """Count all duties of one period anew, after a change of many."""
    conn.execute(
        delete(control_rollup).where(
            control_rollup.c.kind == kind, control_rollup.c.period_start == period_start
        )
    )
    counted = _counted(conn).where(
        control_task.c.kind == kind, control_task.c.period_start == period_start
    )
    conn.execute(insert(control_rollup).from_select([*_KEY, *_COUNTS], counted))
    if kind is ControlKind.DAILY_CONTROL:
        trend_rollup.recount_day(conn, period_start)


def rebuild(conn: Connection) -> list[Key | trend_rollup.Key]:
    """Count every duty anew, and the trend with them.

    Returns:
        Keys whose figures were not what the duties say; empty when the roll-up was right.
    """
    kept = _figures(conn)
    conn.execute(delete(control_rollup))
    conn.execute(insert(control_rollup).from_select([*_KEY, *_COUNTS], _counted(conn)))
    made = _figures(conn)
    wrong = sorted(key for key in kept.keys() | made.keys() if kept.get(key) != made.get(key))
    return [*wrong, *trend_rollup.rebuild(conn, Followed.DAILY_CONTROL)]


def _figures(conn: Connection) -> dict[Key, tuple[int, ...]]:
    columns = [control_rollup.c[name] for name in (*_KEY, *_COUNTS)]
    rows = conn.execute(select(*columns))
    found = {(row[0], row[1], row[2], row[3]): tuple(row[4:]) for row in rows}
    return {key: counts for key, counts in found.items() if any(counts)}


def purchases_answered(conn: Connection, answer: Answer) -> ColumnElement[bool]:
    """Condition that a duty is of daily control and answers PURCHASE_ITEM so.

    Where the packed answers hold it depends on the version; most versions hold it at one place.
    """
    task = control_task.c
    code = PURCHASE_ITEM.rpartition(".")[2]
    places = places_of(conn, ControlKind.DAILY_CONTROL, code)
    return and_(
        task.kind == ControlKind.DAILY_CONTROL,
        or_(
            *(
                and_(
                    task.checklist_version.in_(versions),
                    func.substr(task.answers, place + 1, 1) == answer.value,
                )
                for place, versions in places.items()
            )
        ),
    )


def _counted(conn: Connection) -> Select[Any]:
    key = [control_task.c[name] for name in _KEY]
    held = [control_task.c.state == state for state in ControlState]
    held += [purchases_answered(conn, answer) for answer in _PURCHASES]
    return select(*key, *(func.sum(case((condition, 1), else_=0)) for condition in held)).group_by(
        *key
    )
