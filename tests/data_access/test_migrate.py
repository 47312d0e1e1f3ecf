import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from data_access.changes import Topic, numbers
from data_access.engine import DatabaseError, reading, writing
from data_access.migrate import current_revision, upgrade
from data_access.schema import metadata


def test_migrations_make_exactly_the_schema_of_the_code(engine):
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_topic_has_its_number_from_the_start(engine):
    with reading(engine) as conn:
        assert numbers(conn) == dict.fromkeys(Topic, 0)
        assert conn.execute(text("SELECT count(*) FROM change_number")).scalar_one() == len(Topic)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(engine):
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"9999.*newer"):
        upgrade(engine)
    assert current_revision(engine) == "9999"
