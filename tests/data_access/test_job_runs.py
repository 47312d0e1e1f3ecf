import pytest
from sqlalchemy import func, select

from data_access import job_runs
from data_access.engine import reading, writing
from data_access.schema import audit_log, job_run
from domain.jobs import Job, JobResult, LastRun
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
ADMIN = Scope(Role.SYSTEM_ADMIN, "运维")
OTHERS = [role for role in (Role.CITY_BUREAU, Role.MUNICIPAL_LEADER, Role.AUDITOR, Role.DEVICE)]


def done(engine, result, job=Job.BACKUP):
    with writing(engine) as conn:
        number = job_runs.start(conn, SYSTEM, job, NOON)
        job_runs.finish(conn, SYSTEM, number, NOON, result, {})
    return number


def test_the_newest_stay_and_with_them_the_last_that_went_well(engine):
    went_well = done(engine, JobResult.OK)
    for _ in range(job_runs.KEPT + 3):
        done(engine, JobResult.FAILED)
    other = done(engine, JobResult.OK, Job.ACCESS)
    with reading(engine) as conn:
        kept = conn.scalar(select(func.count()).select_from(job_run))
        numbers = [run.id for run in job_runs.runs(conn, SYSTEM, Job.BACKUP, 1000)]
        assert job_runs.last_ok(conn, SYSTEM) == {Job.BACKUP: NOON, Job.ACCESS: NOON}
        assert job_runs.last_starts(conn, SYSTEM)[Job.BACKUP] == LastRun(NOON, failed=True)
    assert kept == job_runs.KEPT + 2
    assert numbers[-1] == went_well
    assert other not in numbers


def test_asking_is_written_into_the_log_and_only_the_system_administrator_may(engine):
    for role in OTHERS:
        scope = Scope(role, "x")
        with writing(engine, scope.place) as conn:
            with pytest.raises(NotAllowedError):
                job_runs.request(conn, scope, Job.BACKUP, NOON)
            with pytest.raises(NotAllowedError):
                job_runs.runs(conn, scope, Job.BACKUP)
    with writing(engine, ADMIN.place) as conn:
        assert job_runs.request(conn, ADMIN, Job.BACKUP, NOON)
        assert job_runs.requested(conn, ADMIN) == {Job.BACKUP}
        assert job_runs.last_starts(conn, ADMIN) == {}
        logged = conn.execute(select(audit_log.c.event, audit_log.c.object_id)).one()
    assert tuple(logged) == ("job_requested", "backup")
    with pytest.raises(NotAllowedError), writing(engine) as conn:
        job_runs.start(conn, ADMIN, Job.BACKUP, NOON)
