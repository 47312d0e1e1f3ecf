"""Which establishments lie in an area that a person drew, and how far away each is."""

from dataclasses import dataclass

import numpy as np
import shapely

from data_access.map_sift import sift
from data_access.map_table import Column, MapTable
from domain.coordinates import Box
from domain.map_area import (
    Area,
    AreaError,
    AreaFault,
    Circle,
    Nearest,
    Polygon,
    box_round,
    metres,
    parse_area,
)
from domain.map_filter import MapFilter

_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in an area.

    Attributes:
        rows: Of the table; nearest first, in a polygon the riskiest first.
        metres: Distance of each from the middle; None in a polygon.
    """

    rows: Column
    metres: Column | None


def read_area(text: object, city: Box) -> Area:
    """The area that an address or a callback writes, either of which may be forged.

    Raises:
        AreaError: It cannot be used.
    """
    area = parse_area(text, city)
    if isinstance(area, Polygon):
        drawn = shapely.Polygon(area.points)
        if not drawn.is_valid or drawn.area == 0:
            raise AreaError(AreaFault.CROSSING)
    return area


def square_km(area: Polygon) -> float:
    """How large a polygon is, good to some 0.1 % at the size of a city."""
    middle = np.radians(np.mean([lat for _lon, lat in area.points]))
    scale = np.array([_METRES_PER_DEGREE * np.cos(middle), _METRES_PER_DEGREE]) / 1000
    return float(shapely.Polygon(np.array(area.points) * scale).area)


def inside(table: MapTable, wanted: MapFilter, area: Area) -> Inside:
    """Those in `area` that pass the filter; what has no point lies nowhere."""
    rows = sift(table, wanted).rows
    rows = rows[: np.searchsorted(rows, table.base.located)]
    if isinstance(area, Polygon):
        return Inside(_riskiest_first(table, _in_polygon(table, rows, area)), None)
    if isinstance(area, Circle):
        rows = _in_box(table, rows, box_round(area))
    away = metres(area.lon, area.lat, table.base.lons[rows], table.base.lats[rows])
    nearest = np.lexsort((table.base.ids[rows], away))
    if isinstance(area, Nearest):
        nearest = nearest[: area.count]
    else:
        nearest = nearest[: np.searchsorted(away[nearest], area.radius_m, side="right")]
    return Inside(rows[nearest], away[nearest])


def every(table: MapTable, wanted: MapFilter) -> Inside:
    """All that pass the filter, the riskiest first, those without a point too."""
    return Inside(_riskiest_first(table, sift(table, wanted).rows), None)


def _in_polygon(table: MapTable, rows: Column, area: Polygon) -> Column:
    drawn = shapely.Polygon(area.points)
    shapely.prepare(drawn)
    rows = _in_box(table, rows, Box(*drawn.bounds))
    # a point on the line belongs to it: who draws along a street means its houses
    found: Column = rows[shapely.intersects_xy(drawn, table.base.lons[rows], table.base.lats[rows])]
    return found


def _in_box(table: MapTable, rows: Column, box: Box) -> Column:
    lons, lats = table.base.lons[rows], table.base.lats[rows]
    return rows[(lons >= box.west) & (lons <= box.east) & (lats >= box.south) & (lats <= box.north)]


def _riskiest_first(table: MapTable, rows: Column) -> Column:
    """Risk D to A, what was not assessed last; then by id."""
    values = table.values["risk"]
    rank = np.array([-1 if value == "-" else values.index(value) for value in values])
    codes = rank[table.codes["risk"][rows]]
    return rows[np.lexsort((table.base.ids[rows], -codes))]
