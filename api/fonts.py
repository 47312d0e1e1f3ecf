"""The served fallback font: made once after install, see `commands/fonts.py`."""

from flask import Blueprint, Response, abort, send_from_directory

from data_access.request import services

FILE = "nuancheng-sans.woff2"
WEEK_S = 604_800

fonts = Blueprint("fonts", __name__)


@fonts.get(f"/fonts/{FILE}")
def font() -> Response:
    """The subset, 404 until it is made: browsers then go on with the fonts they have."""
    folder = services().settings.data_dir / "fonts"
    if not (folder / FILE).is_file():
        abort(404)
    return send_from_directory(folder, FILE, max_age=WEEK_S)
