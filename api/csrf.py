"""Changing requests come from our own pages: same origin, and a token that only they can read.

Forms carry the token in a field. Dash and our scripts read it from a cookie and send it as a
header, which no other site can do.
"""

from flask import Flask, Response, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf, validate_csrf
from werkzeug.exceptions import Forbidden
from wtforms.validators import ValidationError

HEADER = "X-CSRFToken"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_protect = CSRFProtect()


def install_csrf(server: Flask) -> None:
    """Give each document that a signed-in browser opens its token, as a cookie."""
    _protect.init_app(server)
    name = cookie_name(over_tls=bool(server.config["SESSION_COOKIE_SECURE"]))

    def give(response: Response) -> Response:
        if response.mimetype == "text/html" and current_user.is_authenticated:
            response.set_cookie(
                name,
                generate_csrf(),
                secure=bool(server.config["SESSION_COOKIE_SECURE"]),
                samesite="Strict",
                path="/",
            )
        return response

    server.after_request(give)


def cookie_name(*, over_tls: bool) -> str:
    """Cookie that scripts may read; over TLS no other host can set it."""
    return "__Host-nuancheng-token" if over_tls else "nuancheng-token"


def require_own_origin() -> None:
    """Refuse a changing request that no page of ours has sent.

    Raises:
        Forbidden: The origin is another site, or missing.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None:
        if origin == request.host_url.rstrip("/"):
            return
    elif request.headers.get("Sec-Fetch-Site") == "same-origin":
        return
    raise Forbidden("origin")


def require_token() -> None:
    """Refuse a changing request without the token of its session.

    Raises:
        Forbidden: The token is missing, forged, or of another session.
    """
    if request.method not in SAFE_METHODS and HEADER in request.headers:
        # Looking for a field first would read the whole body, however large.
        try:
            validate_csrf(request.headers[HEADER])
        except ValidationError as error:
            raise Forbidden("token") from error
        return
    try:
        _protect.protect()
    except CSRFError as error:
        raise Forbidden("token") from error
