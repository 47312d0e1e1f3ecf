"""In which order the list of the register stands: a column of ours becomes ORDER BY."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Dialect, case, collate, func, select

from data_access.register_where import cameras, held, licence_state
from data_access.schema import establishment, showcase_street, supervision_office, township
from domain.categories import CODES
from domain.register_columns import SortKey


def order_by(keys: tuple[SortKey, ...], day: date, dialect: Dialect) -> list[ColumnElement[Any]]:
    """What the rows are ordered by; the id decides between equals, so an order is total.

    Args:
        keys: The whitelisted keys.
        day: City day, for the state of licences.
        dialect: Of the database: text compares by code point on both.
    """
    found: list[ColumnElement[Any]] = []
    for key in keys:
        for expression in _expressions(key.column, day):
            if dialect.name == "postgresql" and expression.type.python_type is str:
                expression = collate(expression, "C")
            found.append(expression.is_(None))
            found.append(expression.desc() if key.descending else expression.asc())
    return [*found, establishment.c.id]


def _expressions(column: str, day: date) -> list[ColumnElement[Any]]:
    ranks = {code: place for place, code in enumerate(CODES)}
    made: dict[str, list[ColumnElement[Any]]] = {
        "name": [establishment.c.name_initials, establishment.c.name],
        "risk": [establishment.c.risk_level],
        "tier": [establishment.c.guarantor_tier],
        "hygiene": [establishment.c.hygiene_grade],
        "category": [case(ranks, value=establishment.c.category)],
        "banner": [establishment.c.township_code],
        "township": [establishment.c.township_code],
        "office": [_office()],
        "street": [_street()],
        "licence_number": [held.c.number],
        "licence_expires_on": [held.c.expires_on],
        "licence": [licence_state(day)],
        "cameras": [func.coalesce(cameras.c.online, 0), func.coalesce(cameras.c.total, 0)],
        "point": [establishment.c.lon.is_(None)],
    }
    return made[column] if column in made else [establishment.c[column]]


def _office() -> ColumnElement[str | None]:
    return (
        select(supervision_office.c.name_zh)
        .join(township, township.c.office_id == supervision_office.c.id)
        .where(township.c.code == establishment.c.township_code)
        .correlate(establishment)
        .scalar_subquery()
    )


def _street() -> ColumnElement[str | None]:
    return (
        select(showcase_street.c.name_zh)
        .where(showcase_street.c.id == establishment.c.street_id)
        .correlate(establishment)
        .scalar_subquery()
    )
