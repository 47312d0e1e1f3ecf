"""Our own styles and scripts as one file each: a first visit asks for two files, not for fifty."""

from flask import Blueprint, Response

from api.edition import edition
from domain.scope import EVERYONE
from settings import ROOT

ROLES = EVERYONE

# The edition stands in the address, so that a browser may keep the file for a year.
STYLES = f"/bundle/{edition()}.css"
SCRIPTS = f"/bundle/{edition()}.js"
APART = "theme.js"  # stands in the head, before the first paint
YEAR_S = 31_536_000

bundle = Blueprint("bundle", __name__)


def _joined(kind: str) -> str:
    paths = [path for path in sorted((ROOT / "assets" / kind).iterdir()) if path.name != APART]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


_STYLES, _SCRIPTS = _joined("css"), _joined("js")  # now: the address promises this edition


@bundle.get(STYLES)
def styles() -> Response:
    """Every stylesheet, in the order of their names."""
    return _kept(_STYLES, "text/css")


@bundle.get(SCRIPTS)
def scripts() -> Response:
    """Every script but that of the theme; each is a function of its own that calls itself."""
    return _kept(_SCRIPTS, "text/javascript")


def _kept(text: str, mimetype: str) -> Response:
    answer = Response(text, mimetype=mimetype)
    answer.cache_control.max_age = YEAR_S
    answer.cache_control.immutable = True
    return answer
