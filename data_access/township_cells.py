"""Cells round the seats of townships, for shading. A sketch: nobody drew such a boundary.

The register has no polygon of a township, at best the point of its seat; where it has none, the
middle of what lies in it stands for it. A cell holds what lies nearer to its point than to any
other of the same banner, cut at the banner's boundary.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from sqlalchemy import Connection, func, select

from data_access.places import Boundaries, Township, townships
from data_access.schema import establishment
from data_access.scoping import in_scope
from domain.scope import Scope

_SLIM_DEG = 0.004
_DECIMALS = 4


def placed_townships(conn: Connection, scope: Scope) -> list[Township]:
    """The asker's townships, those without a seat at the middle of their establishments."""
    table = establishment.c
    query = (
        select(table.township_code, func.avg(table.lon), func.avg(table.lat))
        .where(in_scope(scope, table.township_code, table.id), table.lon.is_not(None))
        .group_by(table.township_code)
    )
    middles = {row[0]: (row[1], row[2]) for row in conn.execute(query)}
    found = []
    for item in townships(conn, scope):
        lon, lat = middles.get(item.code, (None, None))
        found.append(item if item.lon is not None else replace(item, lon=lon, lat=lat))
    return found


def township_cells(boundaries: Boundaries, townships: Sequence[Township]) -> list[dict[str, Any]]:
    """GeoJSON features with properties code, name, seat; a township without a seat has none.

    Args:
        boundaries: Of the banners.
        townships: Those to be drawn. Cells are cut between these only.
    """
    by_banner: dict[str, list[Township]] = {}
    for item in townships:
        if item.lon is not None and item.lat is not None and not item.code.endswith("000"):
            by_banner.setdefault(item.banner_adcode, []).append(item)
    drawn = set(boundaries.sketch)
    return [
        feature
        for adcode, own in sorted(by_banner.items())
        if adcode in drawn
        for feature in _cells(boundaries.polygon(adcode), own)
    ]


def _cells(banner: Any, own: list[Township]) -> list[dict[str, Any]]:
    outline = shapely.simplify(banner, _SLIM_DEG)
    seats = np.unique(np.array([[item.lon, item.lat] for item in own], dtype=float), axis=0)
    if len(seats) < 2:
        parts = [outline]
    else:
        # Degrees of longitude are shorter: without this a cell leans to the east and west.
        narrow = np.cos(np.radians(seats[:, 1].mean()))
        flat = shapely.MultiPoint(seats * [narrow, 1])
        wide = shapely.transform(outline, lambda at: at * [narrow, 1])
        cut = shapely.voronoi_polygons(flat, extend_to=wide)
        parts = [
            shapely.transform(cell, lambda at: at / [narrow, 1]).intersection(outline)
            for cell in cut.geoms
        ]
    found = []
    for item in own:
        seat = shapely.Point(item.lon, item.lat)
        cell = next((part for part in parts if part.covers(seat)), None)
        if cell is None or cell.is_empty:
            continue
        shape = mapping(shapely.set_precision(cell, 10**-_DECIMALS))
        found.append(
            {
                "type": "Feature",
                "properties": {
                    "code": item.code,
                    "name": item.name_zh,
                    "seat": [item.lon, item.lat],
                },
                "geometry": shape,
            }
        )
    return found
