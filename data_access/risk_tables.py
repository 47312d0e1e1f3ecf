"""Versions of the table of points: which one holds on a day."""

from datetime import date

from sqlalchemy import Connection, select

from data_access.schema import risk_table
from domain.risk_table import DEFAULT, RiskTable, from_content


def table_on(conn: Connection, day: date) -> RiskTable:
    """The newest version in force on a city day; the shipped one where nobody made another."""
    row = conn.execute(
        select(risk_table)
        .where(risk_table.c.effective_from <= day)
        .order_by(risk_table.c.effective_from.desc(), risk_table.c.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return DEFAULT
    return from_content(row.version, row.content, example=row.example)
