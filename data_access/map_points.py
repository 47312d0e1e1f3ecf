"""Every establishment as columns for the map: some 75 kB where GeoJSON takes 270.

Names stay here: a browser asks for the one that is pointed at.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from data_access.alert_queue import open_severity
from data_access.changes import Topic
from data_access.schema import camera, control_task, establishment, guarantee
from data_access.scoping import in_scope
from domain.categories import CODES, counted_as
from domain.control import ControlKind, ControlState
from domain.coordinates import Box
from domain.datum import Datum, shown_in
from domain.grades import IN_REGISTER
from domain.kitchen import UNUSABLE, CameraState
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


def _read_anew(conn: Connection, scope: Scope) -> Callable[..., Any]:
    """In the place of `request.remembered` where nothing is kept between two calls."""

    def read(
        _name: str,
        _topics: tuple[Topic, ...],
        build: Callable[[Connection, Scope], Any],
        *_key: str,
    ) -> Any:
        return build(conn, scope)

    return read


def point_columns(
    conn: Connection,
    scope: Scope,
    today: date,
    city: Box,
    datum: Datum = Datum.WGS84,
    kept: Callable[..., Any] | None = None,
) -> PointColumns:
    """All establishments the asker may see but what is 注销: located ones first, by township.

    A point outside the city (0,0, a slip of the keyboard) locates nothing: it counts as 未定位.

    Args:
        conn: Open connection.
        scope: Who asks.
        today: City day whose daily control is shown.
        city: Smallest rectangle round it.
        datum: In what the map under the points is drawn.
        kept: `request.remembered`, so that a new alert leaves the register and the duties
            unread; without it everything is read.
    """
    read = kept or _read_anew(conn, scope)
    return _standing_over(
        read(
            "map.register",
            (Topic.REGISTER, Topic.RISK),
            lambda conn, asker: register_columns(conn, asker, city, datum),
            datum,
        ),
        open_severity(conn, scope),
        read(
            "map.controls",
            (Topic.CONTROL, Topic.REGISTER),
            lambda conn, asker: control_states(conn, asker, today),
            today.isoformat(),
        ),
        read("map.kitchens", (Topic.CAMERAS, Topic.REGISTER), kitchens),
        read("map.cadres", (Topic.REGISTER,), cadres),
    )


@dataclass(frozen=True, slots=True)
class RegisterColumns:
    """The part of the columns that only the register moves, as `PointColumns` has it.

    Attributes:
        numbers: Ids themselves, to look up what else is known of each.
        told: Column → its entries.
    """

    numbers: tuple[int, ...]
    told: Mapping[str, Any]


def register_columns(
    conn: Connection, scope: Scope, city: Box, datum: Datum = Datum.WGS84
) -> RegisterColumns:
    """What the register says; arguments as of `point_columns`."""
    found = _rows(conn, scope)
    placed = [row for row in found if row.lon is not None and city.holds(row.lon, row.lat)]
    inside = {row.id for row in placed}
    rows = placed + [row for row in found if row.id not in inside]
    points = [shown_in(datum, row.lon, row.lat) for row in placed]
    codes = sorted({row.township_code for row in rows})
    index = {code: place for place, code in enumerate(codes)}
    letters = category_letters()
    on_street = [place for place, row in enumerate(rows) if row.street_id is not None]
    numbers = tuple(row.id for row in rows)
    return RegisterColumns(
        numbers,
        {
            "located": len(placed),
            "ids": _steps(numbers),
            "lons": _steps([round(lon * PER_DEGREE) for lon, _lat in points]),
            "lats": _steps([round(lat * PER_DEGREE) for _lon, lat in points]),
            "townships": codes,
            "places": _steps([index[row.township_code] for row in rows]),
            "categories": "".join(letters[counted_as(row.category)] for row in rows),
            "risks": "".join(row.risk_level or NOTHING for row in rows),
            "grades": "".join(row.hygiene_grade or NOTHING for row in rows),
            "on_street": _steps(on_street),
            "streets": [rows[place].street_id for place in on_street],
        },
    )


def _standing_over(
    register: RegisterColumns,
    severities: Mapping[int, int],
    states: Mapping[int, str],
    kitchen: Mapping[int, str],
    held: Collection[int],
) -> PointColumns:
    """The columns of one moment.

    Args:
        register: What the register says.
        severities: Worst open alert of those that have one.
        states: State of today's daily control of those that have one due.
        kitchen: Letter of those that have a camera.
        held: Those that a cadre answers for.
    """
    numbers = register.numbers
    return PointColumns(
        severities="".join(str(severities.get(one, NOTHING)) for one in numbers),
        controls="".join(
            CONTROL_LETTERS[ControlState(states[one])] if one in states else NOTHING
            for one in numbers
        ),
        kitchens="".join(kitchen.get(one, NOTHING) for one in numbers),
        cadres="".join(HELD if one in held else NOTHING for one in numbers),
        **register.told,
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


def _rows(conn: Connection, scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    own = establishment.c
    query = (
        select(
            own.id,
            own.lon,
            own.lat,
            own.township_code,
            own.category,
            own.risk_level,
            own.hygiene_grade,
            own.street_id,
        )
        .where(in_scope(scope, own.township_code, own.id), own.status.in_(IN_REGISTER))
        .order_by(own.township_code, own.id)
        # neighbours follow each other: their steps are short, the packed body is a third smaller
    )
    return conn.execute(query).all()


def control_states(conn: Connection, scope: Scope, today: date) -> dict[int, str]:
    """State of the day's daily control of every establishment that has one due."""
    task = control_task.c
    query = select(task.establishment_id, task.state).where(
        in_scope(scope, task.township_code, task.establishment_id),
        task.kind == ControlKind.DAILY_CONTROL,
        task.period_start == today,
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def kitchens(conn: Connection, scope: Scope) -> dict[int, str]:
    """What is known of the kitchen of every establishment that has a camera."""
    bad = camera.c.state.in_(UNUSABLE)
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


def _steps(values: Sequence[int]) -> list[int]:
    return [value - before for before, value in zip((0, *values), values, strict=False)]
