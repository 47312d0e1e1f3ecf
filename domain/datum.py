"""Which datum a delivered file is in: measured against points that are known already.

GCJ-02 lies about 480 m from WGS-84 round Ordos, the same way everywhere: a file in it misses known
points by that much, and hits them when it is shifted back. One point proves nothing (shops move);
many that agree do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, radians
from statistics import median

from domain.coordinates import gcj02_to_wgs84, wgs84_to_gcj02

FEWEST_PAIRS = 5
_METRES_A_DEGREE = 111_320.0
_BETTER = 0.5  # shifting must at least halve the distance …
_CLEAR_M = 100.0  # … and gain this much, so that scatter alone decides nothing

Point = tuple[float, float]


class Datum(StrEnum):
    """In what a layer of a map is drawn. CGCS2000 and WGS-84 differ by centimetres: as one here."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


def shown_in(datum: Datum, lon: float, lat: float) -> Point:
    """Where a point (WGS-84, degrees) stands on a map of `datum`: the one place that shifts."""
    return wgs84_to_gcj02(lon, lat) if datum is Datum.GCJ02 else (lon, lat)


@dataclass(frozen=True, slots=True)
class DatumEvidence:
    """How well a file fits known points as it is, and shifted back from GCJ-02.

    Attributes:
        pairs: Points compared.
        as_given_m: Median distance to the known points, metres, as the file has them.
        shifted_m: The same after shifting.
        closer: How many of the pairs come closer by shifting.
    """

    pairs: int
    as_given_m: float
    shifted_m: float
    closer: int

    @property
    def suggests_gcj02(self) -> bool:
        """Whether the file very likely is in GCJ-02."""
        return (
            self.pairs >= FEWEST_PAIRS
            and self.shifted_m <= self.as_given_m * _BETTER
            and self.as_given_m - self.shifted_m >= _CLEAR_M
            and self.closer >= 0.8 * self.pairs
        )

    @property
    def suggests_wgs84(self) -> bool:
        """Whether the file very likely is in WGS-84."""
        return (
            self.pairs >= FEWEST_PAIRS
            and self.as_given_m <= self.shifted_m * _BETTER
            and self.shifted_m - self.as_given_m >= _CLEAR_M
            and self.closer <= 0.2 * self.pairs
        )


def weigh(pairs: Sequence[tuple[Point, Point]]) -> DatumEvidence | None:
    """Compare delivered points with known ones.

    Args:
        pairs: (point as delivered, known point in WGS-84) each, lon and lat in degrees.

    Returns:
        None without any pair.
    """
    if not pairs:
        return None
    given = [distance_m(point, known) for point, known in pairs]
    shifted = [distance_m(gcj02_to_wgs84(*point), known) for point, known in pairs]
    closer = sum(after < before for before, after in zip(given, shifted, strict=True))
    return DatumEvidence(len(pairs), median(given), median(shifted), closer)


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points (degrees) that lie near each other."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, one[1] - other[1]) * _METRES_A_DEGREE
