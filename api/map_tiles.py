"""Tiles of the layers that lie in a local file: `/map/tiles/<layer>/<z>/<x>/<y>`."""

import base64
import hashlib
import logging

from flask import Blueprint, Response, abort, request

from data_access.mbtiles import TileError, tile
from data_access.request import scope, services
from domain.scope import OFFICIALS, SUPERVISED

logger = logging.getLogger(__name__)

ROLES = OFFICIALS | SUPERVISED

tiles = Blueprint("tiles", __name__, url_prefix="/map/tiles")

# Where the file has no tile nothing is wrong: a clear pixel, else the browser counts a failure.
_CLEAR = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_KEPT_S = 86_400


@tiles.get(
    "/<int(max=99):layer>/<int(max=22):zoom>/<int(max=4194303):column>/<int(max=4194303):row>"
)
def one(layer: int, zoom: int, column: int, row: int) -> Response:
    """One tile; 404 where the configuration has no such layer, 503 when its file is broken."""
    scope()
    layers = services().settings.map.layers
    path = layers[layer].file if layer < len(layers) else None
    if path is None:
        abort(404)
    try:
        body, kind = tile(path, zoom, column, row) or (_CLEAR, "image/png")
    except TileError as error:
        logger.warning("layer of the map: %s", error)
        abort(503)
    answer = Response(body, mimetype=kind)
    answer.set_etag(hashlib.sha256(body).hexdigest()[:24])
    answer.headers["Cache-Control"] = f"private, max-age={_KEPT_S}"
    answer.make_conditional(request)
    return answer
