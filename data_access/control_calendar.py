"""A year of an establishment's duties in one query along the key of their table."""

from datetime import date

from sqlalchemy import Connection, select

from data_access.schema import control_task
from data_access.scoping import in_scope
from domain.control import ControlKind, ControlState
from domain.dossier import CalendarDuty, year_start
from domain.scope import Scope


def control_year(
    conn: Connection, scope: Scope, establishment_id: int, today: date
) -> list[CalendarDuty]:
    """Duties of the last 53 weeks by kind and day; none when the establishment is out of scope."""
    start = year_start(today)
    rows = conn.execute(
        select(control_task.c.kind, control_task.c.period_start, control_task.c.state)
        .where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.kind.in_(list(ControlKind)),
            control_task.c.period_start.between(start.replace(day=1), today),
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
        .order_by(control_task.c.kind, control_task.c.period_start)
    )
    return [
        CalendarDuty(ControlKind(row.kind), row.period_start, ControlState(row.state))
        for row in rows
    ]
