"""Where a camera's pictures come from: which addresses may stand in the register.

Four schemes and no other (OWASP ASVS 5.0, 1.3.6): FFmpeg's own (`concat:`, `data:`, `file:`, …)
would read this machine. What a name resolves to is looked at when the camera is opened
(inference.camera_address); the register refuses what can be told from the text.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote, urlsplit, urlunsplit

DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_CLIP = re.compile(r"clip:\d{1,5}", re.ASCII)
_LOCAL_NAMES = ("localhost", "localhost.localdomain", "metadata.google.internal")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class SourceFault(StrEnum):
    """Why an address is refused."""

    NOT_AN_ADDRESS = "not_an_address"
    SCHEME = "scheme"
    OWN_MACHINE = "own_machine"
    NO_CAMERA_THERE = "no_camera_there"


class SourceRefusedError(ValueError):
    """The address may not stand in the register. Never holds it: it may hold a password."""

    def __init__(self, fault: SourceFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Source:
    """An address without its credentials, and the credentials (`user:password`) or None."""

    address: str
    credentials: str | None


def checked_source(text: str, *, loopback: bool) -> Source:
    """The address as the register keeps it; credentials written into it are taken out.

    Args:
        text: As typed.
        loopback: Whether a media gateway on this machine may be named.

    Raises:
        SourceRefusedError: Another scheme, no host, this machine, or a place without cameras.
    """
    source = text.strip()
    if _CLIP.fullmatch(source):  # a demonstration clip
        return Source(source, None)
    try:
        parts = urlsplit(source)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise SourceRefusedError(SourceFault.NOT_AN_ADDRESS) from None
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise SourceRefusedError(SourceFault.SCHEME)
    if not host or any(ord(sign) < 33 or ord(sign) == 127 for sign in source):
        raise SourceRefusedError(SourceFault.NOT_AN_ADDRESS)
    fault = _named_fault(host, loopback=loopback)
    if fault is not None:
        raise SourceRefusedError(fault)
    credentials = None
    if parts.username or parts.password:
        credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return Source(without_credentials(source), credentials)


def address_fault(number: Address, *, loopback: bool) -> SourceFault | None:
    """Why no camera may be opened at this number, None when one may be.

    Link-local holds the metadata services of clouds; private networks are where cameras live.
    """
    number = getattr(number, "ipv4_mapped", None) or number
    if number.is_loopback or number.is_unspecified:
        refused = number.is_unspecified or not loopback
        return SourceFault.OWN_MACHINE if refused else None
    if number.is_link_local or number.is_multicast or number.is_reserved:
        return SourceFault.NO_CAMERA_THERE
    return None


def without_credentials(source: str) -> str:
    """`source` without `user:password@`, for screens, logs and the history."""
    head, found, rest = source.partition("://")
    place, slash, path = rest.partition("/")
    if not found or "@" not in place:
        return source
    return f"{head}://{place.rpartition('@')[2]}{slash}{path}"


def with_credentials(source: str, credentials: str | None) -> str:
    """The address as FFmpeg takes it, signs that mean something in an address escaped."""
    if not credentials:
        return source
    user, _colon, password = credentials.partition(":")
    parts = urlsplit(source)
    place = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{place}"
    return urlunsplit(parts._replace(netloc=netloc))


def _named_fault(host: str, *, loopback: bool) -> SourceFault | None:
    name = host.lower().rstrip(".")
    if name == _LOCAL_NAMES[-1]:
        return SourceFault.NO_CAMERA_THERE
    if name in _LOCAL_NAMES or name.endswith(".localhost"):
        return None if loopback else SourceFault.OWN_MACHINE
    try:
        return address_fault(ipaddress.ip_address(name), loopback=loopback)
    except ValueError:
        # 127.1, 0x7f000001 and 2130706433 are numbers to a resolver and names to ipaddress.
        if re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", name, re.ASCII):
            return SourceFault.NOT_AN_ADDRESS
        return None
