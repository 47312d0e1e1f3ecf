"""Bootstrap's stylesheet, served from the package Bootstrap-Flask: nothing of it is committed."""

from importlib.metadata import version
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Response, send_from_directory

FOLDER = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
# The version stands in the address, so that a browser may keep the file for a year.
ADDRESS = f"/bootstrap/{version('bootstrap-flask')}.css"
YEAR_S = 31_536_000

bootstrap = Blueprint("bootstrap", __name__)


@bootstrap.get(ADDRESS)
def css() -> Response:
    """The minified stylesheet."""
    return send_from_directory(FOLDER, "bootstrap.min.css", max_age=YEAR_S)
