"""Tiles of a local raster MBTiles file: SQLite, read only, rows counted from the south (TMS)."""

from contextlib import closing
from pathlib import Path

from data_access.sqlite import sqlite3

DEEPEST_ZOOM = 22
_KINDS = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


class TileError(Exception):
    """The file cannot be read, or does not hold pictures."""


def tile(path: Path, zoom: int, column: int, row: int) -> tuple[bytes, str] | None:
    """One tile and its media type; None where the file has none.

    Args:
        path: The file.
        zoom: 0 to DEEPEST_ZOOM.
        column: From the west.
        row: From the north, as browsers count.

    Raises:
        TileError: Not a file of MBTiles, or the tile is no picture (a vector tile, say).
    """
    if not 0 <= zoom <= DEEPEST_ZOOM or not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
        return None
    asked = (zoom, column, 2**zoom - 1 - row)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as held:
            found = held.execute(
                "SELECT tile_data FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                asked,
            ).fetchone()
    except sqlite3.Error as error:
        raise TileError(f"{path.name}: {error}") from error
    if found is None:
        return None
    body = bytes(found[0])
    for start, kind in _KINDS:
        if body.startswith(start):
            return body, kind
    raise TileError(f"{path.name}: holds no pictures (PNG, JPEG or WebP)")
