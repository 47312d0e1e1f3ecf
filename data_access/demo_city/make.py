"""Make the demonstration city: all of it in one transaction, or nothing.

A process killed half-way leaves what was there before: both databases roll the transaction back by
themselves, so no half-made city is ever seen and the next start makes it anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, Table, delete, exists, insert, or_, select, text

from data_access.changes import Topic, bump
from data_access.city_categories import category_facts
from data_access.demo_city.fill import Report, fill
from data_access.demo_city.plan import Plan
from data_access.engine import reading
from data_access.places import Boundaries
from data_access.schema import (
    account,
    audit_checkpoint,
    audit_log,
    change_number,
    dataset,
    establishment,
    heartbeat,
    metadata,
)
from domain.clock import utc_now
from settings import Settings


class Holding(StrEnum):
    """What a database holds."""

    NOTHING = "nothing"
    DEMO = "demo"
    REGISTER = "register"


def holding(engine: Engine) -> Holding:
    """What the (migrated) database holds; anything that is not ours to overwrite is a register."""
    with reading(engine) as conn:
        kinds = set(conn.scalars(select(dataset.c.kind)).all())
        if not kinds and not conn.scalar(select(exists().where(establishment.c.id.is_not(None)))):
            return Holding.NOTHING
        invented = not conn.scalar(select(exists().where(establishment.c.demo.is_(False))))
        return Holding.DEMO if kinds == {"demo"} and invented else Holding.REGISTER


def ensure_city(engine: Engine, settings: Settings, now: datetime, report: Report) -> bool:
    """Make the city when demo mode is on and the database holds nothing; say whether it did."""
    if not settings.demo.enabled or holding(engine) is not Holding.NOTHING:
        return False
    make_city(engine, settings, now, report)
    return True


def make_city(engine: Engine, settings: Settings, now: datetime, report: Report) -> None:
    """Replace whatever the migrated database holds by a demonstration city.

    Args:
        engine: Database; the caller has made sure that nothing real is in it (`holding`).
        settings: Size, seed and place.
        now: The moment the city's history leads up to.
        report: Told the name of each step and the share done, 0 to 1.
    """
    started_at = utc_now()
    boundaries = Boundaries.load(settings.city.boundaries)
    plan = Plan(settings.demo, now, category_facts(settings.city))
    with engine.connect() as conn, _unhindered(conn):
        with conn.begin(), _row_security_aside(conn):
            _empty(conn)
            fill(conn, settings.city, plan, boundaries, report)
            conn.execute(
                insert(dataset).values(
                    kind="demo",
                    parameters=settings.demo.model_dump(mode="json") | {"now": now.isoformat()},
                    started_at=started_at,
                    finished_at=utc_now(),
                )
            )
            bump(conn, *Topic)
        _update_statistics(conn)


def _empty(conn: Connection) -> None:
    """Remove every row but the log, change numbers, signs of life, and city-wide accounts.

    Change numbers stay, so that no cache takes the new rows for the old.
    """
    kept = (account, audit_checkpoint, audit_log, change_number, heartbeat)
    tables = [table for table in reversed(metadata.sorted_tables) if table not in kept]
    if conn.dialect.name == "postgresql":  # it truncates no table that a kept one points to
        pointed_to = {key.column.table for table in kept for key in table.foreign_keys}
        pointed_to |= {key.column.table for table in pointed_to for key in table.foreign_keys}
        names = ", ".join(table.name for table in tables if table not in pointed_to)
        conn.execute(text(f"TRUNCATE {names}"))
    places = [account.c[key.parent.name] for key in account.foreign_keys]
    bound = or_(account.c.password_hash.is_(None), *(place.is_not(None) for place in places))
    conn.execute(delete(account).where(bound))
    for table in tables:
        if _has_rows(conn, table):
            conn.execute(delete(table))


def _has_rows(conn: Connection, table: Table) -> bool:
    return conn.execute(select(*table.primary_key.columns).limit(1)).first() is not None


@contextmanager
def _row_security_aside(conn: Connection) -> Iterator[None]:
    """PostgreSQL copies rows into no table whose security binds its owner too."""
    if conn.dialect.name != "postgresql":
        yield
        return
    forced = conn.scalars(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")).all()
    for name in forced:
        conn.execute(text(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"))
    yield
    for name in forced:
        conn.execute(text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))


@contextmanager
def _unhindered(conn: Connection) -> Iterator[None]:
    """SQLite: no look-up of foreign keys a row, and a cache that holds the indexes being built.

    The transaction stays safe: only new pages are written, and the journal is on.
    """
    if conn.dialect.name != "sqlite":
        yield
        return
    cursor = conn.connection.cursor()
    kept = {name: _pragma(cursor, name) for name in ("foreign_keys", "cache_size", "temp_store")}
    for name, value in {"foreign_keys": 0, "cache_size": -262_144, "temp_store": 2}.items():
        cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        if not conn.invalidated:  # Ctrl-C in a statement has closed it
            for name, value in kept.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            cursor.close()


def _pragma(cursor: object, name: str) -> int:
    cursor.execute(f"PRAGMA {name}")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _update_statistics(conn: Connection) -> None:
    """Let the planner know the new rows; on PostgreSQL nothing else would for a minute."""
    with conn.begin():
        if conn.dialect.name == "sqlite":
            conn.execute(text("PRAGMA analysis_limit = 1000"))
        conn.execute(text("ANALYZE"))
