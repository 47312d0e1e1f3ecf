"""Where a request comes from: this very machine, or over which kind of line."""

from ipaddress import ip_address

from flask import Request, request
from werkzeug.exceptions import Forbidden

from data_access.request import services

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


class UnsafeLineError(Forbidden):
    """Others on the line could read a password."""

    description = "plain HTTP"


def is_loopback(host: str) -> bool:
    """Whether `host` (name or address) can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_from_this_machine(asked: Request) -> bool:
    """Whether the browser runs on this machine and asked for it by a loopback name.

    A proxy on this machine would make every visitor look local: its headers count against. The
    name counts, so that no foreign page can point its own name at our loopback address.
    """
    name = asked.host.rpartition(":")[0] or asked.host
    return (
        is_loopback(asked.remote_addr or "")
        and is_loopback(name if not asked.host.endswith("]") else asked.host)
        and not any(header in asked.headers for header in _FORWARDED)
    )


def require_safe_line() -> None:
    """Refuse a request whose password or code others on the line could read.

    Plain HTTP is for this machine itself, or where `security.plain_http` allows it. A proxy here
    is not this machine: one that is not declared as `server.trusted_proxies` is refused, too.
    """
    if (
        request.is_secure
        or services().settings.security.plain_http
        or is_from_this_machine(request)
    ):
        return
    raise UnsafeLineError
