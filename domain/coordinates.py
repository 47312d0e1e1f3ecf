"""Points on the map: WGS-84 inside, GCJ-02 only where a vendor's data comes in or goes out.

GCJ-02 is the shifted datum of Chinese map vendors; round Ordos it lies about 480 m east-north-east
of WGS-84. The formula is the published one; its inverse has no closed form and is iterated.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, radians, sin, sqrt

_AXIS_M = 6_378_245.0  # semi-major axis of the Krasovsky ellipsoid
_ECCENTRICITY_2 = 0.00669342162296594323
_PRECISE_DEG = 1e-9  # about 0.1 mm
_ROUNDS = 30


class PointVerdict(StrEnum):
    """What is wrong with a point, if anything."""

    INSIDE = "inside"
    SWAPPED = "swapped"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies in the rectangle, its edge included."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def judge_point(lon: float, lat: float, city: Box) -> PointVerdict:
    """Whether a point (degrees) can lie in the city, or would if its two numbers changed places."""
    if city.holds(lon, lat):
        return PointVerdict.INSIDE
    return PointVerdict.SWAPPED if city.holds(lat, lon) else PointVerdict.OUTSIDE


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Shift a point (degrees) from WGS-84 to GCJ-02. Holds inside mainland China only."""
    east_m, north_m = _offset_m(lon - 105.0, lat - 35.0)
    phi = radians(lat)
    bend = 1 - _ECCENTRICITY_2 * sin(phi) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_2) / bend**1.5
    parallel_m = _AXIS_M / sqrt(bend) * cos(phi)
    return lon + east_m * 180 / (pi * parallel_m), lat + north_m * 180 / (pi * meridian_m)


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Undo `wgs84_to_gcj02`, exact to a tenth of a millimetre."""
    found_lon, found_lat = lon, lat
    for _ in range(_ROUNDS):
        there_lon, there_lat = wgs84_to_gcj02(found_lon, found_lat)
        off_lon, off_lat = there_lon - lon, there_lat - lat
        found_lon, found_lat = found_lon - off_lon, found_lat - off_lat
        if abs(off_lon) < _PRECISE_DEG and abs(off_lat) < _PRECISE_DEG:
            break
    return found_lon, found_lat


def _offset_m(x: float, y: float) -> tuple[float, float]:
    shared = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared
    east += (20 * sin(pi * x) + 40 * sin(pi * x / 3)) * 2 / 3
    east += (150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared
    north += (20 * sin(pi * y) + 40 * sin(pi * y / 3)) * 2 / 3
    north += (160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    return east, north
