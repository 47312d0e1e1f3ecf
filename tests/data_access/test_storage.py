from datetime import date

import pytest
from sqlalchemy import insert

from data_access import audit, job_runs, storage
from data_access.engine import reading, writing
from data_access.schema import control_rollup
from data_access.soundness import concerns
from data_access.storage import Files, Stored
from domain.audit import Event
from domain.disk import Disk
from domain.jobs import Job, JobResult
from domain.scope import ADMINISTRATORS, NotAllowedError, Role, Scope, system_scope
from settings import Backup, Settings
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")


def test_sums_are_of_the_whole_city_though_its_rows_stay_unseen(engine):
    with writing(engine) as conn:
        plant(conn)
        audit.record(conn, SYSTEM, Event.EXPORTED, NOON)
        for day, done in ((1, 3), (18, 4)):
            conn.execute(
                insert(control_rollup).values(
                    kind="daily",
                    period_start=date(2026, 11, day),
                    township_code="150602001",
                    category="small",
                    done=done,
                    missed=1,
                )
            )
    with reading(engine, ADMIN.place) as conn:
        found = {one.kind: one for one in storage.stored(conn, ADMIN)}
    assert found["establishment"] == Stored("establishment", 4)
    assert found["control_task"] == Stored("control_task", 9, date(2026, 11, 1), date(2026, 11, 18))
    assert found["audit_log"] == Stored("audit_log", 1, date(2026, 11, 19), date(2026, 11, 19))
    assert found["alert"] == Stored("alert", 0)


def test_files_are_counted_where_they_lie(engine, tmp_path):
    (tmp_path / "frames" / "a").mkdir(parents=True)
    (tmp_path / "frames" / "a" / "1.jpg").write_bytes(b"12345")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.tar.gz").write_bytes(b"123")
    with reading(engine) as conn:
        found = {
            one.kind: one for one in storage.files(conn, ADMIN, tmp_path, tmp_path / "elsewhere")
        }
    assert found["frames"] == Files("frames", 1, 5)
    assert found["backups"] == Files("backups", 1, 3)
    assert found["clips"] == Files("clips", 0, 0)
    assert found["evidence"] == Files("evidence", 0, 0)


def test_the_database_says_what_it_is(engine):
    told = storage.database_state(engine, ADMIN)
    assert told.size_bytes > 100_000
    assert told.above_security is False
    if engine.dialect.name == "sqlite":
        assert (told.kind, told.journal) == ("SQLite", "delete" if told.wal_unsafe else "wal")
    else:
        assert (told.kind, told.journal) == ("PostgreSQL", None)


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS - {Role.SYSTEM_ADMIN}), Role.CITY_BUREAU])
def test_only_the_system_administrator_sees_it(engine, tmp_path, role):
    scope = Scope(role, "x")
    with reading(engine, scope.place) as conn:
        for ask in (
            lambda: storage.stored(conn, scope),
            lambda: storage.files(conn, scope, tmp_path, tmp_path),
            lambda: storage.database_state(engine, scope),
        ):
            with pytest.raises(NotAllowedError):
                ask()


def told(engine, settings, now=NOON):
    with reading(engine) as conn:
        return concerns(conn, engine, settings, SYSTEM, now)


def test_a_sound_installation_has_nothing_to_say(engine, tmp_path):
    assert told(engine, Settings(data_dir=tmp_path)) == []


def test_what_needs_somebody_is_said_in_words(engine, tmp_path, monkeypatch):
    settings = Settings(data_dir=tmp_path, backup=Backup(at="02:30"))
    monkeypatch.setattr(storage, "disk", lambda _folder: Disk(1000, 40))
    monkeypatch.setattr("data_access.soundness.bypasses_row_security", lambda _engine: True)
    with writing(engine) as conn:
        number = job_runs.start(conn, SYSTEM, Job.BACKUP, NOON)
        job_runs.finish(conn, SYSTEM, number, NOON, JobResult.FAILED, {"error": "secret words"})
    assert told(engine, settings) == [
        "disk: 4% free on the disk of the data directory",
        "backup: its last run failed",
        "backup: none has been made yet",
        "database: its role stands above row-level security (docs/operations.md)",
    ]


def test_a_backup_is_late_after_a_night_and_a_little(engine, tmp_path):
    settings = Settings(data_dir=tmp_path, backup=Backup(at="02:30"))
    with writing(engine) as conn:
        number = job_runs.start(conn, SYSTEM, Job.BACKUP, NOON)
        job_runs.finish(conn, SYSTEM, number, NOON, JobResult.OK, {})
    assert told(engine, settings, NOON.replace(day=20, hour=5)) == []
    assert told(engine, settings, NOON.replace(day=20, hour=7)) == [
        "backup: the newest is 27 h old"
    ]
    unplanned = Settings(data_dir=tmp_path)
    assert told(engine, unplanned, NOON.replace(day=29)) == []
