"""How one establishment stands now, in one query of indexed look-ups."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal, null, select

from data_access.record_rows import RecordNotFoundError
from data_access.schema import (
    alert,
    control_task,
    establishment,
    guarantee,
    guarantor,
    guarantor_visit,
    inspection,
    risk_score,
    sampling_test,
)
from data_access.scoping import in_scope
from domain.alerts import OPEN_STATES
from domain.control import ControlKind, ControlState
from domain.dossier import Part, Standing, parts_for
from domain.sampling import SampleConclusion
from domain.scope import Scope


def standing(conn: Connection, scope: Scope, establishment_id: int, today: date) -> Standing:
    """Of an establishment in scope.

    Raises:
        RecordNotFoundError: Not in scope.
    """
    still_open = alert.c.state.in_(OPEN_STATES)
    daily = (control_task.c.kind == ControlKind.DAILY_CONTROL) & (
        control_task.c.period_start == today
    )
    graded = inspection.c.hygiene_grade.is_not(None)
    row = conn.execute(
        select(
            _one(alert, func.count(), still_open).label("open_alerts"),
            _one(alert, func.min(alert.c.severity), still_open).label("worst"),
            _one(control_task, control_task.c.state, daily).label("today"),
            risk_score.c.score,
            risk_score.c.low,
            risk_score.c.high,
            _newest(inspection.c.hygiene_grade, graded).label("visit_grade"),
            _newest(inspection.c.inspected_on, graded).label("visit_graded_on"),
            *_cadre(scope),
            (_to_fix(inspection) + _to_fix(guarantor_visit)).label("to_fix"),
            (_to_fix(inspection, today) + _to_fix(guarantor_visit, today)).label("late"),
            _samples_open(scope).label("samples_open"),
        )
        .select_from(establishment)
        .outerjoin(risk_score, risk_score.c.establishment_id == establishment.c.id)
        .outerjoin(
            guarantee,
            (guarantee.c.establishment_id == establishment.c.id) & guarantee.c.until.is_(None),
        )
        .outerjoin(guarantor, guarantor.c.id == guarantee.c.guarantor_id)
        .where(
            establishment.c.id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    ).one_or_none()
    if row is None:
        raise RecordNotFoundError("establishment")
    state = None if row.today is None else ControlState(row.today)
    return Standing(**{**row._mapping, "today": state})


def _cadre(scope: Scope) -> list[Any]:
    """Who holds it and when they came last; the manager of a street reads nothing of cadres."""
    names = ("holder", "holder_position", "held_since", "last_visit_on")
    if Part.VISITS not in parts_for(scope):
        return [null().label(name) for name in names]
    last = _one(guarantor_visit, func.max(guarantor_visit.c.visited_on))
    found = (guarantor.c.name, guarantor.c.position, guarantee.c.since, last)
    return [column.label(name) for name, column in zip(names, found, strict=True)]


def _of(table: Table, what: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    own = table.c.establishment_id == establishment.c.id
    return select(what).where(own, *conditions).correlate(establishment)


def _one(table: Table, what: Any, *conditions: ColumnElement[bool]) -> Any:
    return _of(table, what, *conditions).select_from(table).scalar_subquery()


def _to_fix(table: Table, today: date | None = None) -> Any:
    waits: list[ColumnElement[bool]] = [
        table.c.rectify_by.is_not(None),
        table.c.rectified_on.is_(None),
    ]
    if today is not None:
        waits.append(table.c.rectify_by < today)
    return _one(table, func.count(), *waits)


def _samples_open(scope: Scope) -> Any:
    if Part.SAMPLES not in parts_for(scope):
        return literal(0)
    own = sampling_test.c
    return _one(
        sampling_test,
        func.count(),
        own.conclusion == SampleConclusion.FAILED,
        own.handled_on.is_(None),
        own.withdrawn_on.is_(None),
    )


def _newest(what: Any, *conditions: ColumnElement[bool]) -> Any:
    query = _of(inspection, what, *conditions)
    newest = query.order_by(inspection.c.inspected_on.desc(), inspection.c.id.desc())
    return newest.limit(1).scalar_subquery()
