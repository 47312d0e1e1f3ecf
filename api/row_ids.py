"""`<row:name>` in addresses: the number of a row; anything else is no address of ours."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from domain.row_id import LARGEST_ID


class RowId(IntegerConverter):
    """1 to what the column holds, written without zeros before it."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=LARGEST_ID)


def install_row_ids(server: Flask) -> None:
    """Let addresses name rows; before any blueprint is registered."""
    server.url_map.converters["row"] = RowId
