"""Bring a database to the version this code was written for, or refuse it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError as DriverError

from data_access import checklists
from data_access.engine import DatabaseError, in_words, safe_url

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
VERSION_TABLE = "alembic_version"


def upgrade(engine: Engine) -> None:
    """Run the missing migrations, each in a transaction of its own; then what every database holds.

    Raises:
        DatabaseError: The database was written by a newer version of this program, or holds
            tables that are not ours.
    """
    config = _config()
    current = current_revision(engine)
    if current is not None and not knows(current):
        raise DatabaseError(
            f"{safe_url(str(engine.url))} is at version {current}, which this program does not "
            "know: it was written by a newer one. Start that one, or restore an older backup."
        )
    try:
        with engine.connect().execution_options(immediate=True) as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
            checklists.ensure_first(conn)
            conn.commit()
    except DriverError as error:
        raise in_words(
            engine, error, "cannot be brought to the version of this program (nothing was changed)"
        ) from error


def knows(revision: str) -> bool:
    """Whether this program can read a database of that version, after the missing migrations."""
    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def current_revision(engine: Engine) -> str | None:
    """Version of the schema in the database, None when it is empty."""
    with engine.connect() as conn:
        revision: str | None = MigrationContext.configure(conn).get_current_revision()
        return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
