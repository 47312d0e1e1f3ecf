"""Whose page a browser holds: a mark that scripts may read, so that a kept page knows its owner.

A page kept for a dead network is shown again without asking us. It compares its own mark with this
cookie, and shows nothing of one account while another is signed in on the same phone. The mark
opens nothing: every request is judged by its session.
"""

from flask import Flask, Response, current_app
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from api.sessions import SignedIn

COOKIE = "nuancheng-who"  # over TLS `__Host-` stands before it: no other host can set it then
_MONTH_S = 31 * 24 * 3600


def who(user: SignedIn) -> str:
    """Account and establishment, as one word."""
    return f"{user.account.id}-{user.scope.establishment_id or 0}"


def install_identity(server: Flask) -> None:
    """Mark the browser with each document that a signed-in person opens."""

    def mark(response: Response) -> Response:
        if response.mimetype == "text/html" and current_user.is_authenticated:
            name, secure = _cookie()
            response.set_cookie(
                name,
                who(current_user),
                max_age=_MONTH_S,
                secure=secure,
                samesite="Strict",
                path="/",
            )
        return response

    server.after_request(mark)


def forget(response: AnyResponse) -> None:
    """Somebody signs out: what this browser keeps of them stays hidden until they come back."""
    name, secure = _cookie()
    response.delete_cookie(name, path="/", secure=secure, samesite="Strict")


def _cookie() -> tuple[str, bool]:
    """Its name, and whether it travels over TLS only."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    return (f"__Host-{COOKIE}" if secure else COOKIE), secure
