"""Reading one duty with its answered checklist, in the wording it was given under."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from data_access import checklists
from data_access.schema import control_task, establishment
from data_access.scoping import in_scope
from domain.checklists import Answer, Checklist, ChecklistItem
from domain.control import ANSWERED, ControlKind, ControlState
from domain.control_board import Record
from domain.scope import Scope

AnyRow = Row[*tuple[Any, ...]]


def record(
    conn: Connection,
    scope: Scope,
    establishment_id: int,
    kind: ControlKind,
    start: date | None = None,
) -> Record | None:
    """One duty of an establishment.

    Args:
        conn: Open connection.
        scope: Who asks.
        establishment_id: Whose.
        kind: Which duty.
        start: First day of its period; the last answered duty, or else the newest, when None.

    Returns:
        None when there is no such duty, or none that the asker may see.
    """
    last = _edge(conn, establishment_id, kind, answered=True)
    wanted = start or last or _edge(conn, establishment_id, kind, answered=False)
    if wanted is None:
        return None
    row = _row(conn, scope, establishment_id, kind, wanted)
    if row is None:
        return None
    return _record(conn, row, kind, last)


def _row(
    conn: Connection, scope: Scope, establishment_id: int, kind: ControlKind, start: date
) -> AnyRow | None:
    return conn.execute(
        select(
            control_task,
            establishment.c.name,
            establishment.c.risk_level,
            *checklists.fact_columns(),
            checklists.banner_of(control_task.c.township_code).label("banner_adcode"),
        )
        .join_from(control_task, establishment)
        .where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.kind == kind,
            control_task.c.period_start == start,
            in_scope(scope, control_task.c.township_code, control_task.c.establishment_id),
        )
    ).one_or_none()


def _record(conn: Connection, row: AnyRow, kind: ControlKind, last: date | None) -> Record:
    sheet = _sheet(conn, row, kind)
    items, facts = _items(row, sheet), checklists.facts_of(row)
    asked = {item.id for item, _answer in items}
    return Record(
        establishment_id=row.establishment_id,
        name=row.name,
        category=row.category,
        risk_level=row.risk_level,
        kind=kind,
        start=row.period_start,
        state=ControlState(row.state),
        due_at=row.due_at,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        reason=row.reason,
        checklist=sheet,
        items=items,
        earlier=_neighbour(conn, row, later=False),
        later=_neighbour(conn, row, later=True),
        last_answered=last,
        left_out=tuple((item, item.why_not(facts)) for item in sheet.items if item.id not in asked),
    )


def _sheet(conn: Connection, row: AnyRow, kind: ControlKind) -> Checklist:
    """The version it was answered under, or has to be."""
    if row.answers is None:
        return checklists.in_force(conn, kind, row.banner_adcode, row.period_start)
    return checklists.version(conn, kind, row.checklist_version)


def _items(row: AnyRow, sheet: Checklist) -> tuple[tuple[ChecklistItem, Answer | None], ...]:
    if row.answers is None:
        return tuple((item, None) for item in sheet.applicable(checklists.facts_of(row)))
    given = sheet.unpack(row.answers)
    return tuple((item, given[item.id]) for item in sheet.items if item.id in given)


def _neighbour(conn: Connection, row: AnyRow, *, later: bool) -> date | None:
    start = control_task.c.period_start
    edge = func.min(start) if later else func.max(start)
    found: date | None = conn.scalar(
        select(edge).where(
            control_task.c.establishment_id == row.establishment_id,
            control_task.c.kind == row.kind,
            start > row.period_start if later else start < row.period_start,
        )
    )
    return found


def _edge(
    conn: Connection, establishment_id: int, kind: ControlKind, *, answered: bool
) -> date | None:
    """Start of the newest duty, or of the newest answered one."""
    wanted = (
        select(control_task.c.period_start)
        .where(
            control_task.c.establishment_id == establishment_id,
            control_task.c.kind == kind,
        )
        .order_by(control_task.c.period_start.desc())
        .limit(1)
    )
    if answered:
        wanted = wanted.where(control_task.c.state.in_(ANSWERED))
    found: date | None = conn.scalar(wanted)
    return found
