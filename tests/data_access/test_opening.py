"""What cannot be used is refused in words, before anything of it is changed."""

import pytest

from data_access.engine import DatabaseError
from data_access.opening import open_database
from data_access.sqlite import sqlite3
from settings import Settings


def test_tables_that_are_not_ours_are_left_as_they_are(tmp_path):
    path = tmp_path / "nuancheng.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE establishment (id INTEGER)")
    conn.close()
    with pytest.raises(DatabaseError, match=r"nothing was changed\): table establishment already"):
        open_database(Settings(data_dir=tmp_path))
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT name FROM sqlite_master").fetchall() == [("establishment",)]
    conn.close()


def test_a_database_file_that_forbids_writing_is_refused_at_once(tmp_path, monkeypatch):
    open_database(Settings(data_dir=tmp_path)).dispose()
    monkeypatch.setattr("data_access.engine.os.access", lambda *_: False)  # root may always
    with pytest.raises(DatabaseError, match=r"nuancheng\.db is not writable"):
        open_database(Settings(data_dir=tmp_path))


def test_a_damaged_file_is_refused(tmp_path):
    open_database(Settings(data_dir=tmp_path)).dispose()
    path = tmp_path / "nuancheng.db"
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(DatabaseError, match="malformed"):
        open_database(Settings(data_dir=tmp_path))
