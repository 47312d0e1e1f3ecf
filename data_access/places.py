"""Banners, townships and the polygons of the banners."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import shapely
from shapely.geometry import shape
from sqlalchemy import ColumnElement, Connection, select

from data_access.schema import (
    banner,
    establishment,
    showcase_street,
    supervision_office,
    township,
)
from data_access.scoping import in_scope
from domain.coordinates import Box
from domain.scope import Scope

UNASSIGNED_KIND = "未分乡镇"
_SKETCH_DEG = 0.02


class PlacesError(Exception):
    """A file of places cannot be used; the message names file and reason."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A banner or district; the seat is WGS-84, degrees."""

    adcode: str
    name_zh: str
    name_en: str
    population: int | None
    seat_lon: float | None
    seat_lat: float | None


@dataclass(frozen=True, slots=True)
class Township:
    """A township-level unit; the point is WGS-84, degrees, None where none is known."""

    code: str
    banner_adcode: str
    office_id: int | None
    name_zh: str
    kind: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Office:
    """A supervision office."""

    id: int
    banner_adcode: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Street:
    """A showcase street."""

    id: int
    township_code: str
    name_zh: str


@dataclass(frozen=True)
class Boundaries:
    """Polygons of the banners, WGS-84.

    Attributes:
        geojson: The whole FeatureCollection; properties adcode, name, center.
    """

    geojson: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file that `boundaries build` writes.

        Raises:
            PlacesError: Missing, not GeoJSON, or without adcodes.
        """
        try:
            found = cls(json.loads(path.read_text(encoding="utf-8")))
            if not found._polygons:
                raise PlacesError(f"{path}: holds no banner")
            found._complete()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PlacesError(f"{path}: not a file of boundaries ({error})") from error
        return found

    def _complete(self) -> None:
        """Each banner needs a name; where its label stands is worked out when nobody says it."""
        for feature in self.geojson["features"]:
            said = feature["properties"]
            said["adcode"] = str(said["adcode"])
            said["name"] = str(said["name"])
            if not said.get("center"):
                said["center"] = list(self.middle(said["adcode"]))

    def polygon(self, adcode: str) -> Any:
        """Shapely polygon of one banner; KeyError when there is none."""
        return self._polygons[adcode]

    def middle(self, adcode: str) -> tuple[float, float]:
        """A point well inside a banner, degrees; KeyError when there is none."""
        point = self._polygons[adcode].representative_point()
        return float(point.x), float(point.y)

    def banner_of(self, lon: float, lat: float) -> str | None:
        """Adcode of the banner that holds the point, None outside the city."""
        point = shapely.Point(lon, lat)
        for adcode, polygon in self._polygons.items():
            if polygon.covers(point):
                return adcode
        return None

    @cached_property
    def box(self) -> Box:
        """Smallest rectangle round the city."""
        return Box(*map(float, shapely.total_bounds(list(self._polygons.values()))))

    @cached_property
    def sketch(self) -> dict[str, list[tuple[float, float]]]:
        """Adcode → outer ring of each banner, simplified together for a drawing a few cm wide."""
        slim = shapely.coverage_simplify(list(self._polygons.values()), _SKETCH_DEG)
        rings = [
            max(shapely.get_parts(one), key=lambda part: part.area).exterior.coords for one in slim
        ]
        return {
            adcode: [(float(lon), float(lat)) for lon, lat in ring]
            for adcode, ring in zip(self._polygons, rings, strict=True)
        }

    def box_of(self, adcodes: Iterable[str]) -> Box:
        """Smallest rectangle round some banners; round the city when none of them is drawn."""
        polygons = [self._polygons[one] for one in adcodes if one in self._polygons]
        if not polygons:
            return self.box
        return Box(*map(float, shapely.total_bounds(polygons)))

    @cached_property
    def _polygons(self) -> dict[str, Any]:
        found = {}
        for feature in self.geojson["features"]:
            polygon = shape(feature["geometry"])
            shapely.prepare(polygon)
            found[str(feature["properties"]["adcode"])] = polygon
        return found


@lru_cache(maxsize=4)
def boundaries_of(path: Path) -> Boundaries:
    """The boundaries of a file, read once a process."""
    return Boundaries.load(path)


def banners(conn: Connection, scope: Scope) -> list[Banner]:
    """Banners of which the asker may see something, by adcode."""
    own = select(township.c.banner_adcode).where(_own_townships(scope))
    rows = conn.execute(select(banner).where(banner.c.adcode.in_(own)).order_by(banner.c.adcode))
    return [Banner(**row) for row in rows.mappings()]


def townships(conn: Connection, scope: Scope, banner_adcode: str | None = None) -> list[Township]:
    """Townships the asker may see, by code, 未分乡镇 included; those of one banner when given."""
    columns = [township.c[name] for name in Township.__slots__]
    query = select(*columns).where(_own_townships(scope)).order_by(township.c.code)
    if banner_adcode is not None:
        query = query.where(township.c.banner_adcode == banner_adcode)
    return [Township(**row) for row in conn.execute(query).mappings()]


def offices(conn: Connection, scope: Scope) -> list[Office]:
    """Supervision offices that work a township the asker may see, by banner and name."""
    own = select(township.c.office_id).where(_own_townships(scope))
    columns = [supervision_office.c[name] for name in Office.__slots__]
    query = select(*columns).where(supervision_office.c.id.in_(own))
    ordered = query.order_by(supervision_office.c.banner_adcode, supervision_office.c.name_zh)
    return [Office(**row) for row in conn.execute(ordered).mappings()]


def streets(conn: Connection, scope: Scope) -> list[Street]:
    """Showcase streets in the townships the asker may see, by name; of a street only itself."""
    columns = [showcase_street.c[name] for name in Street.__slots__]
    own = select(township.c.code).where(_own_townships(scope))
    query = select(*columns).where(showcase_street.c.township_code.in_(own))
    if scope.street_id is not None:
        query = query.where(showcase_street.c.id == scope.street_id)
    ordered = query.order_by(showcase_street.c.name_zh)
    return [Street(**row) for row in conn.execute(ordered).mappings()]


def _own_townships(scope: Scope) -> ColumnElement[bool]:
    if scope.sees_sums:
        return in_scope(scope, township.c.code, None)
    own = select(establishment.c.township_code)
    return township.c.code.in_(
        own.where(in_scope(scope, establishment.c.township_code, establishment.c.id))
    )
