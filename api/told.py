"""What a browser has been told of changes, and whether it has just changed something itself.

Kept figures follow the changes of others in steps of a few seconds; what a screen shows is never
older than what it was told, and whoever changes something sees it at once, whichever process
answers next.
"""

import math
import re

from flask import Flask, Response, g, request
from flask_login import current_user

from data_access.changes import Topic
from data_access.request import TOLD, WROTE
from settings import Settings

HEADER = "X-Nuancheng-Told"
COOKIE = "nuancheng-wrote"
_PAIR = re.compile(r"([a-z]+)=(\d{1,15})")
_LONGEST = 300


def install_told(server: Flask, settings: Settings) -> None:
    """Read the header of each request; mark the browser of one that wrote."""
    over_tls = bool(server.config["SESSION_COOKIE_SECURE"])
    cookie = f"__Host-{COOKIE}" if over_tls else COOKIE  # no other host can set it then
    lasts_s = math.ceil(settings.live.step_s) + 1  # by then every process has begun a new step

    def hear() -> None:
        setattr(g, TOLD, None if cookie in request.cookies else _told(request.headers.get(HEADER)))

    def mark(response: Response) -> Response:
        if g.get(WROTE) and settings.live.step_s and current_user.is_authenticated:
            response.set_cookie(
                cookie,
                "1",
                max_age=lasts_s,
                secure=over_tls,
                httponly=True,
                samesite="Strict",
                path="/",
            )
        return response

    server.before_request(hear)
    server.after_request(mark)


def _told(text: str | None) -> dict[Topic, int] | None:
    """`register=12,alerts=5`; None for nothing and for nonsense, which asks for every change."""
    if not text or len(text) > _LONGEST:
        return None
    known = set(Topic)
    pairs = [_PAIR.fullmatch(one) for one in text.split(",")]
    if not all(pair and pair[1] in known for pair in pairs):
        return None
    return {Topic(pair[1]): int(pair[2]) for pair in pairs if pair}
