"""Inspections that are overdue by the risk level that holds."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from data_access.control_board import EVERYWHERE, Within, inside
from data_access.schema import establishment, inspection, risk_score, township
from data_access.scoping import in_scope
from domain.grades import EstablishmentStatus, RiskLevel
from domain.inspection_due import inspect_every, next_inspection
from domain.risk_lists import OverdueInspection, OverdueInspections
from domain.scope import Scope


def overdue_inspections(
    conn: Connection, scope: Scope, today: date, within: Within = EVERYWHERE, *, limit: int = 50
) -> OverdueInspections:
    """Active establishments whose next inspection was due before `today`."""
    own = establishment.c
    newest = (
        select(func.max(inspection.c.inspected_on))
        .where(inspection.c.establishment_id == own.id)
        .correlate(establishment)
        .scalar_subquery()
    )
    since: Any = func.coalesce(newest, own.opened_on, type_=own.opened_on.type)
    levels: tuple[RiskLevel | None, ...] = (*RiskLevel, None)
    late = or_(
        since.is_(None),
        *(and_(_is(level), since < today - inspect_every(level)) for level in levels),
    )
    kept = (
        own.status == EstablishmentStatus.ACTIVE,
        in_scope(scope, own.township_code, own.id),
        inside(within, own.township_code),
        late,
    )
    total = conn.scalar(select(func.count()).select_from(establishment).where(*kept)) or 0
    rows = conn.execute(
        select(
            own.id,
            own.name,
            own.opened_on,
            township.c.name_zh,
            own.risk_level,
            risk_score.c.score,
            newest.label("newest"),
        )
        .join_from(establishment, township, township.c.code == own.township_code)
        .outerjoin(risk_score, risk_score.c.establishment_id == own.id)
        .where(*kept)
        .order_by(func.coalesce(own.risk_level, RiskLevel.C).desc(), since, own.id)
        .limit(limit)
    )
    found = [
        OverdueInspection(
            row.id,
            row.name,
            row.name_zh,
            row.risk_level,
            row.score,
            row.newest,
            next_inspection(row.risk_level, row.newest, row.opened_on),
        )
        for row in rows
    ]
    return OverdueInspections(tuple(found), total)


def _is(level: RiskLevel | None) -> Any:
    column = establishment.c.risk_level
    return column.is_(None) if level is None else column == level
