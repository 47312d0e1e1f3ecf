"""What an establishment did in a span of days, counted for its statutory records.

The caller has checked that the establishment is the asker's. Both days are included.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from data_access.schema import alert, control_finding, control_task, inspection
from domain.control import ANSWERED, ControlKind, ControlState
from domain.inspections import (
    INSPECTION_KIND_NAMES_ZH,
    INSPECTION_RESULT_NAMES_ZH,
    InspectionKind,
    InspectionResult,
)
from domain.paper_facts import MOST_LISTED, DutyCount


def duties_in(
    conn: Connection, establishment_id: int, kind: ControlKind, start: date, end: date
) -> DutyCount:
    """How many daily or weekly records were due, and what became of them."""
    states = {
        ControlState(row.state): row.number
        for row in conn.execute(
            select(control_task.c.state, func.count().label("number"))
            .where(
                _in_period(control_task, establishment_id, start, end), control_task.c.kind == kind
            )
            .group_by(control_task.c.state)
        )
    }
    numbers = {state: states.get(state, 0) for state in ControlState}
    excused = numbers.pop(ControlState.EXCUSED)
    return DutyCount(
        due=sum(numbers.values()),
        done=numbers[ControlState.DONE],
        late=numbers[ControlState.LATE],
        missed=numbers[ControlState.MISSED],
        excused=excused,
    )


def answers_in(conn: Connection, establishment_id: int, start: date, end: date) -> list[str]:
    """Packed answers of its daily records."""
    return list(
        conn.scalars(
            select(control_task.c.answers).where(
                _in_period(control_task, establishment_id, start, end),
                control_task.c.kind == ControlKind.DAILY_CONTROL,
                control_task.c.state.in_(ANSWERED),
                control_task.c.answers.is_not(None),
            )
        )
    )


def findings_in(
    conn: Connection, establishment_id: int, start: date, end: date
) -> Sequence[Row[Any]]:
    """Findings of its daily records, by day and item."""
    return conn.execute(
        select(control_finding)
        .where(
            _in_period(control_finding, establishment_id, start, end),
            control_finding.c.kind == ControlKind.DAILY_CONTROL,
        )
        .order_by(control_finding.c.period_start, control_finding.c.item)
    ).all()


def alerts_in(
    conn: Connection, establishment_id: int, start: date, end: date
) -> Sequence[Row[Any]]:
    """Alerts by class and state, with their `number`."""
    return conn.execute(
        select(alert.c.alert_class, alert.c.state, func.count().label("number"))
        .where(alert.c.establishment_id == establishment_id, alert.c.raised_on.between(start, end))
        .group_by(alert.c.alert_class, alert.c.state)
    ).all()


def inspections_in(
    conn: Connection, establishment_id: int, start: date, end: date
) -> tuple[tuple[str, str, str], ...]:
    """Day, kind and result of each inspection."""
    rows = conn.execute(
        select(inspection.c.inspected_on, inspection.c.kind, inspection.c.result)
        .where(
            inspection.c.establishment_id == establishment_id,
            inspection.c.inspected_on.between(start, end),
        )
        .order_by(inspection.c.inspected_on, inspection.c.id)
        .limit(MOST_LISTED)
    )
    return tuple(
        (
            row.inspected_on.isoformat(),
            INSPECTION_KIND_NAMES_ZH[InspectionKind(row.kind)],
            INSPECTION_RESULT_NAMES_ZH[InspectionResult(row.result)],
        )
        for row in rows
    )


def _in_period(table: Any, establishment_id: int, start: date, end: date) -> ColumnElement[bool]:
    return and_(
        table.c.establishment_id == establishment_id, table.c.period_start.between(start, end)
    )
