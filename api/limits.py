"""Rate limits: attempts to sign in by address, expensive calls by account.

All web processes share one count: in Redis, and without it in a file of the data directory.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from data_access.limits import expensive, install_counting
from data_access.request import services
from data_access.shared_counts import counts_uri
from settings import Settings

__all__ = ["expensive", "forget_attempts", "install_limits"]

SOCKET_TIMEOUT_S = 0.2


def install_limits(server: Flask, settings: Settings) -> Callable[[Any], Any]:
    """Let `server` count.

    Returns:
        A decorator for views that check a password or a code: their POST requests are counted by
        the address they come from, which only a trusted proxy can name.
    """
    redis_url = settings.cache.redis_url
    options: dict[str, Any] = {}
    if redis_url:
        options = {
            "socket_timeout": SOCKET_TIMEOUT_S,
            "socket_connect_timeout": SOCKET_TIMEOUT_S,
        }
    limiter = Limiter(
        get_remote_address,
        app=server,
        storage_uri=redis_url or counts_uri(settings.data_dir),
        storage_options=options,
        in_memory_fallback_enabled=True,
        key_prefix="nuancheng",
    )
    install_counting(server, limiter.limiter)

    def allowed() -> str:
        return f"{services().settings.security.sign_in_attempts_per_min} per minute"

    return limiter.shared_limit(allowed, scope="sign-in", methods=["POST"])


def forget_attempts(server: Flask) -> None:
    """Start counting anew, for every address and account."""
    for limiter in server.extensions["limiter"]:
        limiter.reset()
