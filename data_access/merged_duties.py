"""What a merge does to the arrangements of the record that ends, and its undoing.

Closures and deputies that hold now or later go on with the survivor; those of the past stay where
they were used. Signs of sham records follow for weeks in which the survivor has none of its own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, update

from data_access.schema import control_deputy, declared_closure, establishment, sham_signal

Moved = dict[str, list[Any]]
_HOLDING = {"closures": declared_closure, "deputies": control_deputy}


def hand_over(conn: Connection, other_id: int, survivor_id: int, today: date) -> Moved:
    """Move them; which they were (ids, and weeks of signals), for `give_back`.

    The caller has checked who asks.
    """
    moved: Moved = {}
    for name, table in _HOLDING.items():
        which = table.c.establishment_id == other_id, table.c.ends >= today
        moved[name] = sorted(conn.scalars(select(table.c.id).where(*which)))
    own = sham_signal.c
    taken = select(own.week_start).where(own.establishment_id == survivor_id)
    weeks = conn.scalars(
        select(own.week_start).where(own.establishment_id == other_id, own.week_start.not_in(taken))
    )
    moved["signals"] = sorted(week.isoformat() for week in weeks)
    _move(conn, moved, other_id, survivor_id)
    return moved


def give_back(conn: Connection, moved: Mapping[str, Any], survivor_id: int, other_id: int) -> None:
    """Take a hand-over back."""
    _move(conn, moved, survivor_id, other_id)


def _move(conn: Connection, moved: Mapping[str, Any], from_id: int, to_id: int) -> None:
    place = conn.scalar(select(establishment.c.township_code).where(establishment.c.id == to_id))
    weeks = [date.fromisoformat(week) for week in moved.get("signals", ())]
    which: list[tuple[Table, ColumnElement[bool]]] = [
        (table, table.c.id.in_(moved.get(name, ()))) for name, table in _HOLDING.items()
    ]
    which.append((sham_signal, sham_signal.c.week_start.in_(weeks)))
    for table, these in which:
        conn.execute(
            update(table)
            .where(table.c.establishment_id == from_id, these)
            .values(establishment_id=to_id, township_code=place)
        )
