"""Our own styles and scripts as one file each: a first visit asks for two files, not for fifty."""

import json
from collections.abc import Iterable

from flask import Blueprint, Response

from api.edition import edition
from domain.scope import EVERYONE
from settings import ROOT

ROLES = EVERYONE

# The edition stands in the address, so that a browser may keep the file for a year.
STYLES = f"/bundle/{edition()}.css"
SCRIPTS = f"/bundle/{edition()}.js"
APART = ("theme.js", "form_token.js", "early.js")  # stand in the head, before the first paint
# The form of a duty is a page of its own and takes no more than it needs.
DUTY_STYLES = f"/bundle/{edition()}.duty.css"
DUTY_SCRIPTS = f"/bundle/{edition()}.duty.js"
_DUTY_SHEETS = (
    "10-tokens",
    "15-fonts",
    "20-atoms",
    "30-shell",
    "31-page",
    "33-forms",
    "60-states",
    "74-duty",
)
_SENDING = ("duty_store.js", "duty_send.js")  # in the page and in the worker alike
_WORKER = "duty_worker.js"
YEAR_S = 31_536_000

bundle = Blueprint("bundle", __name__)


def _joined(kind: str, names: Iterable[str]) -> str:
    paths = (ROOT / "assets" / kind / name for name in names)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _all(kind: str) -> list[str]:
    return sorted(path.name for path in (ROOT / "assets" / kind).iterdir())


def _of_duty(name: str) -> bool:
    return name.startswith("duty_") or name.endswith("-duty.css")


# Now: the address promises this edition.
_STYLES = _joined("css", (name for name in _all("css") if not _of_duty(name)))
_SCRIPTS = _joined("js", (name for name in _all("js") if name not in APART and not _of_duty(name)))
_DUTY_CSS = _joined("css", (f"{name}.css" for name in _DUTY_SHEETS))
_DRAWING = [name for name in _all("js") if _of_duty(name) and name not in {*_SENDING, _WORKER}]
_DUTY_JS = _joined("js", ("form_token.js", *_SENDING, *_DRAWING))
_DUTY_WORKER = _joined("js", (*_SENDING, _WORKER))


@bundle.get(STYLES)
def styles() -> Response:
    """Every stylesheet, in the order of their names."""
    return _kept(_STYLES, "text/css")


@bundle.get(SCRIPTS)
def scripts() -> Response:
    """Every script but that of the theme; each is a function of its own that calls itself."""
    return _kept(_SCRIPTS, "text/javascript")


@bundle.get(DUTY_STYLES)
def duty_styles() -> Response:
    """Styles of the form of a duty."""
    return _kept(_DUTY_CSS, "text/css")


@bundle.get(DUTY_SCRIPTS)
def duty_scripts() -> Response:
    """Scripts of the form of a duty."""
    return _kept(_DUTY_JS, "text/javascript")


def duty_worker() -> str:
    """The service worker of the form: another edition is another text, so browsers take it up."""
    known = json.dumps({"edition": edition(), "files": [DUTY_STYLES, DUTY_SCRIPTS]})
    return f"self.nuanchengDuty = {known};\n{_DUTY_WORKER}"


def _kept(text: str, mimetype: str) -> Response:
    answer = Response(text, mimetype=mimetype)
    answer.cache_control.max_age = YEAR_S
    answer.cache_control.immutable = True
    return answer
