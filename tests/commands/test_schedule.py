"""`schedule --once` on an empty data directory: migrates, opens nothing, says so."""

from data_access.engine import open_engine, reading
from data_access.heartbeats import heartbeats
from domain.scope import system_scope


def test_one_pass_prepares_the_database_and_reports(tmp_path, capsys, monkeypatch):
    from commands import main

    monkeypatch.setenv("NUANCHENG_DATABASE__URL", f"sqlite:///{tmp_path}/one.db")
    assert main(["schedule", "--once", "--data-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "opened 0, excused 0, missed 0\n"
    engine = open_engine(f"sqlite:///{tmp_path}/one.db")
    with reading(engine) as conn:
        assert "scheduler" in heartbeats(conn, system_scope("test"))
    engine.dispose()
