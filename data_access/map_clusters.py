"""What is in view, gathered into cells by the server: for a province no browser holds every point.

A filter is counted once into the cells of the fixed grid of `data_access.map_table`; a zoom that is
coarser adds those up. Finer ones look at the few slices of rows that are in view.
"""

from dataclasses import dataclass

import numpy as np

from data_access.map_sift import sift
from data_access.map_table import GRID_BITS, Column, MapTable, cell_of, mercator
from domain.coordinates import Box
from domain.grades import RiskLevel
from domain.map_filter import MapFilter
from domain.map_measures import MEASURES

CELL_BITS = 2
"""At a whole zoom the cells are 256 / 2 ** CELL_BITS = 64 CSS pixels wide."""

MOST_POINTS = 1_000
"""In view; up to so many travel as points, and the browser gathers and fans them out itself."""

ZOOMS = (0.0, 20.0)
_NO_ALERT = 9
_MARGIN = 0.15  # of the view, on each side: what the browser draws beyond its edge


@dataclass(frozen=True, slots=True)
class View:
    """What a browser shows: a rectangle in degrees, at a zoom, coloured by a measure.

    `finer` halves the cells so many times, for a picture of density.
    """

    box: Box
    zoom: float
    by: str
    finer: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """One entry a cell in every column.

    Attributes:
        x: Middle of what lies in it, 0 to 1 from west to east on the square of Web Mercator.
        y: The same from north to south.
        n: Establishments.
        bad: Of these, what the measure counts.
        known: Of these, of whom the measure is known.
        worst: Severity of the worst open alert, 9 where there is none.
        first: A row of it; the only one where n is 1.
    """

    x: Column
    y: Column
    n: Column
    bad: Column
    known: Column
    worst: Column
    first: Column


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Sums by cell of some grid; `keys` ascend, row of the grid before column."""

    keys: Column
    sum_x: Column
    sum_y: Column
    n: Column
    bad: Column
    known: Column
    worst: Column
    first: Column


def rows_in_view(table: MapTable, wanted: MapFilter, box: Box) -> Column:
    """Rows that pass the filter and have a point in a rectangle, however many rows there are."""
    west, east, north, south = _edges(box)
    side = 2**GRID_BITS
    columns = max(0, int(west * side)), min(side - 1, int(east * side))
    lines = range(max(0, int(north * side)), min(side - 1, int(south * side)) + 1)
    starts = np.array([line * side + columns[0] for line in lines], dtype=np.int64)
    bounds = np.searchsorted(table.base.cells, [starts, starts + (columns[1] - columns[0] + 1)])
    filled = [slice(a, b) for a, b in bounds.T if b > a]
    passes = sift(table, wanted).passes
    parts = []
    for piece in filled:
        x, y = table.base.x[piece], table.base.y[piece]
        inside = passes[piece] & (x >= west) & (x <= east) & (y >= north) & (y <= south)
        parts.append(np.flatnonzero(inside) + piece.start)
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def cells_in_view(table: MapTable, wanted: MapFilter, view: View) -> Cells:
    """What passes the filter in and round the view. Summed over the world: all that is located."""
    bits = min(GRID_BITS + 8, max(1, round(view.zoom) + CELL_BITS + view.finer))
    if bits <= GRID_BITS:
        found = _coarser(_base_cells(table, wanted, view.by), GRID_BITS - bits)
        return _seen(found, bits, view.box)
    rows = rows_in_view(table, wanted, widened(view.box))
    keys = cell_of(table.base.x[rows], table.base.y[rows], bits)
    return _as_cells(_gathered(table, rows, keys, view.by))


def seen_count(table: MapTable, wanted: MapFilter, view: View) -> int:
    """How many that pass lie in the view itself."""
    # Far out this is a sum over cells: only those on the edge are looked at row by row.
    found = _base_cells(table, wanted, view.by)
    west, east, north, south = _edges(view.box)
    side = 2**GRID_BITS
    column, line = found.keys % side, found.keys // side
    within = (column >= west * side) & (column + 1 <= east * side)
    within &= (line >= north * side) & (line + 1 <= south * side)
    touched = (column + 1 > west * side) & (column < east * side)
    touched &= (line + 1 > north * side) & (line < south * side)
    return int(found.n[within].sum()) + _on_edge(table, wanted, view.box, found, touched & ~within)


def worst_in_view(table: MapTable, wanted: MapFilter, box: Box, most: int) -> Column:
    """At most so many of the rows in a rectangle, the riskiest first."""
    west, east, north, south = _edges(box)
    passes, risks = sift(table, wanted).passes[: table.base.located], table.codes["risk"]
    found: list[int] = []
    for level in reversed(RiskLevel):
        code = table.values["risk"].index(level)
        rows = np.flatnonzero(passes & (risks[: table.base.located] == code))
        x, y = table.base.x[rows], table.base.y[rows]
        rows = rows[(x >= west) & (x <= east) & (y >= north) & (y <= south)]
        found += rows[: most - len(found)].tolist()
        if len(found) >= most:
            break
    return np.array(found, dtype=np.int64)


def shares(table: MapTable, wanted: MapFilter, by: str, group: str) -> dict[str, list[int]]:
    """Code of each banner or township → those that pass, the bad of them, those known."""
    key = ("shares", wanted, by, group)
    kept = table.kept.get(key)
    if kept is None:
        rows = sift(table, wanted).rows
        places, codes = table.codes[group][rows], table.codes[by][rows]
        marks = (
            np.ones(len(rows), dtype=bool),
            table.is_one_of(by, MEASURES[by].bad)[codes],
            ~table.is_one_of(by, MEASURES[by].apart)[codes],
        )
        size = len(table.values[group])
        sums = [np.bincount(places[mark], minlength=size) for mark in marks]
        rows_of = zip(table.values[group], *sums, strict=True)
        kept = table.keep(key, {code: [int(n) for n in numbers] for code, *numbers in rows_of})
    return kept  # type: ignore[no-any-return]


def widened(box: Box) -> Box:
    """With the margin that a browser draws beyond its edge."""
    across, up = (box.east - box.west) * _MARGIN, (box.north - box.south) * _MARGIN
    return Box(box.west - across, box.south - up, box.east + across, box.north + up)


def _on_edge(table: MapTable, wanted: MapFilter, box: Box, found: _Gathered, edge: Column) -> int:
    west, east, north, south = _edges(box)
    passes, base = sift(table, wanted).passes, table.base
    starts = np.searchsorted(base.cells, found.keys[edge], side="left")
    ends = np.searchsorted(base.cells, found.keys[edge], side="right")
    pieces = [np.arange(a, b) for a, b in zip(starts, ends, strict=True)]
    rows = np.concatenate([np.empty(0, dtype=np.int64), *pieces])
    x, y = base.x[rows], base.y[rows]
    inside = passes[rows] & (x >= west) & (x <= east) & (y >= north) & (y <= south)
    return int(inside.sum())


def _base_cells(table: MapTable, wanted: MapFilter, by: str) -> _Gathered:
    """Sums by cell of the fixed grid; kept with the table."""
    key = ("cells", wanted, by)
    found = table.kept.get(key)
    if found is None:
        rows = sift(table, wanted).rows
        rows = rows[: np.searchsorted(rows, table.base.located)]
        found = table.keep(key, _gathered(table, rows, table.base.cells[rows], by, ascend=True))
    return found  # type: ignore[no-any-return]


def _gathered(
    table: MapTable, rows: Column, keys: Column, by: str, *, ascend: bool = False
) -> _Gathered:
    if not ascend:
        order = np.argsort(keys, kind="stable")
        rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    codes = table.codes[by][rows]
    bad = table.is_one_of(by, MEASURES[by].bad)[codes]
    known = ~table.is_one_of(by, MEASURES[by].apart)[codes]
    rank = np.array(
        [_NO_ALERT if one == "-" else int(one) for one in table.values["severity"]], dtype=np.uint8
    )
    worst = rank[table.codes["severity"][rows]]
    if not len(starts):
        return _Gathered(keys, *(np.empty(0, dtype=np.int64),) * 7)
    return _Gathered(
        keys[starts],
        np.add.reduceat(table.base.x[rows], starts),
        np.add.reduceat(table.base.y[rows], starts),
        np.diff(starts, append=len(rows)),
        np.add.reduceat(bad, starts, dtype=np.int64),
        np.add.reduceat(known, starts, dtype=np.int64),
        np.minimum.reduceat(worst, starts),
        rows[starts],
    )


def _coarser(fine: _Gathered, bits: int) -> _Gathered:
    """Cells 2 ** bits times as wide."""
    if bits == 0 or not len(fine.keys):
        return fine
    side = 2**GRID_BITS
    keys = (fine.keys // side >> bits) * side + (fine.keys % side >> bits)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return _Gathered(
        keys=keys[starts],
        sum_x=np.add.reduceat(fine.sum_x[order], starts),
        sum_y=np.add.reduceat(fine.sum_y[order], starts),
        n=np.add.reduceat(fine.n[order], starts),
        bad=np.add.reduceat(fine.bad[order], starts),
        known=np.add.reduceat(fine.known[order], starts),
        worst=np.minimum.reduceat(fine.worst[order], starts),
        first=fine.first[order][starts],
    )


def _seen(found: _Gathered, bits: int, box: Box) -> Cells:
    """Those of the cells that touch the view and its margin."""
    west, east, north, south = _edges(widened(box))
    side, width = 2**GRID_BITS, 2.0**-bits
    column, line = found.keys % side * width, found.keys // side * width
    shown = (column + width > west) & (column < east) & (line + width > north) & (line < south)
    return _as_cells(_Gathered(*(getattr(found, name)[shown] for name in _Gathered.__slots__)))


def _as_cells(found: _Gathered) -> Cells:
    return Cells(
        found.sum_x / found.n,
        found.sum_y / found.n,
        found.n,
        found.bad,
        found.known,
        found.worst,
        found.first,
    )


def _edges(box: Box) -> tuple[float, float, float, float]:
    """West, east, north and south on the square of Web Mercator."""
    (west, east), (north, south) = mercator([box.west, box.east], [box.north, box.south])
    return float(west), float(east), float(north), float(south)
