"""Layers under the map for the browser's tests: a file of tiles, and one that is broken."""

import io
import json
from math import asinh, floor, pi, radians, tan
from pathlib import Path

from PIL import Image

from data_access.sqlite import sqlite3

WEST, SOUTH, EAST, NORTH = 108.5, 38.6, 111.2, 40.6
ZOOMS = (6, 9)


def map_layers(folder: Path) -> str:
    """What NUANCHENG_MAP__LAYERS says of two files that are made in `folder`."""
    _write(folder / "city.mbtiles")
    (folder / "broken.mbtiles").write_bytes(b"no database")
    drawn = {"kind": "mbtiles", "datum": "gcj02", "min_zoom": ZOOMS[0], "max_zoom": ZOOMS[1]}
    return json.dumps(
        [
            {
                "name": "离线底图",
                "file": str(folder / "city.mbtiles"),
                "attribution": "测试图源",
                "review_number": "GS(2026)0001号",
                **drawn,
            },
            {"name": "坏底图", "file": str(folder / "broken.mbtiles"), **drawn},
        ]
    )


def _write(path: Path) -> None:
    with io.BytesIO() as held:
        Image.new("RGB", (256, 256), (214, 226, 205)).save(held, "PNG")
        picture = held.getvalue()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        for zoom in range(ZOOMS[0], ZOOMS[1] + 1):
            west, north = _tile(WEST, NORTH, zoom)
            east, south = _tile(EAST, SOUTH, zoom)
            rows = [
                (zoom, column, 2**zoom - 1 - row, picture)
                for column in range(west, east + 1)
                for row in range(north, south + 1)
            ]
            file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    file.close()


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    across = (lon + 180) / 360
    down = (1 - asinh(tan(radians(lat))) / pi) / 2
    return floor(across * 2**zoom), floor(down * 2**zoom)
