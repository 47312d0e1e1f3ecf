"""A part of the map that a person draws: a circle, a polygon, or the nearest to a point.

Written into the address of the page as `c:lon,lat,metres`, `p:lon,lat;lon,lat;…` and
`n:lon,lat,count`, WGS-84 in degrees, so it can be shared. What comes in may be forged.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.coordinates import Box

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]

FIRST_RADIUS_M = 200
"""What is first offered, as round a school. 平台规则."""
RADII_M = (10, 50_000)
FIRST_COUNT = 20
COUNTS = (1, 200)
VERTICES = (3, 200)
_LONGEST = 8_000
_EARTH_M = 6_371_008.8  # mean radius, IUGG
_DECIMALS = 5


class AreaFault(StrEnum):
    """Why a shape cannot be used."""

    UNREADABLE = "unreadable"
    OUTSIDE = "outside"
    RADIUS = "radius"
    COUNT = "count"
    VERTICES = "vertices"
    CROSSING = "crossing"


class AreaError(ValueError):
    """A shape that cannot be used; `fault` says why."""

    def __init__(self, fault: AreaFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Circle:
    """All within `radius_m` metres of a point."""

    lon: float
    lat: float
    radius_m: float

    def written(self) -> str:
        """As in an address."""
        return f"c:{_degrees(self.lon)},{_degrees(self.lat)},{self.radius_m:g}"


@dataclass(frozen=True, slots=True)
class Polygon:
    """All inside a closed line; the last point leads back to the first."""

    points: tuple[tuple[float, float], ...]

    def written(self) -> str:
        """As in an address."""
        return "p:" + ";".join(f"{_degrees(lon)},{_degrees(lat)}" for lon, lat in self.points)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The `count` that lie nearest to a point."""

    lon: float
    lat: float
    count: int

    def written(self) -> str:
        """As in an address."""
        return f"n:{_degrees(self.lon)},{_degrees(self.lat)},{self.count}"


Area = Circle | Polygon | Nearest


def parse_area(text: object, city: Box) -> Area:
    """The area that `text` writes.

    Raises:
        AreaError: It writes none that lies in the city and keeps the bounds.
    """
    if not isinstance(text, str) or len(text) > _LONGEST or text[1:2] != ":":
        raise AreaError(AreaFault.UNREADABLE)
    kind, rows = text[0], [_numbers(part) for part in text[2:].split(";")]
    if kind == "p":
        return _polygon(rows, city)
    if kind not in "cn" or len(rows) != 1 or len(rows[0]) != 3:
        raise AreaError(AreaFault.UNREADABLE)
    lon, lat, last = rows[0]
    _require_inside([(lon, lat)], city)
    if kind == "c":
        if not RADII_M[0] <= last <= RADII_M[1]:
            raise AreaError(AreaFault.RADIUS)
        return Circle(lon, lat, last)
    if last != int(last) or not COUNTS[0] <= last <= COUNTS[1]:
        raise AreaError(AreaFault.COUNT)
    return Nearest(lon, lat, int(last))


def metres(lon: float, lat: float, lons: Numbers, lats: Numbers) -> Numbers:
    """Distance of each point (degrees) from one, along the surface of the earth (haversine)."""
    phi, phis = math.radians(lat), np.radians(lats)
    rise = np.sin((phis - phi) / 2) ** 2
    turn = np.sin((np.radians(lons) - math.radians(lon)) / 2) ** 2
    found: Numbers = 2 * _EARTH_M * np.arcsin(np.sqrt(rise + math.cos(phi) * np.cos(phis) * turn))
    return found


def box_round(circle: Circle) -> Box:
    """A rectangle that holds the circle."""
    rise = math.degrees(circle.radius_m / _EARTH_M) * 1.001
    turn = rise / math.cos(math.radians(abs(circle.lat) + rise))
    return Box(circle.lon - turn, circle.lat - rise, circle.lon + turn, circle.lat + rise)


def _polygon(rows: list[list[float]], city: Box) -> Polygon:
    if any(len(row) != 2 for row in rows):
        raise AreaError(AreaFault.UNREADABLE)
    points = [(row[0], row[1]) for row in rows]
    kept = [one for place, one in enumerate(points) if one != points[place - 1]]
    if not VERTICES[0] <= len(kept) <= VERTICES[1]:
        raise AreaError(AreaFault.VERTICES)
    _require_inside(kept, city)
    return Polygon(tuple(kept))


def _require_inside(points: list[tuple[float, float]], city: Box) -> None:
    """Nothing of the city lies farther out; so no area is larger than its rectangle either."""
    if not all(city.holds(lon, lat) for lon, lat in points):
        raise AreaError(AreaFault.OUTSIDE)


def _numbers(text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        raise AreaError(AreaFault.UNREADABLE) from None
    if not all(math.isfinite(number) for number in found):
        raise AreaError(AreaFault.UNREADABLE)
    return found


def _degrees(value: float) -> str:
    return f"{value:.{_DECIMALS}f}"
