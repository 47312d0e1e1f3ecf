"""What the web request being answered may use: connection, scope, clock, cache, language.

Pages and api get everything from here, so none of them can open an unscoped connection.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TypeVar

from flask import current_app, g, has_request_context
from flask_babel import get_locale
from flask_caching import Cache
from flask_login import current_user
from sqlalchemy import Connection, Engine
from werkzeug.exceptions import Unauthorized

from data_access.changes import Steps, Topic, numbers
from data_access.engine import reading, writing
from data_access.map_tables import MapTables
from data_access.sealing import Sealer
from domain.clock import Clock
from domain.scope import Scope
from settings import Settings

T = TypeVar("T")
_KEY = "nuancheng"
TOLD = "nuancheng_told"
"""In `g`: change numbers that the asker's screen has been told; None, or absent, asks for all."""
WROTE = "nuancheng_wrote"
"""In `g`: this request has opened a write transaction."""


class _Building:
    """Who builds which answer: one at a time for each key."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[str, tuple[Lock, int]] = {}

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        with self._guard:
            lock, asking = self._locks.get(key, (Lock(), 0))
            self._locks[key] = lock, asking + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, asking = self._locks.pop(key)
                if asking > 1:
                    self._locks[key] = lock, asking - 1


_building = _Building()


@dataclass(frozen=True, slots=True)
class Services:
    """What create_app builds once and hands to every request."""

    settings: Settings
    engine: Engine
    cache: Cache
    clock: Clock
    tables: MapTables = field(default_factory=MapTables, compare=False)
    steps: Steps = field(default_factory=lambda: Steps(0), compare=False)


def install(server: object, services: Services) -> None:
    """Attach `services` to a Flask server."""
    server.extensions[_KEY] = services  # type: ignore[attr-defined]


def services() -> Services:
    """The services of the server that answers now."""
    found: Services = current_app.extensions[_KEY]
    return found


def sealer() -> Sealer:
    """What seals the second factors of this installation."""
    return Sealer(str(current_app.secret_key), "second factor")


def scope() -> Scope:
    """Scope of the signed-in account.

    Raises:
        Unauthorized: Nobody is signed in. Every callback calls this, so a forged one gets 401.
    """
    if not has_request_context() or not current_user.is_authenticated:
        raise Unauthorized("not signed in")
    found: Scope = current_user.scope
    return found


def session_id() -> int:
    """Id of the session that this request belongs to, 0 without one."""
    return int(current_user.opened.id) if current_user.is_authenticated else 0


def now() -> datetime:
    """Aware UTC by the injected clock."""
    return services().clock()


@contextmanager
def read(asker: Scope | None = None) -> Iterator[Connection]:
    """Read connection of this request.

    Args:
        asker: For whom, when it is not the signed-in account (sign-in itself, health).

    Raises:
        Unauthorized: Nobody is signed in and no asker is given.
    """
    with reading(services().engine, (asker or scope()).place) as conn:
        yield conn


@contextmanager
def write(asker: Scope | None = None) -> Iterator[Connection]:
    """Write transaction of this request; arguments and errors as for `read`.

    Who has written reads every change from then on (`remembered`), and so do their next requests
    for a few seconds (api/told.py).
    """
    setattr(g, WROTE, True)
    with writing(services().engine, (asker or scope()).place) as conn:
        yield conn


def remembered(
    name: str,
    topics: tuple[Topic, ...],
    build: Callable[[Connection, Scope], T],
    *arguments: str | int | None,
) -> T:
    """`build(conn, scope)`, or its kept answer when nothing in `topics` has changed since.

    After a change everybody asks at once: one request of a process builds, the others wait for it.
    The key holds name, arguments, scope, language and change numbers: no answer crosses from one
    scope to another, and none is older than what the asker has been told or has changed. Other
    askers' changes come with the next step of a few seconds (`changes.Steps`), when screens hear
    of them too.

    Args:
        name: Unique name of the figure.
        topics: What it depends on.
        build: Reads it.
        arguments: Further parts of the key, for all that `build` closes over.
    """
    asker = scope()
    with _one_look() as look:
        state = ",".join(str(look.numbers[topic]) for topic in topics)
        key = "|".join((name, *map(str, arguments), asker.key, str(get_locale()), state))
        cache = services().cache
        kept = cache.get(key)
        if kept is None:
            with _building.alone(key):
                kept = cache.get(key)
                if kept is None:
                    kept = build(look.connection(), asker)
                    cache.set(key, kept)
    return kept  # type: ignore[no-any-return]


class _Look:
    """The change numbers that an answer goes by, and a connection that sees at least these.

    It is opened only when something has to be read.
    """

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened
        self._conn: Connection | None = None
        told = g.get(TOLD)
        steps = services().steps
        known = None if told is None or g.get(WROTE) else steps.known(told)
        if known is None:
            known = numbers(self.connection())
            if told is not None and not g.get(WROTE):
                steps.learn(known)
        self.numbers = known

    def connection(self) -> Connection:
        if self._conn is None:
            self._conn = self._opened.enter_context(read())
        return self._conn


@contextmanager
def _one_look() -> Iterator[_Look]:
    """The look that an answer around this one is built on, else one of our own.

    A request that held a connection and waited for a second would, with all others doing so, wait
    for ever.
    """
    held = g.get(_KEY)
    if held is not None:
        yield held
        return
    with ExitStack() as opened:
        look = _Look(opened)
        g.setdefault(_KEY, look)
        try:
            yield look
        finally:
            g.pop(_KEY)
