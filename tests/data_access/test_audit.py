"""The audit log: a chain that shows every change, and a database that refuses to make one."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from data_access.accounts import NewAccount, add
from data_access.audit import first_break, head, record, record_once, row_with
from data_access.engine import open_engine, reading, writing
from data_access.schema import account, audit_log
from domain.audit import Event, Result
from domain.clock import utc_now
from domain.scope import Role, Scope, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
SECURITY = Scope(Role.SECURITY_ADMIN, "安管", account_id=7, address="10.0.0.7")


def write_rows(engine, count=5, at=NOON):
    with writing(engine) as conn:
        for n in range(count):
            record(conn, SECURITY, Event.ACCOUNT_CHANGED, at, on=("account", n), note="改密码")


def drop_guards(conn):
    """What somebody does who may do anything in the database."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        return
    names = conn.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        conn.execute(text(f"DROP TRIGGER {name}"))


def broken(engine):
    with reading(engine) as conn:
        return first_break(conn)


def test_an_untouched_chain_holds(engine):
    assert broken(engine) is None
    write_rows(engine)
    assert broken(engine) is None


def test_a_row_holds_who_when_from_where_what_on_what_and_how_it_ended(engine):
    with writing(engine) as conn:
        record(conn, SECURITY, Event.DENIED, NOON, on=("page", "/x"), result=Result.DENIED, n=1)
    with reading(engine) as conn:
        row = conn.execute(select(audit_log)).one()
    assert (row.account_id, row.actor, row.role, row.address) == (
        7,
        "安管",
        "security_admin",
        "10.0.0.7",
    )
    assert (row.at, row.event, row.object_kind, row.object_id) == (NOON, "denied", "page", "/x")
    assert (row.result, row.detail) == ("denied", '{"n":1}')


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "别人"},
        {"at": NOON + timedelta(milliseconds=1)},
        {"address": ""},
        {"account_id": None},
        {"role": None},
        {"event": "sign_in"},
        {"object_id": "9"},
        {"result": "failed"},
        {"detail": "{}"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_row_is_named(engine, change):
    write_rows(engine)
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(update(audit_log).where(audit_log.c.id == 3).values(**change))
    assert broken(engine) == "row 3 was changed after it was written"


def test_a_deleted_row_is_named(engine):
    write_rows(engine)
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(delete(audit_log).where(audit_log.c.id == 3))
    assert broken(engine) == "row 3 is missing"


def test_a_deleted_first_row_is_named(engine):
    write_rows(engine)
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(delete(audit_log).where(audit_log.c.id == 1))
    assert broken(engine) == "row 1 is missing"


def test_reordered_rows_are_named(engine):
    write_rows(engine)
    with writing(engine) as conn:
        drop_guards(conn)
        for old, new in ((2, 99), (3, 2), (99, 3)):
            conn.execute(update(audit_log).where(audit_log.c.id == old).values(id=new))
    assert broken(engine) == "row 2 does not follow from row 1"


def test_a_cut_end_is_betrayed_by_a_hash_written_down_before(engine):
    write_rows(engine)
    with reading(engine) as conn:
        row, known = head(conn)
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(delete(audit_log).where(audit_log.c.id == row))
    with reading(engine) as conn:
        assert first_break(conn) is None
        assert row_with(conn, known) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'x'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = 2",
    ],
)
def test_the_database_itself_refuses_to_change_a_row(engine, statement):
    write_rows(engine, at=utc_now())  # the database asks its own clock whether a row is old enough
    with pytest.raises(DatabaseError, match="audit log"), writing(engine) as conn:
        conn.execute(text(statement))
    with reading(engine) as conn:
        assert len(conn.execute(select(audit_log)).all()) == 5


def test_postgresql_refuses_to_empty_the_table(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write_rows(engine)
    with pytest.raises(DatabaseError, match="never changed"), writing(engine) as conn:
        conn.execute(text("TRUNCATE audit_log"))


def test_sqlite_refuses_to_replace_a_row(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    write_rows(engine)
    statement = "REPLACE INTO audit_log SELECT * FROM audit_log WHERE id = 2"
    with pytest.raises(DatabaseError, match="never changed"), writing(engine) as conn:
        conn.execute(text(statement))


def test_two_writers_keep_the_chain_whole(engine):
    failures = []

    def work(name):
        own = open_engine(engine.url.render_as_string(hide_password=False))
        try:
            for n in range(15):
                with writing(own) as conn:
                    record(conn, system_scope(name), Event.SIGN_IN, NOON, on=("account", n))
        except Exception as error:
            failures.append(error)
        finally:
            own.dispose()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with reading(engine) as conn:
        assert first_break(conn) is None
        assert head(conn)[0] == 30


def make_account(engine):
    with writing(engine) as conn:
        add(conn, SYSTEM, NewAccount("a", "甲", Role.CITY_BUREAU), None, NOON)
        record(conn, SYSTEM, Event.ACCOUNT_ADDED, NOON)


def test_a_log_that_takes_no_rows_stops_the_act(engine):
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(text("DROP TABLE audit_log"))
    with pytest.raises(DatabaseError):
        make_account(engine)
    with reading(engine) as conn:
        assert conn.execute(select(account)).all() == []


def test_what_repeats_is_recorded_once_in_its_time(engine):
    later = NOON + timedelta(minutes=10)
    on = ("establishment", 3)
    ten = {"within": timedelta(minutes=10)}
    with writing(engine) as conn:
        assert record_once(conn, SECURITY, Event.VIDEO_VIEWED, NOON, on=on, **ten)
        assert not record_once(conn, SECURITY, Event.VIDEO_VIEWED, NOON, on=on, **ten)
        other = Scope(Role.AUDITOR, "x", account_id=8)
        assert record_once(conn, other, Event.VIDEO_VIEWED, NOON, on=on, **ten)
        assert record_once(conn, SECURITY, Event.VIDEO_VIEWED, NOON, on=("page", "3"), **ten)
        assert record_once(conn, SECURITY, Event.VIDEO_VIEWED, later, on=on, **ten)


def test_a_forged_row_at_the_end_is_named(engine):
    write_rows(engine, 1)
    with writing(engine) as conn:
        first = conn.execute(select(audit_log)).mappings().one()
        conn.execute(insert(audit_log).values(**{**first, "id": 2}))
    assert broken(engine) == "row 2 does not follow from row 1"
