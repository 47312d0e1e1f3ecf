"""Databases for tests: the same tests run on SQLite and on a PostgreSQL that we start ourselves."""

import gc
import os
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from xdist.scheduler import LoadScopeScheduling

from data_access import checklists
from data_access.engine import open_engine
from data_access.migrate import upgrade
from domain.clock import Clock
from tests.postgresql import Server, Shared

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)  # Thursday 12:00 in the city


class FilesSideBySide(LoadScopeScheduling):
    """A file is one piece of work, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return file.rpartition("/")[0] if file.startswith("tests/browser/") else file


class TickingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = NOON) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment


def pytest_xdist_make_scheduler(config, log):
    """Files side by side; the tests of a folder of the browser's share one product.

    The marks of `--dist loadgroup` are lost on their way since pytest 9.2 (pytest-xdist #1386).
    """
    config.option.loadscopereorder = False  # as they were collected, below
    return FilesSideBySide(config, log)


def pytest_collection_modifyitems(items):
    """What takes long goes first, so that no process is left idle at the end.

    Of the browser's files the journey comes last: it waits for clips that are made in the
    background while the others run.
    """
    sizes = Counter(item.path for item in items)
    slow = {
        "browser": 0,
        "still": 0,
        "commands": 1,
    }  # few, but they wait for browsers and real processes
    items.sort(
        key=lambda item: (
            slow.get(item.path.parent.name, 2),
            item.path.name == "test_journey.py",
            -sizes[item.path],
        )
    )


def pytest_collection_finish():
    """What stays to the end need not be looked through for garbage: half a second each time."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes():
    """The cost of argon2 protects passwords; tests only need it to be argon2."""
    from argon2 import PasswordHasher

    from data_access import passwords

    kept, passwords._HASHER = passwords._HASHER, PasswordHasher(time_cost=1, memory_cost=64)
    yield
    passwords._HASHER = kept


@pytest.fixture
def clock() -> Clock:
    return TickingClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server():
    """A private PostgreSQL; its binaries come with `make test`."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shared_database(postgresql_server):
    shared = Shared(postgresql_server)
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory):
    """One engine for test after test, so that statements are put together once a process."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'nuancheng.db'}")
    event.listen(engine, "connect", without_waiting_for_the_disk)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request):
    """An empty, migrated database: once as SQLite file, once on PostgreSQL."""
    checklists._read.clear()  # kept by address, which is that of the last test's database
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_engine")
        return
    engine = request.getfixturevalue("sqlite_engine")
    path = Path(engine.url.database)
    for kept in path.parent.iterdir():  # its log as well
        kept.unlink()
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    engine.dispose()  # a thread of the last test may have opened the file that was there
    yield engine.execution_options()  # what a test listens to ends with the test
    engine.dispose()


def without_waiting_for_the_disk(connection, _record) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def postgresql_engine(shared_database):
    """An empty, migrated database on PostgreSQL."""
    yield shared_database.lend()
    shared_database.take_back()


@pytest.fixture(scope="session")
def built_app(sqlite_template, tmp_path_factory):
    """The whole application, built once a test process: it takes half a second."""
    from api.application import create_app
    from settings import Settings

    engine = open_engine(f"sqlite:///{sqlite_template}")
    app = create_app(
        Settings(data_dir=tmp_path_factory.mktemp("built")), clock=TickingClock(), engine=engine
    )
    app.server.config["TESTING"] = True
    gc.freeze()
    yield app
    engine.dispose()


@pytest.fixture
def server_app(built_app, engine, tmp_path, clock):
    """The whole application on the test's database, data directory and clock, with nothing kept."""
    from api.doorbell import close_doorbell, install_doorbell
    from api.limits import forget_attempts
    from data_access.cache import open_cache
    from data_access.request import Services, install
    from settings import Settings

    server = built_app.server
    settings = Settings(data_dir=tmp_path / "served")
    cache = open_cache(server, settings, server.secret_key)
    held = Services(settings=settings, engine=engine, cache=cache, clock=clock)
    install(server, held)
    install_doorbell(server, held)
    forget_attempts(server)
    yield built_app
    close_doorbell(server)


@pytest.fixture
def signed_in(server_app, engine):
    """`signed_in(scope)` gives a Flask test client whose session has that scope."""
    from flask import session
    from flask_wtf.csrf import generate_csrf

    from data_access.accounts import NewAccount, add, find
    from data_access.engine import reading, writing
    from data_access.sessions import Method
    from domain.scope import system_scope

    def open_session(scope):
        system = system_scope("test")
        with writing(engine) as conn:
            account_id = add(
                conn,
                system,
                NewAccount(
                    f"t{os.urandom(4).hex()}",
                    scope.actor,
                    scope.role,
                    scope.banner_adcode,
                    scope.office_id,
                    scope.establishment_id,
                    scope.street_id,
                ),
                None,
                NOON,
            )
        with reading(engine) as conn:
            account = find(conn, system, account_id)
        client = server_app.server.test_client()
        client.environ_base["HTTP_ORIGIN"] = "http://localhost"
        with server_app.server.test_request_context():
            from api.sessions import begin

            begin(account, Method.DEMO)
            client.environ_base["HTTP_X_CSRFTOKEN"] = generate_csrf()
            values = dict(session)
        with client.session_transaction() as kept:
            kept.update(values)
        return client

    return open_session
