"""Banners, townships and the polygons of the banners."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import shapely
from shapely.geometry import shape
from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

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
from settings import City

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


def load_places(conn: Connection, city: City) -> None:
    """Bring banners and townships to what the files say; a second run changes nothing.

    Each banner also gets `<adcode>000` 未分乡镇 at its seat. A township whose row names an office
    is worked by it; the offices of the others are left alone.

    Raises:
        PlacesError: A file is missing or a row cannot be used.
    """
    banners_wanted, unassigned = [], []
    for row in _rows(city.banners, ("adcode", "name_zh", "name_en")):
        seat = _number(row.get("seat_lon")), _number(row.get("seat_lat"))
        population = row.get("population")
        banners_wanted.append(
            {
                "adcode": row["adcode"],
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "population": int(population) if population else None,
                "seat_lon": seat[0],
                "seat_lat": seat[1],
            }
        )
        unassigned.append(
            _township(f"{row['adcode']}000", row["adcode"], UNASSIGNED_KIND, seat, "banner_seat")
        )
    _bring_to(conn, banner, banner.c.adcode, banners_wanted)
    rows = _rows(city.townships, ("code", "name", "banner_adcode", "kind"))
    _check_codes(city.townships, rows, {str(row["adcode"]) for row in banners_wanted})
    townships_wanted = [
        {
            **_township(
                row["code"],
                row["banner_adcode"],
                row["kind"],
                (_number(row.get("lon")), _number(row.get("lat"))),
                row.get("coord_basis") or None,
            ),
            "name_zh": row["name"],
        }
        for row in rows
    ]
    _bring_to(conn, township, township.c.code, unassigned + townships_wanted)
    assign_offices(conn, {row["code"]: row["office"] for row in rows if row.get("office")})


def assign_offices(conn: Connection, offices: dict[str, str]) -> None:
    """Let townships (by code) be worked by the supervision office of that name in their banner."""
    placed = {
        row.code: (row.banner_adcode, row.office_id)
        for row in conn.execute(
            select(township.c.code, township.c.banner_adcode, township.c.office_id)
        )
    }
    known = {
        (row.banner_adcode, row.name_zh): row.id for row in conn.execute(select(supervision_office))
    }
    for code, name in sorted(offices.items()):
        if code not in placed:
            continue
        adcode, current = placed[code]
        if (adcode, name) not in known:
            made = insert(supervision_office).values(banner_adcode=adcode, name_zh=name)
            number = conn.execute(made.returning(supervision_office.c.id)).scalar_one()
            known[adcode, name] = number
        number = known[adcode, name]
        if current != number:
            conn.execute(update(township).where(township.c.code == code).values(office_id=number))


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


def _township(
    code: str,
    adcode: str,
    kind: str,
    point: tuple[float | None, float | None],
    basis: str | None,
) -> dict[str, Any]:
    return {
        "code": code,
        "banner_adcode": adcode,
        "name_zh": UNASSIGNED_KIND,
        "kind": kind,
        "lon": point[0],
        "lat": point[1],
        "coord_basis": basis,
    }


def _rows(path: Path, required: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise PlacesError(f"{path}: cannot be read ({error})") from error
    for line, row in enumerate(rows, start=2):
        missing = [name for name in required if not row.get(name)]
        if missing:
            raise PlacesError(f"{path}: line {line} has no {', '.join(missing)}")
    return rows


def _check_codes(path: Path, rows: list[dict[str, str]], adcodes: set[str]) -> None:
    for line, row in enumerate(rows, start=2):
        if row["banner_adcode"] not in adcodes:
            raise PlacesError(f"{path}: line {line}: no banner {row['banner_adcode']}")
        if len(row["code"]) != 9 or not row["code"].startswith(row["banner_adcode"]):
            raise PlacesError(
                f"{path}: line {line}: code {row['code']}: expected nine digits that begin with "
                f"{row['banner_adcode']}"
            )


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _bring_to(
    conn: Connection, table: Table, key: ColumnElement[str], wanted: list[dict[str, Any]]
) -> None:
    """Insert what is missing and correct what differs in the columns that `wanted` names."""
    kept = {row[key.name]: row for row in conn.execute(select(table)).mappings()}
    fresh = [row for row in wanted if row[key.name] not in kept]
    if fresh:
        conn.execute(insert(table), fresh)
    for row in wanted:
        old = kept.get(row[key.name])
        if old is not None and any(old[name] != value for name, value in row.items()):
            conn.execute(update(table).where(key == row[key.name]).values(**row))
