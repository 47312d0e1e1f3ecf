"""Figures of control duties by kind, period, township and category, written with the duties.

One duty that changes moves its two counts; a whole period that changes is counted anew, which for
a city takes one pass over an index. Both end at what `rebuild` finds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, case, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from data_access.schema import control_rollup, control_task
from domain.control import ControlKind, ControlState

_KEY = ("kind", "period_start", "township_code", "category")
_COUNTS = tuple(state.value for state in ControlState)

Key = tuple[str, date, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Row of the roll-up that a duty is counted in."""

    kind: ControlKind
    period_start: date
    township_code: str
    category: str


def move(conn: Connection, place: Place, before: ControlState, after: ControlState) -> None:
    """Count one duty of `place` as `after` instead of `before`."""
    if before is after:
        return
    change = dict.fromkeys(_COUNTS, 0) | {before.value: -1, after.value: 1}
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    key = {name: getattr(place, name) for name in _KEY}
    statement = dialect.insert(control_rollup).values(**key, **change)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=list(_KEY),
            set_={name: control_rollup.c[name] + statement.excluded[name] for name in _COUNTS},
        )
    )


def recount(conn: Connection, kind: ControlKind, period_start: date) -> None:
    """Count all duties of one period anew, after a change of many."""
    conn.execute(
        delete(control_rollup).where(
            control_rollup.c.kind == kind, control_rollup.c.period_start == period_start
        )
    )
    counted = _counted().where(
        control_task.c.kind == kind, control_task.c.period_start == period_start
    )
    conn.execute(insert(control_rollup).from_select([*_KEY, *_COUNTS], counted))


def rebuild(conn: Connection) -> list[Key]:
    """Count every duty anew.

    Returns:
        Keys whose figures were not what the duties say; empty when the roll-up was right.
    """
    kept = _figures(conn)
    conn.execute(delete(control_rollup))
    conn.execute(insert(control_rollup).from_select([*_KEY, *_COUNTS], _counted()))
    made = _figures(conn)
    return sorted(key for key in kept.keys() | made.keys() if kept.get(key) != made.get(key))


def _figures(conn: Connection) -> dict[Key, tuple[int, ...]]:
    columns = [control_rollup.c[name] for name in (*_KEY, *_COUNTS)]
    rows = conn.execute(select(*columns))
    found = {(row[0], row[1], row[2], row[3]): tuple(row[4:]) for row in rows}
    return {key: counts for key, counts in found.items() if any(counts)}


def _counted() -> Select[Any]:
    key = [control_task.c[name] for name in _KEY]
    return select(
        *key,
        *(func.sum(case((control_task.c.state == state, 1), else_=0)) for state in _COUNTS),
    ).group_by(*key)
