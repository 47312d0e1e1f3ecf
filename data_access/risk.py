"""Risk scores as screens read them: one establishment with its reasons, the worst, the levels."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from data_access.control_board import inside
from data_access.risk_due import mark_due
from data_access.schema import establishment, risk_history, risk_override, risk_score, township
from data_access.scoping import in_scope
from domain.control_query import EVERYWHERE, Within
from domain.grades import IN_REGISTER
from domain.risk import RiskOverride, RiskStanding, points_from_json
from domain.risk_lists import RiskLine, RiskPlace
from domain.row_id import LARGEST_ID
from domain.scope import Scope

__all__ = [
    "RiskPlace",
    "course_of",
    "level_counts",
    "mark_due",
    "risk_of",
    "worst",
]
LONGEST = 500


def risk_of(
    conn: Connection, scope: Scope, establishment_id: int, today: date | None = None
) -> RiskStanding | None:
    """Where an establishment stands; None: no score yet, no such establishment, or not in scope.

    Args:
        conn: Read connection.
        scope: Who asks.
        establishment_id: As it came.
        today: City day, to leave out a manual change whose time is over; None: the clock's word.
    """
    if not 0 < establishment_id <= LARGEST_ID:
        return None
    row = conn.execute(
        select(risk_score, establishment.c.risk_level)
        .join(establishment, establishment.c.id == risk_score.c.establishment_id)
        .where(
            risk_score.c.establishment_id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
    ).one_or_none()
    if row is None:
        return None
    override = override_of(conn, establishment_id, today)
    return RiskStanding(
        establishment_id=establishment_id,
        score=row.score,
        low=row.low,
        high=row.high,
        static=row.static,
        dynamic=row.dynamic,
        level=row.level,
        effective=override.level if override else row.level,
        points=points_from_json(row.points),
        table_version=row.table_version,
        computed_at=row.computed_at,
        override=override,
    )


def override_of(
    conn: Connection, establishment_id: int, today: date | None = None
) -> RiskOverride | None:
    """The manual change that holds. The caller has checked the establishment's scope."""
    own = risk_override.c
    query = (
        select(*(own[name] for name in RiskOverride.__slots__))
        .where(own.establishment_id == establishment_id, own.withdrawn_at.is_(None))
        .order_by(own.id.desc())
        .limit(1)
    )
    if today is not None:
        query = query.where(own.expires_on > today)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else RiskOverride(**row)


def course_of(
    conn: Connection, scope: Scope, establishment_id: int, *, limit: int
) -> list[RiskLine]:
    """The history of an establishment, newest first; empty when it is not in scope."""
    if not 0 < establishment_id <= LARGEST_ID:
        return []
    own = risk_history.c
    rows = conn.execute(
        select(*(own[name] for name in RiskLine.__slots__))
        .join(establishment, establishment.c.id == own.establishment_id)
        .where(
            own.establishment_id == establishment_id,
            in_scope(scope, establishment.c.township_code, establishment.c.id),
        )
        .order_by(own.on_day.desc())
        .limit(limit)
    )
    return [RiskLine(**row) for row in rows.mappings()]


def worst(
    conn: Connection, scope: Scope, within: Within = EVERYWHERE, *, limit: int
) -> list[RiskPlace]:
    """The highest scores of those that have a level, highest first, each with its reasons."""
    query = (
        _places(scope, within, risk_score.c.points)
        .where(establishment.c.risk_level.is_not(None))
        .order_by(risk_score.c.score.desc(), risk_score.c.establishment_id)
        .limit(min(limit, LONGEST))
    )
    return [
        RiskPlace(**{**row, "points": points_from_json(row["points"])})
        for row in conn.execute(query).mappings()
    ]


def level_counts(
    conn: Connection, scope: Scope, day: date | None = None, within: Within = EVERYWHERE
) -> dict[str | None, int]:
    """Establishments of each level that holds, None for not assessed.

    Args:
        conn: Read connection.
        scope: Who asks.
        day: As the history tells of that day, for those that have a line by then; None for now.
        within: Narrows further.
    """
    own = establishment.c
    level: Any = own.risk_level
    query = select(func.count()).where(
        own.status.in_(IN_REGISTER),
        in_scope(scope, own.township_code, own.id),
        inside(within, own),
    )
    if day is not None:
        then = line_of(day, scope)
        level = then.c.level
        query = query.join_from(establishment, then, then.c.establishment_id == own.id)
    else:
        query = query.select_from(establishment)
    rows = conn.execute(query.add_columns(level.label("level")).group_by(level))
    return {row.level: row[0] for row in rows}


def _places(scope: Scope, within: Within, *more: ColumnElement[Any]) -> Any:
    own = establishment.c
    return (
        select(
            risk_score.c.establishment_id,
            own.name,
            own.category,
            own.township_code,
            township.c.name_zh.label("township_zh"),
            own.risk_level.label("level"),
            risk_score.c.score,
            risk_score.c.low,
            risk_score.c.high,
            *more,
        )
        .join_from(risk_score, establishment, own.id == risk_score.c.establishment_id)
        .join(township, township.c.code == own.township_code)
        .where(
            own.status.in_(IN_REGISTER),
            in_scope(scope, own.township_code, own.id),
            inside(within, own),
        )
    )


def line_of(day: date, scope: Scope) -> Any:
    """The history's newest line up to a day, of each establishment the asker sees."""
    own = risk_history.c
    newest = (
        select(own.establishment_id, func.max(own.on_day).label("on_day"))
        .where(own.on_day <= day, in_scope(scope, own.township_code, own.establishment_id))
        .group_by(own.establishment_id)
        .subquery()
    )
    at = and_(own.establishment_id == newest.c.establishment_id, own.on_day == newest.c.on_day)
    return select(risk_history).join(newest, at).subquery()
