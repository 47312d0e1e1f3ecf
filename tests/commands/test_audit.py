"""`python app.py audit`: what it says about a chain that holds and one that does not."""

import pytest
from sqlalchemy import update

from commands import main
from data_access.audit import record
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.schema import audit_log
from domain.audit import Event
from domain.clock import utc_now
from domain.scope import system_scope
from settings import load
from tests.data_access.test_audit import drop_guards


@pytest.fixture
def engine(tmp_path):
    engine = open_database(load(data_dir=tmp_path))
    with writing(engine) as conn:
        for n in range(3):
            record(conn, system_scope("test"), Event.SIGN_IN, utc_now(), on=("account", n))
    yield engine
    engine.dispose()


def run(tmp_path, *words):
    return main(["audit", *words, "--data-dir", str(tmp_path)])


def test_a_chain_that_holds_and_the_hash_that_was_written_down(engine, tmp_path, capsys):
    assert run(tmp_path, "head") == 0
    row, newest = capsys.readouterr().out.split()
    assert row == "3"
    assert run(tmp_path, "verify", "--expect", newest) == 0
    said = capsys.readouterr().out
    assert "the chain holds: 3 rows, and 0 in archives" in said
    assert "row 3 is the one that was written down" in said


def test_a_hash_that_is_gone_is_told(engine, tmp_path, capsys):
    assert run(tmp_path, "verify", "--expect", "a" * 64) == 1
    assert "its end was cut off" in capsys.readouterr().err


def test_a_changed_row_is_told(engine, tmp_path, capsys):
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(update(audit_log).where(audit_log.c.id == 2).values(actor="x"))
    assert run(tmp_path, "verify") == 1
    assert "row 2 was changed after it was written" in capsys.readouterr().err


def test_nothing_is_old_enough_to_be_archived(engine, tmp_path, capsys):
    assert run(tmp_path, "archive") == 0
    assert "0 archives made" in capsys.readouterr().out
    with reading(engine) as conn:
        assert len(conn.execute(audit_log.select()).all()) == 3
