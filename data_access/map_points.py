"""Every establishment as columns for the map: some 75 kB where GeoJSON takes 270.

Names stay here: a browser asks for the one that is pointed at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, select

from data_access.alert_queue import open_severity
from data_access.schema import camera, control_task, establishment, guarantee
from data_access.scoping import in_scope
from domain.categories import CODES, counted_as
from domain.control import ControlKind, ControlState
from domain.coordinates import Box
from domain.datum import Datum, shown_in
from domain.grades import IN_REGISTER
from domain.kitchen import CameraState
from domain.scope import Scope

PER_DEGREE = 100_000
"""Steps of a degree in the columns: about a metre."""

CONTROL_LETTERS = {
    ControlState.OPEN: "o",
    ControlState.DONE: "d",
    ControlState.LATE: "l",
    ControlState.MISSED: "m",
    ControlState.EXCUSED: "x",
}
NOTHING = "-"
"""No risk assessment, open alert, daily control due today, camera, cadre, hygiene grade."""
ONLINE, DARK, UNSEEN, HELD = "o", "f", "u", "h"
"""Kitchen: all that is known is online; something is not; nobody looked. A cadre holds it."""


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
        kitchens: `o`, `f`, `u`, or `-` without a camera.
        cadres: `h` where a cadre answers for it now, else `-`.
        grades: Hygiene A-C, or `-` where none was given.
        on_street: Row of each establishment on a showcase street, each less the one before it.
        streets: Id of its street, in the same order.
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
    kitchens: str
    cadres: str
    grades: str
    on_street: list[int]
    streets: list[int]


def category_letters() -> dict[str, str]:
    """Code of every category → its letter in the columns."""
    return {code: chr(ord("a") + place) for place, code in enumerate(CODES)}


def register_size(conn: Connection, scope: Scope) -> int:
    """How many establishments the asker may see, but what is 注销."""
    query = (
        select(func.count())
        .select_from(establishment)
        .where(
            in_scope(scope, establishment.c.township_code, establishment.c.id),
            establishment.c.status.in_(IN_REGISTER),
        )
    )
    return int(conn.execute(query).scalar_one())


def point_columns(
    conn: Connection, scope: Scope, today: date, city: Box, datum: Datum = Datum.WGS84
) -> PointColumns:
    """All establishments the asker may see but what is 注销: located ones first, by township.

    A point outside the city (0,0, a slip of the keyboard) locates nothing: it counts as 未定位.

    Args:
        conn: Open connection.
        scope: Who asks.
        today: City day whose daily control is shown.
        city: Smallest rectangle round it.
        datum: In what the map under the points is drawn.
    """
    found = _rows(conn, scope, today)
    placed = [row for row in found if row.lon is not None and city.holds(row.lon, row.lat)]
    inside = {row.id for row in placed}
    rows = placed + [row for row in found if row.id not in inside]
    points = [shown_in(datum, row.lon, row.lat) for row in placed]
    worst = open_severity(conn, scope)
    codes = sorted({row.township_code for row in rows})
    index = {code: place for place, code in enumerate(codes)}
    seen = kitchens(conn, scope)
    held = cadres(conn, scope)
    letters = category_letters()
    on_street = [place for place, row in enumerate(rows) if row.street_id is not None]
    return PointColumns(
        located=len(placed),
        ids=_steps([row.id for row in rows]),
        lons=_steps([round(lon * PER_DEGREE) for lon, _lat in points]),
        lats=_steps([round(lat * PER_DEGREE) for _lon, lat in points]),
        townships=codes,
        places=_steps([index[row.township_code] for row in rows]),
        categories="".join(letters[counted_as(row.category)] for row in rows),
        risks="".join(row.risk_level or NOTHING for row in rows),
        severities="".join(str(worst.get(row.id, NOTHING)) for row in rows),
        controls="".join(
            CONTROL_LETTERS[ControlState(row.state)] if row.state else NOTHING for row in rows
        ),
        kitchens="".join(seen.get(row.id, NOTHING) for row in rows),
        cadres="".join(HELD if row.id in held else NOTHING for row in rows),
        grades="".join(row.hygiene_grade or NOTHING for row in rows),
        on_street=_steps(on_street),
        streets=[rows[place].street_id for place in on_street],
    )


@dataclass(frozen=True, slots=True)
class PointChanges:
    """What became of older columns: rows that are new or other, whole, and ids that are gone.

    A row is id, lon and lat in steps (None: no point), township, then one letter or digit each:
    category, risk, severity, control, kitchen, cadre, hygiene; last the street (None: on none).
    """

    rows: list[list[Any]]
    gone: list[int]


def point_changes(old: PointColumns, new: PointColumns) -> PointChanges:
    """What to put into `old` so that it says what `new` says."""
    before, after = _by_id(old), _by_id(new)
    return PointChanges(
        rows=[[number, *row] for number, row in after.items() if before.get(number) != row],
        gone=[number for number in before if number not in after],
    )


def _by_id(columns: PointColumns) -> dict[int, tuple[Any, ...]]:
    streets = dict(zip(accumulate(columns.on_street), columns.streets, strict=True))
    unplaced = [None] * (len(columns.ids) - columns.located)
    rows = zip(
        [*accumulate(columns.lons), *unplaced],
        [*accumulate(columns.lats), *unplaced],
        (columns.townships[place] for place in accumulate(columns.places)),
        columns.categories,
        columns.risks,
        columns.severities,
        columns.controls,
        columns.kitchens,
        columns.cadres,
        columns.grades,
        strict=True,
    )
    numbered = zip(accumulate(columns.ids), rows, strict=True)
    return {number: (*row, streets.get(place)) for place, (number, row) in enumerate(numbered)}


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
            establishment.c.hygiene_grade,
            establishment.c.street_id,
            control_task.c.state,
        )
        .select_from(establishment.outerjoin(control_task, due))
        .where(
            in_scope(scope, establishment.c.township_code, establishment.c.id),
            establishment.c.status.in_(IN_REGISTER),
        )
        .order_by(establishment.c.township_code, establishment.c.id)
        # neighbours follow each other: their steps are short, the packed body is a third smaller
    )
    return conn.execute(query).all()


def kitchens(conn: Connection, scope: Scope) -> dict[int, str]:
    """What is known of the kitchen of every establishment that has a camera."""
    bad = camera.c.state.in_((CameraState.OFFLINE, CameraState.UNREADABLE))
    rows = conn.execute(
        select(
            camera.c.establishment_id,
            func.max(case((bad, 2), (camera.c.state == CameraState.ONLINE, 1), else_=0)),
        )
        .where(in_scope(scope, camera.c.township_code, camera.c.establishment_id))
        .group_by(camera.c.establishment_id)
    )
    return {row[0]: (UNSEEN, ONLINE, DARK)[row[1]] for row in rows}


def cadres(conn: Connection, scope: Scope) -> set[int]:
    """Establishments that a cadre answers for now."""
    own = in_scope(scope, guarantee.c.township_code, guarantee.c.establishment_id)
    query = select(guarantee.c.establishment_id).where(own, guarantee.c.until.is_(None))
    return set(conn.execute(query).scalars())


def _steps(values: list[int]) -> list[int]:
    return [value - before for before, value in zip([0, *values], values, strict=False)]
