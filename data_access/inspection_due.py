"""Inspections that are overdue by the risk level that holds."""

from datetime import date

from sqlalchemy import Connection, func, select

from data_access.control_board import inside
from data_access.inspection_where import counts_from, inspection_overdue, newest_inspection
from data_access.schema import establishment, risk_score, township
from data_access.scoping import in_scope
from domain.control_query import EVERYWHERE, Within
from domain.grades import RiskLevel
from domain.inspection_due import next_inspection
from domain.risk_lists import OverdueInspection, OverdueInspections
from domain.scope import Scope


def overdue_inspections(
    conn: Connection, scope: Scope, today: date, within: Within = EVERYWHERE, *, limit: int = 50
) -> OverdueInspections:
    """Active establishments whose next inspection was due before `today`."""
    own = establishment.c
    newest, since = newest_inspection(), counts_from()
    kept = (
        inspection_overdue(today),
        in_scope(scope, own.township_code, own.id),
        inside(within, own),
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
