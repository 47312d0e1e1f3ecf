"""The map for more establishments than a browser holds: what is in view, gathered by the server.

`/map/clusters` answers one view: sums of cells, or single points where few are in view, with the
counts of the filter. It is read from the asker's own table, so every number is of the asker's part.
"""

import math
from typing import Any

import numpy as np
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import TooManyRequests

from api.points import datum_asked, packed_answer
from data_access.limits import admits
from data_access.map_clusters import (
    MOST_POINTS,
    ZOOMS,
    Cells,
    View,
    cells_in_view,
    rows_in_view,
    seen_count,
    shares,
    widened,
    worst_in_view,
)
from data_access.map_points import PER_DEGREE, category_letters
from data_access.map_sift import sift
from data_access.map_table import Column, MapTable, mercator, rows_of
from data_access.own_map import map_table
from data_access.register import MOST_RESULTS
from data_access.request import scope
from domain.clock import CITY_TIME
from domain.coordinates import Box, gcj02_to_wgs84
from domain.datum import Datum, shown_in
from domain.map_filter import MapFilter
from domain.map_measures import MEASURES
from domain.row_id import LARGEST_ID
from domain.scope import OFFICIALS, SUPERVISED

ROLES = OFFICIALS | SUPERVISED

clusters = Blueprint("clusters", __name__, url_prefix="/map")

PER_SQUARE = 2**26
"""Steps of the square of Web Mercator in the answer: about half a metre."""

PER_MINUTE = 240
"""Of one account; a person moves the map a few times a second at most, and not for long."""

_CONTROL_LETTERS = {"done": "d", "todo": "o", "excused": "x", "none": "-"}
_LETTERED = ("category", "risk", "severity", "control", "kitchen", "cadre", "hygiene")
_FINER = {"heat": 2}
_WORLD = Box(-180.0, -85.0, 180.0, 85.0)


@clusters.get("/clusters")
def in_view() -> Response:
    """One view. Query: `bbox` west,south,east,north, `zoom`, `by`, `mode`, `chosen`, the filter.

    400 for what no browser of ours asks, 429 for more than PER_MINUTE.
    """
    if not admits("map", str(scope().account_id), PER_MINUTE):
        raise TooManyRequests
    view, wanted, datum = _view(), MapFilter.parse(request.args.to_dict()), datum_asked()
    table = map_table()
    told = view_told(table, wanted, view, datum)
    if request.args.get("mode") == "area":
        told["shares"] = {
            group: shares(table, wanted, view.by, group) for group in ("banner", "township")
        }
    chosen = _chosen(table)
    told["chosen"] = None if chosen is None else _rows(table, chosen, datum)[0]
    return packed_answer(told)


def view_told(table: MapTable, wanted: MapFilter, view: View, datum: Datum) -> dict[str, Any]:
    """What a browser is told of one view: counts of the filter, and cells or points."""
    sifted = sift(table, wanted)
    unplaced = sifted.rows[np.searchsorted(sifted.rows, table.base.located) :]
    seen = seen_count(table, wanted, view)
    told: dict[str, Any] = {
        "all": len(table),
        "passing": len(sifted.rows),
        "asOf": table.as_of and f"{table.as_of.astimezone(CITY_TIME):%H:%M:%S}",
        "seen": seen,
        "counts": sifted.counts,
        "lost": {"n": len(unplaced), "ids": _ids(table, unplaced[:MOST_RESULTS])},
        "worst": _ids(table, worst_in_view(table, wanted, view.box, MOST_RESULTS)),
        "perDegree": PER_DEGREE,
        "perSquare": PER_SQUARE,
        "letters": {letter: code for code, letter in category_letters().items()},
    }
    if seen <= MOST_POINTS:
        rows = rows_in_view(table, wanted, widened(view.box))
    else:
        found = cells_in_view(table, wanted, view)
        rows = found.first[found.n == 1]
        told["cells"] = _columns(table, found, datum)
    told["rows"] = _rows(table, rows, datum)
    return told


