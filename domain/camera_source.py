"""Addresses of cameras as people deliver them: checked, and parted from the password in them.

The password never stands beside the address in the database; `joined` puts it back for opening.
"""

import ipaddress
import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

SCHEMES = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
"""Allowed ones, with the port each means when an address names none."""
LONGEST = 300
THIS_MACHINE = "localhost"
Places = frozenset[tuple[str, int]]
"""Hosts as `host_key` gives them, with a port each."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "fd00:ec2::254")))
"""Where clouds answer with their secrets beyond link-local: Aliyun, and Amazon over IPv6."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class SourceRefusedError(ValueError):
    """The address may not be used; `zh` and `en` say why, without repeating it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class OwnServiceError(SourceRefusedError):
    """The address is that of the program's own database or cache."""

    def __init__(self) -> None:
        super().__init__(
            "不允许指向本系统自己的数据库或缓存服务",
            "the database and cache of this program are no cameras",
        )


def parted(
    source: str, *, loopback: bool = False, own: Places = frozenset()
) -> tuple[str, str | None]:
    """The address without user and password, and `user:password` or None.

    Only four schemes may pass: FFmpeg itself would also open files and lists of other addresses.
    Hosts given as numbers may not be this machine, link-local (where cloud metadata answer),
    multicast or unspecified; names are looked at when they are opened.

    Args:
        source: As delivered.
        loopback: Whether a media gateway on this machine may be named.
        own: Where the program's own services answer.

    Raises:
        SourceRefusedError: Another scheme, no host, control characters, or such a host.
        OwnServiceError: It is one of `own`.
    """
    if len(source) > LONGEST or any(ord(sign) < 33 or ord(sign) == 127 for sign in source):
        raise SourceRefusedError(
            f"地址过长（最多{LONGEST}字）或含空格、控制字符",
            f"longer than {LONGEST} characters, or with spaces or control characters",
        )
    try:
        parts = urlsplit(source)
        host = parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise SourceRefusedError("不是有效的地址", "not an address") from None
    if parts.scheme.lower() not in SCHEMES or not host:
        raise SourceRefusedError(
            f"地址须以 {'、'.join(SCHEMES)} 开头并含主机名",
            f"must begin with {', '.join(SCHEMES)} and name a host",
        )
    if (host_key(host), parts.port or SCHEMES[parts.scheme.lower()]) in own:
        raise OwnServiceError
    if _forbidden(host, loopback=loopback):
        raise SourceRefusedError(
            "不允许指向本机、链路本地或组播地址",
            "this machine, link-local and multicast hosts are not allowed",
        )
    shown = f"[{host}]" if ":" in host else host
    bare = urlunsplit((parts.scheme.lower(), shown + port, parts.path, parts.query, ""))
    if parts.username is None and parts.password is None:
        return bare, None
    return bare, f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"


def joined(address: str, credentials: str | None) -> str:
    """The address to open, with `user:password` in it again."""
    if not credentials:
        return address
    user, _, password = credentials.partition(":")
    parts = urlsplit(address)
    place = f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"
    return urlunsplit((parts.scheme, place, parts.path, parts.query, ""))


def without_credentials(source: str) -> str:
    """`source` without `user:password@`, for screens and the history, whatever else is wrong."""
    head, found, rest = source.partition("://")
    place, slash, path = rest.partition("/")
    if not found or "@" not in place:
        return source
    return f"{head}://{place.rpartition('@')[2]}{slash}{path}"


def number_forbidden(text: str, *, loopback: bool) -> bool:
    """Whether no camera may be opened at this IP address.

    Link-local is where clouds answer with their secrets; private networks are where cameras hang.

    Args:
        text: An IPv4 or IPv6 address.
        loopback: Whether a media gateway on this machine may be opened.

    Raises:
        ValueError: Not an address.
    """
    number = _within(ipaddress.ip_address(text.partition("%")[0]))
    if number.is_loopback:
        return not loopback
    if number in _METADATA or number.is_link_local or number.is_multicast:
        return True
    return number.is_unspecified or (number.version == 4 and number.is_reserved)


def host_key(host: str) -> str:
    """One text for what leads to the same place: this machine, a number however it is written."""
    name = host.lower().rstrip(".")
    try:
        number = _within(ipaddress.ip_address(name.partition("%")[0]))
    except ValueError:
        return THIS_MACHINE if name.endswith(".localhost") else name
    return THIS_MACHINE if number.is_loopback else str(number)


def _within(number: Address) -> Address:
    """The IPv4 address that an IPv6 one leads to: mapped, compatible, NAT64, 6to4 or Teredo."""
    if isinstance(number, ipaddress.IPv4Address):
        return number
    if number.teredo:
        return number.teredo[1]
    if number in _NAT64 or (number in _COMPATIBLE and int(number) > 1):
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


def _forbidden(host: str, *, loopback: bool) -> bool:
    name = host_key(host)
    if name == THIS_MACHINE:
        return not loopback
    try:
        return number_forbidden(name, loopback=loopback)
    except ValueError:
        # 127.1, 0x7f000001 and 2130706433 are numbers to a resolver and names to ipaddress.
        return re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", name, re.ASCII) is not None
