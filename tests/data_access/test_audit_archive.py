"""Archives of the audit log: rows leave the database and stay part of the chain."""

import gzip
import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data_access.audit import first_break, head, record, row_with
from data_access.audit_archive import ArchiveError, archive, read, verify
from data_access.engine import reading, writing
from data_access.schema import audit_checkpoint, audit_log
from domain.audit import KEPT_DAYS, Event
from domain.clock import utc_now
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.data_access.test_audit import drop_guards

SYSTEM = system_scope("test")


@pytest.fixture
def today():
    """The real one: the database looks at its own clock before it lets a row go."""
    return utc_now()


@pytest.fixture
def log(engine, today):
    """Rows 1 to 4 older than they must be kept, 5 and 6 of today."""
    old = today - timedelta(days=KEPT_DAYS + 2)
    with writing(engine) as conn:
        for n, at in enumerate([old, old, old, old, today, today], start=1):
            record(conn, SYSTEM, Event.SIGN_IN, at, on=("account", n), note="<b>")


def run(engine, today, folder, **settings):
    with writing(engine) as conn:
        return archive(conn, SYSTEM, today, folder, **settings)


def broken(engine, folder):
    with reading(engine) as conn:
        found = verify(conn, folder).broken
    return None if found is None else str(found)


def test_old_rows_move_to_a_file_and_young_ones_stay(engine, log, today, tmp_path):
    made = run(engine, today, tmp_path)
    assert (made.first_id, made.last_id, made.rows) == (1, 4, 4)
    kept = list(read((tmp_path / made.path).read_bytes()))
    assert [(row.id, row.object_id) for row in kept] == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).order_by(audit_log.c.id)).all()
        assert [(row.id, row.event) for row in rows] == [
            (5, "sign_in"),
            (6, "sign_in"),
            (7, "audit_archived"),
        ]
        found = verify(conn, tmp_path)
    assert (found.rows, found.archived, found.broken) == (3, 4, None)


def test_files_take_a_bounded_number_of_rows(engine, log, today, tmp_path):
    made = [run(engine, today, tmp_path, most_rows=3) for _ in range(3)]
    assert [one and (one.first_id, one.last_id) for one in made] == [(1, 3), (4, 4), None]
    assert broken(engine, tmp_path) is None


def test_the_last_hash_of_an_archive_is_still_known(engine, log, today, tmp_path):
    with reading(engine) as conn:
        fourth = conn.scalar(select(audit_log.c.hash).where(audit_log.c.id == 4))
    run(engine, today, tmp_path)
    with reading(engine) as conn:
        assert row_with(conn, fourth) == 4


def test_the_newest_row_stays_when_all_are_old(engine, today, tmp_path):
    old = today - timedelta(days=KEPT_DAYS + 2)
    with writing(engine) as conn:
        for n in range(3):
            record(conn, SYSTEM, Event.SIGN_IN, old, on=("account", n))
    assert run(engine, today, tmp_path).last_id == 2
    assert broken(engine, tmp_path) is None


def test_an_archive_that_is_gone_changed_or_cut_is_named(engine, log, today, tmp_path):
    path = tmp_path / run(engine, today, tmp_path).path
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert broken(engine, tmp_path).startswith("row 1 cannot be read: its archive was changed")
    path.unlink()
    assert broken(engine, tmp_path).startswith("row 1 is missing: its archive is gone")


def test_an_archive_written_anew_with_its_checksum_is_still_named(engine, log, today, tmp_path):
    path = tmp_path / run(engine, today, tmp_path).path
    text = gzip.decompress(path.read_bytes()).decode()
    forged = gzip.compress(text.replace('"object_id":"2"', '"object_id":"9"').encode())
    path.write_bytes(forged)
    with writing(engine) as conn:
        digest = hashlib.sha256(forged).hexdigest()
        conn.execute(update(audit_checkpoint).values(archive_sha256=digest))
    assert broken(engine, tmp_path).startswith("row 2 was changed after it was written")


def test_a_broken_chain_is_not_archived(engine, log, today, tmp_path):
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(update(audit_log).where(audit_log.c.id == 2).values(actor="x"))
    with pytest.raises(ArchiveError, match="row 2 was changed"):
        run(engine, today, tmp_path)
    assert not (tmp_path / "audit").exists()


def test_a_clock_that_runs_ahead_removes_nothing(engine, log, today, tmp_path):
    with pytest.raises(ArchiveError, match="kept for 183 days"):
        run(engine, today + timedelta(days=400), tmp_path)
    with reading(engine) as conn:
        assert head(conn)[0] == 6
        assert first_break(conn) is None
        assert verify(conn, tmp_path).archived == 0


def test_no_shorter_time_and_no_person_archives(engine, log, today, tmp_path):
    with pytest.raises(ValueError, match="183 days"):
        run(engine, today, tmp_path, keep_days=30)
    person = Scope(Role.AUDITOR, "审计")
    with pytest.raises(NotAllowedError), writing(engine) as conn:
        archive(conn, person, today, tmp_path)
