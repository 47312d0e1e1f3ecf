"""Which camera addresses may be opened, and which number each of them leads to.

Addresses come from whoever set up the cameras and are not trusted: four schemes, never FFmpeg's
own (`concat:`, `data:`, `file:`, …), never link-local, metadata or multicast addresses. A name is
resolved once: whoever owns it could answer with another number a moment after the check.
"""

import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from data_access.own_services import keys_of, resolved
from domain.camera_source import SCHEMES, Places, number_forbidden
from inference.source_errors import Reason, SourceError

_PLAIN = {"rtsp": "rtsp", "rtsps": "rtsp", "http": "http", "https": "http"}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.,-]*:")


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """An address that may be opened, at the number that was checked.

    Attributes:
        scheme: Of the camera, in lower case.
        host: Name or number as it stands in the address.
        number: The IP address to connect to.
        port: To connect to.
    """

    scheme: str
    host: str
    number: str
    port: int
    _parts: SplitResult

    @property
    def encrypted(self) -> bool:
        """Whether the camera speaks TLS."""
        return self.scheme != _PLAIN[self.scheme]

    @property
    def name(self) -> str:
        """Host and port as a web server expects them in `Host:`."""
        return self._parts.netloc.rpartition("@")[2]

    def through(self, port: int) -> str:
        """The same without TLS at a port of this machine; user and password stay in it."""
        user, at, _place = self._parts.netloc.rpartition("@")
        place = f"{user}{at}127.0.0.1:{port}"
        return self._parts._replace(scheme=_PLAIN[self.scheme], netloc=place).geturl()


def is_address(source: str) -> bool:
    """Whether `source` names a scheme, allowed or not; anything else is a path."""
    return _SCHEME.match(source) is not None


def checked_address(
    source: str, *, loopback: bool = True, own: Places = frozenset()
) -> CheckedAddress:
    """The address when it may be opened.

    Private networks are allowed: cameras and media gateways live there. A name of which any number
    is refused is refused.

    Args:
        source: As it will be opened.
        loopback: Whether this machine may be opened: yes for an operator's own command, by the
            setting `patrol.loopback_cameras` for addresses that come from a screen.
        own: Where the program's own services answer; their names are resolved at each check, for
            they may move.
    """
    try:
        parts = urlsplit(source)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SourceError(Reason.REFUSED_ADDRESS) from None
    scheme = parts.scheme.lower()
    if scheme not in SCHEMES or not host or any(ord(c) < 33 for c in source):
        raise SourceError(Reason.REFUSED_ADDRESS)
    port = port or SCHEMES[scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(Reason.CANNOT_OPEN) from None
    numbers = [str(entry[4][0]) for entry in found]
    if not numbers or any(number_forbidden(number, loopback=loopback) for number in numbers):
        raise SourceError(Reason.REFUSED_ADDRESS)
    near = resolved(frozenset(place for place in own if place[1] == port))
    if near and any((key, port) in near for number in numbers for key in keys_of(number)):
        raise SourceError(Reason.OWN_SERVICE)
    first = min(numbers, key=lambda number: ":" in number)  # cameras speak IPv4
    return CheckedAddress(scheme, host, first, port, parts)
