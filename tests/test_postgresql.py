"""The shared database of the tests: who gets it next finds nothing of those before."""

import pytest
from sqlalchemy import func, select, text

from data_access.engine import reading, writing
from data_access.schema import metadata
from tests.postgresql import Shared
from tests.rows import plant

pytestmark = pytest.mark.postgresql


def held(engine):
    """Every row of every table, and where each count of ids stands."""
    with reading(engine) as conn:
        rows = {table.name: conn.execute(select(table)).all() for table in metadata.sorted_tables}
        counts = conn.execute(
            text("SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename")
        )
        return rows, counts.all()


@pytest.fixture
def shared(postgresql_server):
    shared = Shared(postgresql_server)
    yield shared
    shared.close()


def test_the_next_test_finds_what_the_migrations_left(shared):
    engine = shared.lend()
    before = held(engine)
    with writing(engine) as conn:
        plant(conn)
        conn.execute(text("UPDATE change_number SET number = 7"))
    assert held(engine) != before
    shared.take_back()
    assert held(shared.lend()) == before
    with reading(shared.lend()) as conn:
        assert conn.scalar(select(func.current_database())) == engine.url.database


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "DROP TABLE audit_log",
        "ALTER TABLE alert NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE alert ADD COLUMN odd INTEGER",
        "CREATE INDEX odd ON alert (state)",
    ],
)
def test_a_changed_schema_is_thrown_away(shared, change):
    engine = shared.lend()
    with writing(engine) as conn:
        conn.execute(text(change))
    shared.take_back()
    assert shared.lend().url.database != engine.url.database


def test_a_database_still_in_use_is_not_lent_again(shared):
    engine = shared.lend()
    left_open = engine.connect()
    left_open.execute(select(func.now()))
    shared.take_back()
    left_open.invalidate()
    left_open.close()
    assert shared.lend().url.database != engine.url.database
