"""Addresses of cameras as people deliver them: checked, and parted from the password in them.

The password never stands beside the address in the database; `joined` puts it back for opening.
"""

import ipaddress
from urllib.parse import quote, unquote, urlsplit, urlunsplit

SCHEMES = ("rtsp", "rtsps", "http", "https")
LONGEST = 300


class SourceRefusedError(ValueError):
    """The address may not be used; `zh` and `en` say why, without repeating it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def parted(source: str) -> tuple[str, str | None]:
    """The address without user and password, and `user:password` or None.

    Only four schemes may pass: FFmpeg itself would also open files and lists of other addresses.
    Hosts given as numbers may not be this machine, link-local (where cloud metadata answer),
    multicast or unspecified; names are looked at when they are opened.

    Raises:
        SourceRefusedError: Another scheme, no host, control characters, or such a host.
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
    if _forbidden(host):
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


def _forbidden(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    number = getattr(number, "ipv4_mapped", None) or number
    return (
        number.is_loopback or number.is_link_local or number.is_multicast or number.is_unspecified
    )
