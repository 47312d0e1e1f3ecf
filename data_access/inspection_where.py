"""Inspections as SQL: the newest of an establishment, and whether the next one is overdue."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, func, literal, or_, select

from data_access.schema import establishment, inspection
from domain.grades import EstablishmentStatus, RiskLevel
from domain.inspection_due import inspect_every


def newest_inspection() -> Any:
    """Day of the newest inspection of an establishment, NULL without any."""
    return (
        select(func.max(inspection.c.inspected_on))
        .where(inspection.c.establishment_id == establishment.c.id)
        .correlate(establishment)
        .scalar_subquery()
    )


def counts_from() -> Any:
    """Day from which the next inspection counts; NULL where nothing says."""
    return func.coalesce(newest_inspection(), establishment.c.opened_on, type_=Date())


def inspection_overdue(day: date) -> ColumnElement[bool]:
    """An active establishment's next inspection was due before `day`.

    The rule of `domain.inspection_due.next_inspection`, by the level that holds.
    """
    levels = {level: _limit(day, inspect_every(level)) for level in RiskLevel}
    unknown = _limit(day, inspect_every(None))
    limit = case(levels, value=establishment.c.risk_level, else_=unknown)
    since = counts_from()
    return and_(
        establishment.c.status == EstablishmentStatus.ACTIVE, or_(since.is_(None), since < limit)
    )


def _limit(day: date, every: timedelta) -> ColumnElement[date]:
    return literal(day - every, Date)
