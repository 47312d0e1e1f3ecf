"""Runs of jobs: started, finished, asked for; the newest of each job are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from data_access import audit
from data_access.schema import job_run
from domain.audit import Event
from domain.jobs import Job, JobResult, LastRun
from domain.scope import Action, NotAllowedError, Scope

KEPT = 50


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run.

    Attributes:
        started_at: When, or when somebody asked for it (result `requested`).
        result: None while it goes on.
        detail: What it did, `error` in words, `by` who asked.
    """

    id: int
    job: Job
    started_at: datetime
    finished_at: datetime | None
    result: JobResult | None
    detail: dict[str, Any]


def request(conn: Connection, scope: Scope, job: Job, now: datetime) -> bool:
    """Ask the scheduler to run a job; False when it is asked already, or runs.

    Raises:
        NotAllowedError: The asker does not run the system.
    """
    scope.require(Action.MANAGE_SYSTEM)
    pending = or_(job_run.c.result.is_(None), job_run.c.result == JobResult.REQUESTED)
    if conn.scalar(select(job_run.c.id).where(job_run.c.job == job, pending).limit(1)) is not None:
        return False
    values = {"job": job, "started_at": now, "result": JobResult.REQUESTED}
    conn.execute(insert(job_run).values(**values, detail={"by": scope.actor}))
    audit.record(conn, scope, Event.JOB_REQUESTED, now, on=("job", job))
    return True


def start(conn: Connection, scope: Scope, job: Job, now: datetime) -> int:
    """A run begins, the one that was asked for if there is one; its id."""
    scope.require(Action.RUN_SYSTEM)
    asked = (job_run.c.job == job, job_run.c.result == JobResult.REQUESTED)
    number = conn.scalar(select(func.min(job_run.c.id)).where(*asked))
    if number is not None:
        begun = {"started_at": now, "result": None}
        conn.execute(update(job_run).where(job_run.c.id == number).values(**begun))
        return int(number)
    made = insert(job_run).values(job=job, started_at=now, detail={}).returning(job_run.c.id)
    return int(conn.execute(made).scalar_one())


def finish(
    conn: Connection,
    scope: Scope,
    run_id: int,
    now: datetime,
    result: JobResult,
    detail: dict[str, Any],
) -> None:
    """A run has ended; older ones go, but the newest that went well stays."""
    scope.require(Action.RUN_SYSTEM)
    run = conn.execute(select(job_run).where(job_run.c.id == run_id)).one_or_none()
    if run is None:
        return
    conn.execute(
        update(job_run)
        .where(job_run.c.id == run_id)
        .values(finished_at=now, result=result, detail={**run.detail, **detail})
    )
    same = job_run.c.job == run.job
    newest = select(job_run.c.id).where(same).order_by(job_run.c.id.desc()).limit(KEPT)
    last_ok = select(func.max(job_run.c.id)).where(same, job_run.c.result == JobResult.OK)
    keep = {*conn.scalars(newest), conn.scalar(last_ok)} - {None}
    conn.execute(delete(job_run).where(same, job_run.c.id.not_in(keep)))


def close_interrupted(conn: Connection, scope: Scope, now: datetime) -> int:
    """Runs that a killed scheduler left open have failed; how many."""
    scope.require(Action.RUN_SYSTEM)
    closed = conn.execute(
        update(job_run)
        .where(job_run.c.result.is_(None))
        .values(finished_at=now, result=JobResult.FAILED, detail={"error": "interrupted"})
    )
    return closed.rowcount


def runs(conn: Connection, scope: Scope, job: Job, limit: int = KEPT) -> list[JobRun]:
    """Runs of a job, newest first.

    Raises:
        NotAllowedError: The asker does not run the system.
    """
    _require_operator(scope)
    rows = conn.execute(
        select(job_run).where(job_run.c.job == job).order_by(job_run.c.id.desc()).limit(limit)
    )
    return [_run(row) for row in rows]


def last_starts(conn: Connection, scope: Scope) -> dict[Job, LastRun]:
    """The newest run of every job that has begun."""
    _require_operator(scope)
    begun = or_(job_run.c.result.is_(None), job_run.c.result != JobResult.REQUESTED)
    newest = select(func.max(job_run.c.id)).where(begun).group_by(job_run.c.job)
    rows = conn.execute(select(job_run).where(job_run.c.id.in_(newest)))
    return {
        Job(row.job): LastRun(row.started_at, row.result == JobResult.FAILED)
        for row in rows
        if row.job in list(Job)
    }


def last_ok(conn: Connection, scope: Scope) -> dict[Job, datetime]:
    """When each job last ended well."""
    _require_operator(scope)
    rows = conn.execute(
        select(job_run.c.job, func.max(job_run.c.finished_at).label("at"))
        .where(job_run.c.result == JobResult.OK)
        .group_by(job_run.c.job)
    )
    return {Job(row.job): row.at for row in rows if row.job in list(Job)}


def requested(conn: Connection, scope: Scope) -> set[Job]:
    """Jobs that somebody has asked for and that have not begun."""
    _require_operator(scope)
    found = conn.scalars(select(job_run.c.job).where(job_run.c.result == JobResult.REQUESTED))
    return {Job(job) for job in found if job in list(Job)}


def _require_operator(scope: Scope) -> None:
    if not (scope.allows(Action.MANAGE_SYSTEM) or scope.allows(Action.RUN_SYSTEM)):
        raise NotAllowedError(f"{scope.role} may not see the jobs")


def _run(row: Row[*tuple[Any, ...]]) -> JobRun:
    return JobRun(
        row.id,
        Job(row.job),
        row.started_at,
        row.finished_at,
        JobResult(row.result) if row.result else None,
        row.detail,
    )
