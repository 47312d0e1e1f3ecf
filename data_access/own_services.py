"""Where this program's own database and Redis answer: no camera may be opened there.

Whoever may write a camera's address could else let the patrol speak to them from within the walls
that keep everybody else out.
"""

import socket
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url

from domain.camera_source import THIS_MACHINE, Places, host_key
from settings import Settings

_POSTGRESQL_PORT, _REDIS_PORT = 5432, 6379


def configured(settings: Settings) -> Places:
    """Host and port of each of them as configured; none for SQLite and a cache in memory."""
    found: set[tuple[str, int]] = set()
    database = make_url(settings.database_url)
    if database.get_backend_name() == "postgresql":
        found |= _of_libpq(database)
    if settings.cache.redis_url:
        redis = urlsplit(settings.cache.redis_url)
        found.add((host_key(redis.hostname or THIS_MACHINE), redis.port or _REDIS_PORT))
    return frozenset(found)


def resolved(places: Places) -> Places:
    """The same, and the numbers that their names lead to; a name without any stays a name."""
    found = set(places)
    for host, port in places:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            continue
        numbers = {str(entry[4][0]) for entry in entries}
        found |= {(key, port) for number in numbers for key in keys_of(number)}
    return frozenset(found)


def keys_of(number: str) -> set[str]:
    """What an IP address is known by: itself, and this machine when it is one of its own."""
    key = host_key(number)
    family = socket.AF_INET6 if ":" in key else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((key, 0))  # only a machine's own addresses can be bound
    except OSError:
        return {key}
    return {key, THIS_MACHINE}


def _of_libpq(url: URL) -> set[tuple[str, int]]:
    """Libpq takes hosts, numbers and ports from the query too, several parted by commas."""

    def listed(name: str) -> list[str]:
        given = url.query.get(name, ())
        texts = (given,) if isinstance(given, str) else given
        return [part for text in texts for part in text.split(",") if part]

    hosts, ports = {url.host or "", *listed("hostaddr")}, {url.port or _POSTGRESQL_PORT}
    for text in listed("host"):
        host, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
        hosts.add(host)
        ports |= {int(port)} if port.isdecimal() else set()
    ports |= {int(text) for text in listed("port") if text.isdecimal()}
    if len(hosts) > 1:
        hosts.discard("")
    # No host, and a folder instead of one, mean a socket of this machine.
    names = {THIS_MACHINE if not host or host.startswith("/") else host_key(host) for host in hosts}
    return {(name, port) for name in names for port in ports}
