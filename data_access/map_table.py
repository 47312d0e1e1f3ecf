"""What the map knows of every establishment an asker may see, as columns in memory.

Areas, exports, comparisons and clusters are answered from it, so their numbers agree. Rows lie by
the cell of a fixed grid: what is in view is a few slices, however many rows there are.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from data_access.alert_queue import open_severity
from data_access.map_points import HELD, NOTHING, cadres, control_states, kitchens
from data_access.schema import establishment
from data_access.scoping import in_scope
from domain.categories import counted_as
from domain.control import ControlState
from domain.coordinates import Box
from domain.grades import IN_REGISTER
from domain.map_filter import GROUPS
from domain.scope import Scope

Column = np.ndarray[Any, np.dtype[Any]]

GRID_BITS = 14
"""The grid divides the world 2 ** GRID_BITS times a side: cells of some 1.9 km in the city."""

_READ_ROWS = 50_000
_KEPT_FILTERS = 16
_CONTROLS = {
    ControlState.DONE: "done",
    ControlState.LATE: "done",
    ControlState.OPEN: "todo",
    ControlState.MISSED: "todo",
    ControlState.EXCUSED: "excused",
}
_CONTROL_REST = "none"
OVERLAYS = ("severity", "control", "kitchen", "cadre")


@dataclass(frozen=True, slots=True)
class Base:
    """What the register says; every column has one entry a row, `located` rows first, by cell.

    Attributes:
        located: How many rows have a point in the city.
        ids: Of the establishments.
        lons: Degrees, WGS-84; nan from `located` on.
        lats: The same.
        x: 0 to 1 from west to east on the square of Web Mercator; `located` entries.
        y: 0 to 1 from north to south; `located` entries.
        cells: Row of the grid times 2 ** GRID_BITS plus its column, ascending; `located` entries.
        codes: Group of the filter → index into its `values`.
        values: Group of the filter → what occurs.
        order: Rows by id.
    """

    located: int
    ids: Column
    lons: Column
    lats: Column
    x: Column
    y: Column
    cells: Column
    codes: Mapping[str, Column]
    values: Mapping[str, tuple[str, ...]]
    order: Column


@dataclass(frozen=True, slots=True)
class MapTable:
    """The register with what stands over it: alerts, control, kitchens, cadres.

    Attributes:
        base: What the register says.
        codes: Of all groups.
        values: Of all groups.
        mix: Codes of all groups but places in one number, the last group counting ones.
        version: Equal only for equal rows of one scope.
        as_of: When the oldest part that has changed since was read; None: nothing has changed.
        kept: Answers that were worked out from this table, the last used last.
    """

    base: Base
    codes: Mapping[str, Column]
    values: Mapping[str, tuple[str, ...]]
    mix: Column
    version: str
    as_of: datetime | None = field(default=None, compare=False)
    kept: "OrderedDict[Any, Any]" = field(default_factory=OrderedDict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.base.ids)

    def keep(self, key: Any, answer: Any) -> Any:
        """Keep an answer as long as the table stands; the oldest make room."""
        self.kept[key] = answer
        while len(self.kept) > _KEPT_FILTERS:
            self.kept.popitem(last=False)
        return answer

    def value(self, group: str, row: int) -> str:
        """What one row says in one group."""
        return self.values[group][int(self.codes[group][row])]

    def is_one_of(self, group: str, values: Iterable[str]) -> Column:
        """Of each code of a group whether it stands for one of `values`."""
        wanted = set(values)
        return np.array([value in wanted for value in self.values[group]], dtype=bool)


def read_base(conn: Connection, scope: Scope, city: Box) -> Base:
    """The rows of the register that the asker may see, but what is 注销.

    A point outside the city locates nothing (`data_access.map_points.point_columns`).
    """
    table = establishment.c
    names = ("risk_level", "hygiene_grade", "category", "township_code", "street_id")
    query = select(table.id, table.lon, table.lat, *(table[name] for name in names)).where(
        in_scope(scope, table.township_code, table.id), table.status.in_(IN_REGISTER)
    )
    books: dict[str, dict[Any, int]] = {
        "risk": _book("risk"),
        "hygiene": _book("hygiene"),
        "category": _book("category"),
        "township": {},
        "street": {},
    }
    parts: dict[str, list[Column]] = {name: [] for name in ("id", "lon", "lat", *books)}
    for rows in conn.execute(query.execution_options(yield_per=_READ_ROWS)).partitions():
        ids, lons, lats, *letters = zip(*rows, strict=True)
        parts["id"].append(np.array(ids, dtype=np.int32))
        parts["lon"].append(np.array(lons, dtype=np.float64))
        parts["lat"].append(np.array(lats, dtype=np.float64))
        for (group, book), column in zip(books.items(), letters, strict=True):
            parts[group].append(_coded(book, column, counted_as if group == "category" else None))
    return _laid(parts, books, city)


def read_overlay(conn: Connection, scope: Scope, base: Base, name: str, today: date) -> Column:
    """Codes of one of OVERLAYS, one a row of `base`; `today` is the day whose control counts."""
    values = tuple(GROUPS[name])
    if name == "severity":
        return _spread(base, values, NOTHING, open_severity(conn, scope), str)
    if name == "control":
        states = control_states(conn, scope, today)
        return _spread(
            base, values, _CONTROL_REST, states, lambda one: _CONTROLS[ControlState(one)]
        )
    if name == "kitchen":
        return _spread(base, values, NOTHING, kitchens(conn, scope), str)
    held = dict.fromkeys(cadres(conn, scope), HELD)
    return _spread(base, values, NOTHING, held, str)


def put_together(base: Base, overlays: Mapping[str, Column], version: str) -> MapTable:
    """The table of one moment."""
    codes = {**base.codes, **overlays}
    values = {**base.values, **{name: tuple(GROUPS[name]) for name in OVERLAYS}}
    return MapTable(base, codes, values, _mixed(codes), version)


def _book(group: str) -> dict[Any, int]:
    """Code of every value of a group; what the register leaves empty is NOTHING."""
    found: dict[Any, int] = {value: code for code, value in enumerate(GROUPS[group])}
    if NOTHING in found:
        found[None] = found[NOTHING]
    return found


def _coded(
    book: dict[Any, int], column: Iterable[Any], known_as: Callable[[Any], Any] | None
) -> Column:
    """Codes of a column; a new value is noted in the book, with the code of what it is known as."""

    def code(value: Any) -> int:
        found = book.get(value)
        if found is None:
            found = book[value] = book[known_as(value)] if known_as else len(book)
        return found

    return np.fromiter((code(value) for value in column), dtype=np.uint16)


def _laid(parts: dict[str, list[Column]], books: dict[str, dict[Any, int]], city: Box) -> Base:
    empty = {"id": np.int32, "lon": np.float64, "lat": np.float64}
    columns = {
        name: np.concatenate(found) if found else np.empty(0, dtype=empty.get(name, np.uint16))
        for name, found in parts.items()
    }
    lons, lats = columns["lon"], columns["lat"]
    with np.errstate(invalid="ignore"):
        placed = (
            (lons >= city.west) & (lons <= city.east) & (lats >= city.south) & (lats <= city.north)
        )
    x, y = mercator(np.where(placed, lons, 0.0), np.where(placed, lats, 0.0))
    cells = np.where(placed, cell_of(x, y), np.iinfo(np.int64).max)
    rows = np.lexsort((columns["id"], cells))
    located = int(placed.sum())
    towns = tuple(books["township"])
    adcodes = tuple(dict.fromkeys(code[:6] for code in towns))
    banner_of = np.array([adcodes.index(code[:6]) for code in towns] or [0], dtype=np.uint16)
    codes = {group: columns[group][rows] for group in books}
    codes["banner"] = banner_of[codes["township"]]
    ids = columns["id"][rows]
    return Base(
        located=located,
        ids=ids,
        lons=np.where(placed, lons, np.nan)[rows],
        lats=np.where(placed, lats, np.nan)[rows],
        x=x[rows][:located],
        y=y[rows][:located],
        cells=cells[rows][:located],
        codes=codes,
        values={
            **{group: tuple(GROUPS[group]) for group in ("risk", "hygiene", "category")},
            "township": towns,
            "banner": adcodes,
            "street": tuple("" if one is None else str(one) for one in books["street"]),
        },
        order=np.argsort(ids),
    )


def mercator(lons: Any, lats: Any) -> tuple[Column, Column]:
    """Places on the square of Web Mercator, 0 to 1, from degrees."""
    sine = np.sin(np.radians(lats))
    return np.asarray(lons) / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def cell_of(x: Column, y: Column, bits: int = GRID_BITS) -> Column:
    """Cell of a grid of 2 ** bits a side, row before column, of places on the square."""
    side = 2**bits
    found: Column = (y * side).astype(np.int64) * side + (x * side).astype(np.int64)
    return found


def _spread(
    base: Base, values: tuple[str, ...], rest: str, known: Mapping[int, Any], said: Any
) -> Column:
    """Codes of all rows from what is known of some ids."""
    found = np.full(len(base.ids), values.index(rest), dtype=np.uint8)
    if not known or not len(base.ids):
        return found
    code = {value: place for place, value in enumerate(values)}
    ids = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
    codes = np.fromiter((code[said(one)] for one in known.values()), np.uint8, count=len(known))
    rows, there = rows_of(base, ids)
    found[rows] = codes[there]
    return found


def rows_of(base: Base, ids: Column) -> tuple[Column, Column]:
    """Rows of those of `ids` that the table has, and of each id whether it does."""
    sorted_ids = base.ids[base.order]
    places = np.minimum(np.searchsorted(sorted_ids, ids), len(sorted_ids) - 1)
    there = sorted_ids[places] == ids
    return base.order[places[there]], there


def _mixed(codes: Mapping[str, Column]) -> Column:
    """All codes of GROUPS in one number."""
    mixes = int(np.prod([len(values) for values in GROUPS.values()]))
    narrow = np.min_scalar_type(mixes)
    found = np.zeros(len(codes["risk"]), dtype=narrow)
    for group, values in GROUPS.items():
        found = (found * narrow.type(len(values)) + codes[group]).astype(narrow)
    return found
