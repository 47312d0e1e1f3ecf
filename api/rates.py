"""How often one asker may do what costs much. Each web process counts for itself."""

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

_KEY = "nuancheng-rates"


def install_rates(server: Flask) -> None:
    """Let `allow` count on `server`."""
    server.extensions[_KEY] = Limiter(get_remote_address, app=server, storage_uri="memory://")


def allow(what: str, who: object, per_minute: int) -> None:
    """Count one call.

    Args:
        what: What is done, so that each kind has its own count.
        who: Who does it.
        per_minute: How often that is allowed.

    Raises:
        TooManyRequests: It was more often.
    """
    limiter: Limiter = current_app.extensions[_KEY]
    with limiter.limit(f"{per_minute} per minute", key_func=lambda: f"{what}:{who}"):
        return
