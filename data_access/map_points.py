"""Every establishment as columns for the map: some 80 kB where GeoJSON takes 270.

Names stay here: a browser asks for the one that is pointed at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from data_access.alert_queue import open_severity
from data_access.schema import control_task, establishment
from data_access.scoping import in_scope
from domain.categories import Category
from domain.control import ControlKind, ControlState
from domain.grades import IN_REGISTER
from domain.scope import Scope

PER_DEGREE = 100_000
"""Steps of a degree in the columns: about a metre."""

CATEGORY_LETTERS = {code: chr(ord("a") + place) for place, code in enumerate(Category)}
CONTROL_LETTERS = {
    ControlState.OPEN: "o",
    ControlState.DONE: "d",
    ControlState.LATE: "l",
    ControlState.MISSED: "m",
    ControlState.EXCUSED: "x",
}
NOTHING = "-"
"""No risk assessment; no open alert; no daily control due today."""


@dataclass(frozen=True, slots=True)
class PointColumns:
    """One entry an establishment in every column; the `located` first ones have a point.

    Attributes:
        located: How many have a point.
        ids: Each id less the one before it.
        lons: Steps of 1/PER_DEGREE degree, each less the one before it; `located` entries.
        lats: The same for latitudes.
        townships: Codes of the townships that occur.
        places: Index into `townships`, each less the one before it.
        categories: One letter an establishment.
        risks: A-D, or `-` where none was assessed.
        severities: 1-4 of the worst open alert, or `-`.
        controls: State of today's daily control, or `-` where none is due.
    """

    located: int
    ids: list[int]
    lons: list[int]
    lats: list[int]
    townships: list[str]
    places: list[int]
    categories: str
    risks: str
    severities: str
    controls: str


def point_columns(conn: Connection, scope: Scope, today: date) -> PointColumns:
    """All establishments the asker may see but what is 注销: located ones first, by township.

    Args:
        conn: Open connection.
        scope: Who asks.
        today: City day whose daily control is shown.
    """
    rows = _rows(conn, scope, today)
    worst = open_severity(conn, scope)
    codes = sorted({row.township_code for row in rows})
    index = {code: place for place, code in enumerate(codes)}
    placed = [row for row in rows if row.lon is not None]
    return PointColumns(
        located=len(placed),
        ids=_steps([row.id for row in rows]),
        lons=_steps([round(row.lon * PER_DEGREE) for row in placed]),
        lats=_steps([round(row.lat * PER_DEGREE) for row in placed]),
        townships=codes,
        places=_steps([index[row.township_code] for row in rows]),
        categories="".join(CATEGORY_LETTERS[Category(row.category)] for row in rows),
        risks="".join(row.risk_level or NOTHING for row in rows),
        severities="".join(str(worst.get(row.id, NOTHING)) for row in rows),
        controls="".join(
            CONTROL_LETTERS[ControlState(row.state)] if row.state else NOTHING for row in rows
        ),
    )


def _rows(conn: Connection, scope: Scope, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    due = and_(
        control_task.c.establishment_id == establishment.c.id,
        control_task.c.kind == ControlKind.DAILY_CONTROL,
        control_task.c.period_start == today,
    )
    query = (
        select(
            establishment.c.id,
            establishment.c.lon,
            establishment.c.lat,
            establishment.c.township_code,
            establishment.c.category,
            establishment.c.risk_level,
            control_task.c.state,
        )
        .select_from(establishment.outerjoin(control_task, due))
        .where(
            in_scope(scope, establishment.c.township_code, establishment.c.id),
            establishment.c.status.in_(IN_REGISTER),
        )
        .order_by(
            establishment.c.lon.is_(None), establishment.c.township_code, establishment.c.id
        )  # neighbours follow each other: their steps are short, the packed body is a third smaller
    )
    return conn.execute(query).all()


def _steps(values: list[int]) -> list[int]:
    return [value - before for before, value in zip([0, *values], values, strict=False)]
