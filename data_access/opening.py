"""Open the configured database, ready to use: it answers and has the version of this program."""

import logging

from sqlalchemy import Engine

from data_access.engine import bypasses_row_security, check_connection, open_engine, writing
from data_access.migrate import upgrade
from data_access.risk_due import mark_all
from data_access.risk_tables import ensure_shipped
from domain.clock import city_day, utc_now
from settings import Settings

logger = logging.getLogger(__name__)


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
        at = utc_now()
        with writing(engine) as conn:
            if ensure_shipped(conn, city_day(at), at):
                mark_all(conn, at)
        if bypasses_row_security(engine):
            logger.warning(
                "The database role stands above row-level security: a superuser, or BYPASSRLS. "
                "Only the conditions of the queries narrow what is seen (docs/operations.md)."
            )
    except BaseException:
        engine.dispose()
        raise
    return engine
