"""Whether a typed point can be where the establishment is, and what was probably meant."""

from dataclasses import dataclass

import shapely

from data_access.places import Boundaries
from domain.coordinates import PointVerdict, gcj02_to_wgs84, judge_point
from domain.datum import distance_m
from domain.establishment_form import DATUM, POINT
from domain.form import Fault, Finding, Form, Weight

Point = tuple[float, float]
_GRACE_DEG = 0.01  # simplified boundaries are off by some 300 m
_DECIMALS = 6
_SAME_M = 30.0
_APART_M = 100.0


@dataclass(frozen=True, slots=True)
class Ground:
    """Where establishments of the city lie.

    Attributes:
        boundaries: Polygons of the banners.
        names: Name of each banner by adcode.
    """

    boundaries: Boundaries
    names: dict[str, str]


def read_point(form: Form, ground: Ground, banner: str, known: Point | None) -> None:
    """Add `lon` and `lat` (WGS-84, degrees, or None and None) or what is wrong with them.

    Args:
        form: Its given fields hold the point as typed, and its datum.
        ground: The city.
        banner: Adcode of the banner that the establishment is in.
        known: The point that is known so far.
    """
    if not set(POINT) & set(form.given):
        return
    typed = [form.raw(name) for name in POINT]
    if not any(typed):
        form.values.update(dict.fromkeys(POINT))
        return
    if not all(typed):
        form.say(POINT[typed.index("")], Fault.HALF_A_POINT)
        return
    lon, lat = (form.number(name) for name in POINT)
    if lon is None or lat is None:
        return
    converted = form.raw(DATUM) == "gcj02" and ground.boundaries.box.holds(lon, lat)
    point = _rounded(*gcj02_to_wgs84(lon, lat)) if converted else _rounded(lon, lat)
    form.values.update(zip(POINT, point, strict=True))
    found = _judged(point, ground, banner, None if converted else known)
    if found is not None:
        form.findings.append(found)


def _judged(point: Point, ground: Ground, banner: str, known: Point | None) -> Finding | None:
    verdict = judge_point(*point, ground.boundaries.box)
    if verdict is PointVerdict.SWAPPED:
        return Finding("lon", Fault.SWAPPED, offer=(point[1], point[0]))
    if verdict is PointVerdict.OUTSIDE:
        return Finding("lon", Fault.OUTSIDE_CITY)
    back = _rounded(*gcj02_to_wgs84(*point))
    if known is not None and distance_m(back, known) < _SAME_M < _APART_M < distance_m(
        point, known
    ):
        return Finding("lon", Fault.MAYBE_GCJ02, Weight.ASK, offer=back)
    if _near(ground, banner, point):
        return None
    if _inside(ground, banner, back):
        return Finding("lon", Fault.MAYBE_GCJ02, Weight.ASK, offer=back)
    other = ground.boundaries.banner_of(*point)
    if other is None:
        return Finding("lon", Fault.OUTSIDE_CITY)
    return Finding("lon", Fault.OTHER_BANNER, Weight.ASK, ground.names.get(other, other))


def _near(ground: Ground, banner: str, point: Point) -> bool:
    try:
        polygon = ground.boundaries.polygon(banner)
    except KeyError:  # a banner without a drawing contradicts no point
        return True
    return bool(shapely.dwithin(polygon, shapely.Point(*point), _GRACE_DEG))


def _inside(ground: Ground, banner: str, point: Point) -> bool:
    return bool(ground.boundaries.polygon(banner).covers(shapely.Point(*point)))


def _rounded(lon: float, lat: float) -> Point:
    return round(lon, _DECIMALS), round(lat, _DECIMALS)
