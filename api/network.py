"""Where a request comes from: this very machine, or over which kind of line."""

from ipaddress import ip_address

from flask import Request

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def is_loopback(host: str) -> bool:
    """Whether `host` (name or address) can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_from_this_machine(request: Request) -> bool:
    """Whether the browser runs on this machine and asked for it by a loopback name.

    A proxy on this machine would make every visitor look local: its headers count against. The
    name counts, so that no foreign page can point its own name at our loopback address.
    """
    name = request.host.rpartition(":")[0] or request.host
    return (
        is_loopback(request.remote_addr or "")
        and is_loopback(name if not request.host.endswith("]") else request.host)
        and not any(header in request.headers for header in _FORWARDED)
    )
