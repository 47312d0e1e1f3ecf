"""Databases for tests: the same tests run on SQLite and on a PostgreSQL that we start ourselves."""

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from data_access.engine import open_engine
from data_access.migrate import upgrade
from domain.clock import Clock

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)  # Thursday 12:00 in the city


class TickingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = NOON) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment


def pytest_collection_modifyitems(items):
    """Side by side by file; all browser tests together, so that the product runs only once."""
    for item in items:
        group = "browser" if item.path.parent.name == "browser" else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


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
    """A private PostgreSQL on a Unix socket; its binaries come with `make test`."""
    binaries = _postgresql_binaries()
    # In memory where there is some: thousands of databases come and go. Short: socket paths end at
    # 107 bytes.
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="ncpg", dir=where))
    as_user = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = folder / "data"
    options = "-c listen_addresses='' -c fsync=off -c max_connections=50"

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    run(
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    )
    run(
        str(binaries / "pg_ctl"),
        "-D",
        str(data),
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"{options} -k {folder}",
        "start",
    )
    # As in production: the owner of the tables is no superuser, whom row security would not bind.
    admin = create_engine(f"postgresql+psycopg2://postgres@/postgres?host={folder}")
    with admin.begin() as conn:
        conn.execute(text("CREATE ROLE nuancheng LOGIN CREATEDB"))
    admin.dispose()
    address = f"postgresql+psycopg2://nuancheng@/{{name}}?host={folder}"
    template = open_engine(_new_database(address, "template_nc"))
    upgrade(template)
    template.dispose()
    yield address
    run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request, tmp_path):
    """An empty, migrated database: once as SQLite file, once on PostgreSQL."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_engine")
        return
    path = tmp_path / "nuancheng.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    engine = open_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _without_waiting_for_the_disk)
    yield engine
    engine.dispose()


def _without_waiting_for_the_disk(connection, _record) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def postgresql_engine(postgresql_server):
    """An empty, migrated database on PostgreSQL."""
    name = f"t{os.urandom(6).hex()}"
    engine = open_engine(_new_database(postgresql_server, name, template="template_nc"))
    yield engine
    engine.dispose()
    _as_admin(postgresql_server, f"DROP DATABASE {name} (FORCE)")


def _new_database(address: str, name: str, template: str = "template0") -> str:
    # Twice as quick as the default way, which writes the copy into the log as well.
    _as_admin(
        address, f"CREATE DATABASE {name} OWNER nuancheng TEMPLATE {template} STRATEGY FILE_COPY"
    )
    return address.format(name=name)


def _as_admin(address: str, statement: str) -> None:
    own = address.format(name="postgres").replace("nuancheng@", "postgres@")
    admin = create_engine(own, isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(statement))
    admin.dispose()


def _postgresql_binaries() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        pytest.fail("PostgreSQL is not installed: run `make test`, or apt-get install postgresql")
    return versions[-1].parent


@pytest.fixture(scope="session")
def built_app(sqlite_template, tmp_path_factory):
    """The whole application, built once a test process: it takes half a second."""
    from app import create_app
    from settings import Settings

    engine = open_engine(f"sqlite:///{sqlite_template}")
    app = create_app(
        Settings(data_dir=tmp_path_factory.mktemp("built")), clock=TickingClock(), engine=engine
    )
    app.server.config["TESTING"] = True
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
