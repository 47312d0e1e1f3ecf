"""Open the configured database, ready to use: it answers and has the version of this program."""

from sqlalchemy import Engine

from data_access.engine import check_connection, open_engine
from data_access.migrate import upgrade
from settings import Settings


def open_database(settings: Settings) -> Engine:
    """Engine of the configured database, migrated.

    Raises:
        DatabaseError: It does not answer, cannot be written, or is newer than this program.
    """
    engine = open_engine(
        settings.database_url,
        pool_size=settings.database.pool_size,
        busy_timeout_s=settings.database.busy_timeout_s,
    )
    try:
        check_connection(engine)
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine
