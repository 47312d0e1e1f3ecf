"""Deny by default: nothing answers without a session but the short list below.

A route answers the roles that its module names in `ROLES`, and nobody where it names none; so does
a Dash callback. Every callback is reachable at one address, so the gate also refuses bodies that
are no callback of ours: wrong shape, unknown output, or inputs renamed to other components.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, Unauthorized
from werkzeug.wrappers import Response

from api.addresses import NO_OVERVIEW, home
from api.csrf import SAFE_METHODS, require_own_origin, require_token
from domain.scope import NotAllowedError, Role

# Reviewed: what an anonymous browser needs to show the sign-in page, what a probe asks, and the
# pages behind a 食安码 and behind the code of a record.
OPEN_ENDPOINTS = frozenset(
    {
        "access.code",
        "access.demo",
        "access.language",
        "access.oidc",
        "access.oidc_back",
        "access.pair",
        "access.sign_in",
        "bootstrap.css",
        "fonts.font",
        "health.healthz",
        "health.readyz",
        "paper_check.page",
        "public.page",
    }
)
OPEN_ASSETS = ("/assets/css/", "/assets/img/", "/assets/js/theme.js")
TOKEN_BLUEPRINT = "v1"  # noqa: S105 - no password
# Reviewed: Dash's own routes that every signed-in browser needs; its others do not exist here.
_COMPONENTS = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
DASH_ENDPOINTS = frozenset(
    {
        "/",
        "/<path:path>",
        "/_dash-dependencies",
        "/_dash-layout",
        "/_dash-update-component",
        "/_favicon.ico",
        _COMPONENTS,
        "_dash_assets.static",
    }
)
# What still answers a person whose password must be replaced first.
_BEFORE_NEW_PASSWORD = frozenset({"access.password", "access.sign_out", "_dash_assets.static"})
CALLBACK_PATH = "/_dash-update-component"
# Routes a browser shows as a page, those of Dash by its own names; everything else answers 401
# instead of leading to the sign-in page.
_PAGES = frozenset({"/", "/<path:path>", "own_duty.page", "own_duty.present"})
# Dash's own router takes these for texts that start so, before any code of ours runs.
_ADDRESS = {"pathname": "/", "search": ""}
_PATH = {"id": "_pages_location", "property": "pathname"}
_ROUTER = "dash.dash"
_SEVERAL = ("ALL", "ALLSMALLER")


def install_gate(server: Flask, callback_map: Mapping[str, dict[str, Any]]) -> None:
    """Put the gate before every other handler of `server`.

    Args:
        server: The Flask server; call this before anything else registers on it.
        callback_map: Dash's own, read at each request.
    """

    def check() -> Response | None:
        if request.method == "TRACE":
            raise NotFound
        require_own_origin()
        if not _is_open() and not current_user.is_authenticated:
            return _refuse()
        require_token()
        if _is_open() or request.endpoint is None:  # no endpoint: Flask answers 404 or 405 itself
            return None
        if current_user.must_change_password and request.endpoint not in _BEFORE_NEW_PASSWORD:
            return _to_new_password()
        role = current_user.account.role
        require_route(request.endpoint, role)
        if request.endpoint == "/" and role in NO_OVERVIEW:
            return redirect(home(role))
        if request.path == CALLBACK_PATH and request.method == "POST":
            body: Any = request.get_json() if request.is_json else None
            require_callback(body, callback_map)
            require_role(callback_map[body["output"]], role)
        return None

    server.before_request(check)


def require_route(endpoint: str, role: Role) -> None:
    """Refuse a route to those whom its module does not name in `ROLES`.

    Raises:
        NotFound: It names nobody: the route is not for people.
        NotAllowedError: It is not for this role.
    """
    if endpoint in DASH_ENDPOINTS:
        return
    view: Callable[..., Any] = current_app.view_functions[endpoint]
    roles = getattr(sys.modules.get(view.__module__), "ROLES", None)
    if roles is None:
        raise NotFound
    if role not in roles:
        raise NotAllowedError(f"{endpoint} is not for {role}")


def require_callback(body: Any, callback_map: Mapping[str, dict[str, Any]]) -> None:
    """Refuse a body that is not a call of a callback we have declared.

    Dash itself checks only how many inputs come, not which: a renamed input would reach the
    callback as if the right component had sent it.

    Raises:
        BadRequest: Not an object, unknown output, or not the declared outputs, inputs and states.
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        raise BadRequest("callback")
    declared = callback_map.get(body["output"])
    if declared is None or "callback" not in declared:  # without: it runs in the browser only
        raise BadRequest("callback")
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(_is_input(one, declared) for one in changed):
        raise BadRequest("callback")
    if not _same_outputs(body.get("outputs"), body["output"]):
        raise BadRequest("callback")
    for part, wanted in (("inputs", declared["inputs"]), ("state", declared["state"])):
        given = body.get(part, [])
        if not isinstance(given, list) or len(given) != len(wanted):
            raise BadRequest("callback")
        if not all(_same_value(one, want) for one, want in zip(given, wanted, strict=True)):
            raise BadRequest("callback")