def _view() -> View:
    by = request.args.get("by", "risk")
    try:
        west, south, east, north = map(float, request.args.get("bbox", "").split(","))
        zoom = float(request.args.get("zoom", ""))
    except ValueError:
        abort(400)
    box = Box(west, south, east, north)
    possible = all(math.isfinite(edge) for edge in (west, south, east, north, zoom))
    if not possible or not west < east or not south < north or by not in MEASURES:
        abort(400)
    if not (_WORLD.holds(west, south) and _WORLD.holds(east, north)):
        abort(400)
    if not ZOOMS[0] <= zoom <= ZOOMS[1]:
        abort(400)
    if datum_asked() is Datum.GCJ02:
        box = Box(*gcj02_to_wgs84(west, south), *gcj02_to_wgs84(east, north))
    return View(box, zoom, by, _FINER.get(request.args.get("mode", ""), 0))


def _chosen(table: MapTable) -> Column | None:
    """The row of the establishment whose card is open, None when it is not the asker's to see."""
    text = request.args.get("chosen", "")
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:11]) <= LARGEST_ID:
        return None
    if not len(table):
        return None
    rows, _there = rows_of(table.base, np.array([int(text)], dtype=np.int64))
    return rows if len(rows) else None


def _ids(table: MapTable, rows: Column) -> list[int]:
    found: list[int] = table.base.ids[rows].tolist()
    return found


def _columns(table: MapTable, found: Cells, datum: Datum) -> dict[str, list[int]]:
    x, y = found.x, found.y
    if datum is Datum.GCJ02:
        x, y = _shifted(x, y)
    return {
        "x": np.rint(x * PER_SQUARE).astype(np.int64).tolist(),
        "y": np.rint(y * PER_SQUARE).astype(np.int64).tolist(),
        "n": found.n.tolist(),
        "bad": found.bad.tolist(),
        "known": found.known.tolist(),
        "worst": found.worst.tolist(),
        "id": np.where(found.n == 1, table.base.ids[found.first], 0).tolist(),
    }


def _shifted(x: Column, y: Column) -> tuple[Column, Column]:
    """Middles of cells where they stand on a map in GCJ-02: the shift of the middle of all."""
    lon = (float(np.mean(x)) - 0.5) * 360 if len(x) else 0.0
    lat = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * float(np.mean(y)))))) if len(y) else 0.0
    )
    before = mercator(lon, lat)
    after = mercator(*shown_in(Datum.GCJ02, lon, lat))
    return x + (after[0] - before[0]), y + (after[1] - before[1])


def _rows(table: MapTable, rows: Column, datum: Datum) -> list[list[Any]]:
    """As `data_access.map_points.PointChanges` sends them; column by column, there may be many."""
    places = zip(*_steps(table, rows, datum), strict=True)
    letters = zip(*(_letters(table, group, rows) for group in _LETTERED), strict=True)
    columns = (
        table.base.ids[rows].tolist(),
        places,
        _said(table, "township", rows),
        letters,
        _said(table, "street", rows),
    )
    return [
        [number, *place, town, *said, int(street) if street else None]
        for number, place, town, said, street in zip(*columns, strict=True)
    ]


def _steps(table: MapTable, rows: Column, datum: Datum) -> list[list[int | None]]:
    """Longitudes and latitudes in steps; None where there is no point."""
    points = [table.base.lons[rows].tolist(), table.base.lats[rows].tolist()]
    if datum is Datum.GCJ02:
        shifted = [shown_in(datum, lon, lat) for lon, lat in zip(*points, strict=True)]
        points = [[lon for lon, _lat in shifted], [lat for _lon, lat in shifted]]
    return [
        [None if math.isnan(value) else round(value * PER_DEGREE) for value in column]
        for column in points
    ]


def _letters(table: MapTable, group: str, rows: Column) -> list[str]:
    said = _said(table, group, rows)
    if group == "category":
        letters = category_letters()
        return [letters[one] for one in said]
    return [_CONTROL_LETTERS[one] for one in said] if group == "control" else said


def _said(table: MapTable, group: str, rows: Column) -> list[str]:
    values = table.values[group]
    return [values[code] for code in table.codes[group][rows].tolist()]
