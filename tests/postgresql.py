"""A PostgreSQL of our own for tests, and one database of it that test after test begins empty."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from data_access.migrate import upgrade

# What takes time and saves nothing that a test needs: these databases end with the run.
_OPTIONS = {
    "listen_addresses": "''",
    "max_connections": "50",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_wal_size": "2GB",
}
_TEMPLATE = "template_nc"
_LARGE_BYTES = 40 * 1024 * 1024

# Every statement that changes the schema leaves a newer row in one of these, or a row less.
_SCHEMA = " UNION ALL ".join(
    f"SELECT '{catalogue}', count(*), max(xmin::text::bigint) FROM {catalogue} WHERE {own} >= 16384"
    for catalogue, own in (
        ("pg_class", "oid"),
        ("pg_attribute", "attrelid"),
        ("pg_constraint", "oid"),
        ("pg_policy", "oid"),
        ("pg_proc", "oid"),
        ("pg_trigger", "tgrelid"),
    )
)


_COUNT_ANEW = (
    "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence "
    "WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)


class Server:
    """A private server on a Unix socket; its binaries come with `make test`."""

    def __init__(self, where: Path | None = None) -> None:
        self._binaries = _binaries()
        # In memory where there is some. Short: socket paths end at 107 bytes.
        memory = Path("/dev/shm")
        where = where or (memory if os.access(memory, os.W_OK) else None)
        self.folder = Path(tempfile.mkdtemp(prefix="ncpg", dir=where))
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        who = "-U postgres -A trust -E UTF8 --locale=C --no-sync"
        self._run("initdb", "-D", self._data, *who.split())
        options = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
        options += f" -k {self.folder}"
        self._run(
            "pg_ctl", "-D", self._data, "-w", "-l", f"{self.folder}/log", "-o", options, "start"
        )
        # As in production: the owner of the tables is no superuser, whom no row policy binds.
        self.as_admin("CREATE ROLE nuancheng LOGIN CREATEDB")
        template = open_engine(self.create(_TEMPLATE, template="template0"))
        upgrade(template)
        template.dispose()

    def address(self, name: str) -> str:
        """Where the program finds the database of that name."""
        return f"postgresql+psycopg2://nuancheng@/{name}?host={self.folder}"

    def create(self, name: str, template: str = _TEMPLATE) -> str:
        """Make a database, migrated unless from another template; returns its address."""
        # Twice as quick as the default way, which writes the copy into the log as well.
        self.as_admin(
            f"CREATE DATABASE {name} OWNER nuancheng TEMPLATE {template} STRATEGY FILE_COPY"
        )
        return self.address(name)

    def drop(self, name: str) -> None:
        self.as_admin(f"DROP DATABASE {name} (FORCE)")

    def as_admin(self, statement: str) -> None:
        conn = self.admin("postgres")
        conn.cursor().execute(statement)
        conn.close()

    def admin(self, name: str):
        """A connection of the superuser; each statement is its own transaction."""
        conn = psycopg2.connect(dbname=name, user="postgres", host=str(self.folder))
        conn.autocommit = True
        return conn

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *given: str) -> None:
        command = [*self._as_user, str(self._binaries / program), *given]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)


class Shared:
    """One database that is emptied after each test; a new one where that would not be enough.

    To make a database takes a tenth of a second and its first connection as long again, to empty
    one a few milliseconds.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._begin()

    def lend(self) -> Engine:
        """The database, empty and migrated; what a test listens to ends with the test."""
        return self._engine.execution_options()

    def take_back(self) -> None:
        """Empty it for the next test."""
        if not self._is_as_lent() or not self._empty():
            self.close()
            self._begin()

    def close(self) -> None:
        self._admin.close()
        self._engine.dispose()
        self._server.drop(self._name)

    def _begin(self) -> None:
        self._name = f"t{os.urandom(6).hex()}"
        self._engine = open_engine(self._server.create(self._name))
        self._admin = self._server.admin(self._name)
        self._cursor = self._admin.cursor()
        self._cursor.execute("SET session_replication_role = replica; SET lock_timeout = '1s'")
        self._planted = self._keep_planted()
        self._lent = self._schema()

    def _keep_planted(self) -> list[str]:
        """How to bring back the rows of the migrations, table by table."""
        steps = []
        for table in self._filled():
            self._cursor.execute(f"CREATE TEMPORARY TABLE kept_{table} AS TABLE {table}")
            steps.append(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        return steps

    def _filled(self) -> list[str]:
        """The tables that take room."""
        self._cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 0 "
            "AND relnamespace = 'public'::regnamespace"
        )
        return [name for (name,) in self._cursor.fetchall()]

    def _schema(self) -> list[tuple]:
        self._cursor.execute(_SCHEMA)
        return self._cursor.fetchall()

    def _is_as_lent(self) -> bool:
        """No connection left in use, no table changed, and not so large that emptying is slow."""
        if self._engine.pool.checkedout() or self._schema() != self._lent:
            return False
        self._cursor.execute("SELECT pg_database_size(current_database())")
        return self._cursor.fetchone()[0] < _LARGE_BYTES

    def _empty(self) -> bool:
        """No row and no room of one, so that rows lie as they come; ids count from one again."""
        filled = self._filled()
        try:
            self._cursor.execute("; ".join(f"DELETE FROM {table}" for table in filled))
            self._cursor.execute(f"VACUUM {', '.join(filled)}")
        except psycopg2.OperationalError:  # something still holds a lock
            return False
        if self._filled():
            return False
        self._cursor.execute(_COUNT_ANEW)
        self._cursor.execute("; ".join(self._planted))
        return True


def _binaries() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        pytest.fail("PostgreSQL is not installed: run `make test`, or apt-get install postgresql")
    return versions[-1].parent
