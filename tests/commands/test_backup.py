"""`backup` and `restore` as commands: what they say, and that they refuse in words."""

import pytest
from sqlalchemy import create_engine

from commands import main
from data_access import presence
from data_access.engine import open_engine, reading
from data_access.inventory import inventory
from domain.scope import system_scope
from tests.conftest import NOON
from tests.small_city import plant_small_city


@pytest.fixture
def here(tmp_path, sqlite_template, monkeypatch):
    monkeypatch.setenv("NUANCHENG_SERVER__PORT", "1")  # nothing answers there
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "nuancheng.db").write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{folder}/nuancheng.db")
    plant_small_city(engine, NOON)
    engine.dispose()
    return folder


def test_a_city_goes_to_another_folder_and_says_what_was_lost(here, tmp_path, capsys):
    assert main(["backup", "--to", str(tmp_path / "kept"), "--data-dir", str(here)]) == 0
    assert "The secret key is not in it" in capsys.readouterr().out
    (archive,) = (tmp_path / "kept").glob("nuancheng-*.tar.gz")
    there = tmp_path / "there"
    there.mkdir()
    (there / "secret_key").write_bytes((here / "secret_key").read_bytes())
    assert main(["restore", str(archive), "--data-dir", str(there)]) == 0
    told = capsys.readouterr().out
    assert "RPO 0:00:0" in told
    assert "RTO" in told
    assert "another secret key" not in told
    engine = open_engine(f"sqlite:///{there}/nuancheng.db")
    with reading(engine) as conn:
        assert inventory(conn, system_scope("test")).establishments == 60
    engine.dispose()
    assert main(["restore", str(archive), "--data-dir", str(there)]) == 1
    assert "--force" in capsys.readouterr().err


def test_what_is_no_archive_is_refused_in_words(here, tmp_path, capsys):
    missing = tmp_path / "missing.tar.gz"
    assert main(["restore", str(missing), "--force", "--data-dir", str(here)]) == 1
    assert "missing.tar.gz" in capsys.readouterr().err
    missing.write_bytes(b"x")
    assert main(["restore", str(missing), "--force", "--data-dir", str(here)]) == 1
    assert "not restored" in capsys.readouterr().err
    assert (here / "nuancheng.db").is_file()


def test_a_running_program_is_not_restored_over(here, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("commands.restore.answers", lambda _settings: True)
    assert main(["restore", "x.tar.gz", "--force", "--data-dir", str(here)]) == 1
    assert "stop the whole program" in capsys.readouterr().err


def test_a_restore_waits_for_nobody_and_lets_nobody_in(here, capsys):
    """A patrol or scheduler answers no address; its lock is the sign of life."""
    with presence.join(here), presence.join(here):
        assert main(["restore", "x.tar.gz", "--force", "--data-dir", str(here)]) == 1
        assert "scheduler or command is running" in capsys.readouterr().err
    with presence.alone(here):
        assert main(["status", "--data-dir", str(here)]) == 1
        assert "a restore is under way" in capsys.readouterr().err
    assert main(["status", "--data-dir", str(here)]) == 0


def test_connections_of_others_to_the_database_are_counted(engine):
    if engine.dialect.name == "sqlite":
        assert presence.others_connected(engine) == 0
        return
    engine.dispose()
    other = create_engine(engine.url)
    with other.connect():
        assert presence.others_connected(engine) == 1
    other.dispose()


def test_a_restore_beside_a_process_on_another_machine_is_refused(here, capsys, monkeypatch):
    monkeypatch.setattr("commands.restore.others_connected", lambda _engine: 2)
    assert main(["restore", "x.tar.gz", "--force", "--data-dir", str(here)]) == 1
    assert "2 other connections" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(here, tmp_path, capsys):
    (tmp_path / "file").write_bytes(b"")
    assert main(["backup", "--to", str(tmp_path / "file" / "x"), "--data-dir", str(here)]) == 1
    assert "file" in capsys.readouterr().err
