"""Which camera addresses may be opened.

Addresses come from whoever set up the cameras and are not trusted: four schemes, never FFmpeg's
own (`concat:`, `data:`, `file:`, …), never link-local, metadata or multicast addresses.
"""

import re
import socket
from urllib.parse import urlsplit

from domain.camera_source import number_forbidden
from inference.source_errors import Reason, SourceError

_SCHEMES = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.,-]*:")


def is_address(source: str) -> bool:
    """Whether `source` names a scheme, allowed or not; anything else is a path."""
    return _SCHEME.match(source) is not None


def checked_address(source: str, *, loopback: bool = True) -> str:
    """The address when it may be opened.

    Private networks are allowed: cameras and media gateways live there.

    Args:
        source: As it will be opened.
        loopback: Whether this machine may be opened: yes for an operator's own command, by the
            setting `patrol.loopback_cameras` for addresses that come from a screen.
    """
    try:
        parts = urlsplit(source)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SourceError(Reason.REFUSED_ADDRESS) from None
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES or not host or any(ord(c) < 33 for c in source):
        raise SourceError(Reason.REFUSED_ADDRESS)
    try:
        found = socket.getaddrinfo(host, port or _SCHEMES[scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(Reason.CANNOT_OPEN) from None
    if any(number_forbidden(str(entry[4][0]), loopback=loopback) for entry in found):
        raise SourceError(Reason.REFUSED_ADDRESS)
    return source
