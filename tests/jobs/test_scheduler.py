"""The scheduler: every run recorded, a failing job alone, what is asked for runs once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from data_access import audit, job_runs
from data_access.audit_archive import verify
from data_access.engine import reading, writing
from data_access.heartbeats import heartbeats
from domain.audit import Event
from domain.jobs import Job, JobResult
from domain.scope import Role, Scope, system_scope
from jobs.clock_work import TASKS, Task
from jobs.scheduler import Scheduler, keep_running
from settings import Backup, Database, Settings
from tests.conftest import NOON, TickingClock
from tests.rows import plant

SYSTEM = system_scope("test")
ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")


@pytest.fixture(autouse=True)
def planted(engine):
    with writing(engine) as conn:
        plant(conn)


@pytest.fixture
def settings(engine, tmp_path):
    url = engine.url.render_as_string(hide_password=False)
    return Settings(data_dir=tmp_path / "d", database=Database(url=url))


def newest(engine, job):
    with reading(engine) as conn:
        return job_runs.runs(conn, SYSTEM, job)


def once(engine, settings, clock, tasks=TASKS):
    scheduler = Scheduler(engine, settings, clock, tasks)
    scheduler.run_due()
    scheduler.close()


def test_what_is_due_runs_and_is_written_down(engine, settings, clock):
    once(engine, settings, clock)
    (run,) = newest(engine, Job.CONTROL)
    assert (run.started_at, run.finished_at, run.result) == (NOON, NOON, JobResult.OK)
    assert run.detail == {"opened": 12, "excused": 0, "missed": 0, "reminded": 0}
    assert newest(engine, Job.STATUS)[0].detail == {"changed": 0}
    assert newest(engine, Job.BACKUP) == []  # backup.at is empty
    with reading(engine) as conn:
        assert heartbeats(conn, SYSTEM)["scheduler"].at == NOON


def test_the_end_of_a_day_is_kept_once_and_no_other_moment(engine, settings, clock):
    once(engine, settings, clock)  # at noon, because it never ran
    clock.moment = NOON + timedelta(hours=11, minutes=50)
    once(engine, settings, clock)
    once(engine, settings, clock)
    told = [run.detail["figures"] for run in newest(engine, Job.DAY_END)]
    assert told == [15, 0]  # five figures in three townships


def test_nothing_runs_again_before_its_time(engine, settings, clock):
    once(engine, settings, clock)
    clock.moment += timedelta(seconds=settings.jobs.schedule_period_s - 1)
    once(engine, settings, clock)
    assert len(newest(engine, Job.CONTROL)) == 1
    clock.moment += timedelta(seconds=1)
    once(engine, settings, clock)
    assert len(newest(engine, Job.CONTROL)) == 2
    assert len(newest(engine, Job.ACCESS)) == 1  # once a day


@pytest.mark.parametrize(
    "error",
    [
        ValueError("odd"),
        OperationalError("SELECT secret", {}, Exception("disk full")),
        OSError(28, "No space left on device"),
    ],
)
def test_a_failing_job_is_named_and_the_others_go_on(engine, settings, clock, error):
    def fail(*_arguments):
        raise error

    tasks = (Task(Job.STATUS, fail), *TASKS[1:])
    once(engine, settings, clock, tasks)
    (failed,) = newest(engine, Job.STATUS)
    assert failed.result is JobResult.FAILED
    said = str(getattr(error, "orig", error))
    assert failed.detail == {"error": said}
    assert newest(engine, Job.CONTROL)[0].result is JobResult.OK


def test_the_nightly_backup_runs_at_its_time_and_keeps_so_many(engine, settings, clock):
    nightly = settings.model_copy(update={"backup": Backup(at="02:30", keep=2)})
    for _ in range(4):
        once(engine, nightly, clock)
        clock.moment += timedelta(days=1)
    kept = sorted(path.name for path in nightly.backup_folder.iterdir())
    # 12:00 at once; from then on every night: due at each noon of the ticking clock.
    assert kept == ["nuancheng-20261121T040000Z.tar.gz", "nuancheng-20261122T040000Z.tar.gz"]
    assert [run.result for run in newest(engine, Job.BACKUP)] == [JobResult.OK] * 4
    assert newest(engine, Job.BACKUP)[0].detail["removed"] == 1


def test_what_is_asked_for_runs_once_and_says_who_asked(engine, settings, clock):
    with writing(engine, ADMIN.place) as conn:
        assert job_runs.request(conn, ADMIN, Job.BACKUP, NOON)
        assert not job_runs.request(conn, ADMIN, Job.BACKUP, NOON)
    once(engine, settings, clock)
    clock.moment += timedelta(minutes=5)
    once(engine, settings, clock)
    (run,) = newest(engine, Job.BACKUP)
    assert run.result is JobResult.OK
    assert run.detail["by"] == "运维"
    assert (settings.backup_folder / run.detail["file"]).is_file()


def test_a_backup_that_failed_is_tried_again_after_an_hour(engine, settings, clock):
    nightly = settings.model_copy(update={"backup": Backup(at="02:30", folder=settings.data_dir)})
    settings.data_dir.write_bytes(b"a file, no folder")
    once(engine, nightly, clock)
    assert newest(engine, Job.BACKUP)[0].result is JobResult.FAILED
    settings.data_dir.unlink()
    clock.moment += timedelta(minutes=59)
    once(engine, nightly, clock)
    assert len(newest(engine, Job.BACKUP)) == 1
    clock.moment += timedelta(minutes=1)
    once(engine, nightly, clock)
    assert newest(engine, Job.BACKUP)[0].result is JobResult.OK


def test_a_run_that_was_killed_has_failed_at_the_next_start(engine, settings, clock):
    with writing(engine) as conn:
        job_runs.start(conn, SYSTEM, Job.BACKUP, NOON)
    Scheduler(engine, settings, clock).begin()
    (run,) = newest(engine, Job.BACKUP)
    assert (run.result, run.detail) == (JobResult.FAILED, {"error": "interrupted"})


def test_old_rows_of_the_log_go_into_files_and_the_chain_goes_on(engine, settings, clock):
    with writing(engine) as conn:
        for days in (400, 300, 200, 10):
            audit.record(conn, SYSTEM, Event.EXPORTED, NOON - timedelta(days=days))
    clock.moment = datetime.now(UTC)  # the database itself guards the log by its own clock
    once(engine, settings, clock)
    (run,) = newest(engine, Job.ARCHIVE)
    assert (run.result, run.detail["files"]) == (JobResult.OK, 1)
    with reading(engine) as conn:
        assert verify(conn, settings.data_dir).broken is None


def test_a_silent_database_is_survived(engine, settings, caplog):
    stop = threading.Event()

    class Silent(Scheduler):
        def run_due(self):
            stop.set()
            raise OperationalError("SELECT 1", {}, Exception("disk full"))

    keep_running(Silent(engine, settings, TickingClock()), 0, stop)
    assert "disk full" in caplog.text
    assert "Traceback" not in caplog.text
