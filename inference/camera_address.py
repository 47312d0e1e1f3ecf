"""Which camera addresses may be opened.

Addresses come from whoever set up the cameras and are not trusted: four schemes, never FFmpeg's
own (`concat:`, `data:`, `file:`, …), never link-local, metadata or multicast addresses.
"""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from inference.source_errors import Reason, SourceError

_SCHEMES = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.,-]*:")


def is_address(source: str) -> bool:
    """Whether `source` names a scheme, allowed or not; anything else is a path."""
    return _SCHEME.match(source) is not None


def checked_address(source: str) -> str:
    """The address when it may be opened.

    Loopback and private networks are allowed: cameras and media gateways live there, and addresses
    come from the operator, not from a screen.
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
    for entry in found:
        number = ipaddress.ip_address(str(entry[4][0]).partition("%")[0])
        number = getattr(number, "ipv4_mapped", None) or number
        if number.is_link_local or number.is_multicast or number.is_unspecified:
            raise SourceError(Reason.REFUSED_ADDRESS)
    return source