def require_role(declared: Mapping[str, Any], role: Role | None) -> None:
    """Refuse a callback to those whom its module does not name in `ROLES`; to all without one.

    Raises:
        NotAllowedError: The module of the callback is not for this role.
    """
    module = declared["callback"].__module__
    if module == _ROUTER:  # it asks the layout of the page, which looks at the role itself
        return
    if role not in getattr(sys.modules.get(module), "ROLES", frozenset()):
        raise NotAllowedError(f"callbacks of {module} are not for {role}")


def _is_open() -> bool:
    if request.blueprint == TOKEN_BLUEPRINT:
        return True  # it asks each request for a token, and takes no session for one
    return request.endpoint in OPEN_ENDPOINTS or (
        request.method in SAFE_METHODS
        and request.path.startswith(OPEN_ASSETS)
        and ".." not in request.path  # it would lead on to the files of the product itself
    )


def _to_new_password() -> Response:
    if request.endpoint in _PAGES:
        target = request.full_path.rstrip("?")
        return redirect(url_for("access.password", next=None if target == "/" else target))
    raise Forbidden("new password")


def _refuse() -> Response:
    if request.endpoint in _PAGES:
        target = request.full_path.rstrip("?")
        return redirect(url_for("access.sign_in", next=None if target == "/" else target))
    raise Unauthorized("session")


def _same_outputs(given: Any, key: str) -> bool:
    """Whether the outputs of a body are those of its key (`a.b`, or `..a.b...c.d..` for several).

    Dash fills them in as the body names them. An output that several callbacks share has a mark
    after its property (`children@…`), which browsers send along.
    """
    if "." not in key:  # a callback without outputs
        return not given
    several = key.startswith("..")
    wanted = [
        {"id": component, "property": name}
        for text in (key[2:-2].split("...") if several else [key])
        for component, _, name in [text.rpartition(".")]
    ]
    if not several:
        return _same_output(given, wanted[0])
    return (
        isinstance(given, list)
        and len(given) == len(wanted)
        and all(_same_output(one, want) for one, want in zip(given, wanted, strict=True))
    )


def _same_output(given: Any, wanted: dict[str, str]) -> bool:
    unmarked = {**wanted, "property": wanted["property"].partition("@")[0]}
    return _same_property(given, wanted) or _same_property(given, unmarked)


def _same_value(given: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether an input or state is the declared one.

    Callbacks rely on a list for a pattern of several components, and on no list for any other.
    """
    several = any(f'["{mark}"]' in wanted["id"] for mark in _SEVERAL)
    return isinstance(given, list) is several and _same_property(given, wanted)


def _same_property(given: Any, wanted: Mapping[str, Any]) -> bool:
    if isinstance(given, list):  # a pattern: every component it matched
        return "{" in wanted["id"] and all(_same_property(one, wanted) for one in given)
    if not isinstance(given, dict) or given.get("property") != wanted["property"]:
        return False
    if wanted == _PATH and not isinstance(given.get("value"), str):
        return False
    start = _ADDRESS.get(given["property"])
    if start is not None:
        value = given.get("value", start)
        if not isinstance(value, str) or not value.startswith(start):
            return False
    return _same_component(given.get("id"), wanted["id"])


def _same_component(component: Any, wanted: str) -> bool:
    if isinstance(component, dict):
        return _matches_pattern(component, wanted)
    return bool(component == wanted)


def _is_input(changed: Any, declared: Mapping[str, Any]) -> bool:
    """Whether what is said to have changed (`id.property`) is an input of the callback."""
    if not isinstance(changed, str):
        return False
    text, _, name = changed.rpartition(".")
    component: Any = text
    if text.startswith("{"):
        try:
            component = orjson.loads(text)
        except orjson.JSONDecodeError:
            return False
    return any(
        wanted["property"] == name and _same_component(component, wanted["id"])
        for wanted in declared["inputs"]
    )


def _matches_pattern(component: dict[str, Any], pattern: str) -> bool:
    """Whether a pattern id fits: the same keys, and equal values where the pattern fixes one.

    The others are texts or whole numbers of 64 bits, as all ids of ours are.
    """
    try:
        wanted = json.loads(pattern)
    except ValueError:
        return False
    return (
        isinstance(wanted, dict)
        and wanted.keys() == component.keys()
        and all(isinstance(value, str | int) for value in component.values())
        and all(isinstance(want, list) or component[key] == want for key, want in wanted.items())
    )
