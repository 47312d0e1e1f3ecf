"""What works, and still needs somebody: no reason to take the system out of service."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from data_access import job_runs, storage
from data_access.engine import bypasses_row_security
from domain.jobs import Job, LastRun
from domain.scope import Scope
from settings import Settings

BACKUP_LATE = timedelta(hours=26)
"""A night and a little more."""


def concerns(
    conn: Connection, engine: Engine, settings: Settings, scope: Scope, now: datetime
) -> list[str]:
    """One line each, for probes and `status`: disk, backup, jobs that failed, the database role."""
    found = []
    disk = storage.disk(settings.data_dir)
    if disk.low:
        found.append(f"disk: {disk.free_share:.0%} free on the disk of the data directory")
    last = job_runs.last_starts(conn, scope)
    found += [f"{job}: its last run failed" for job, run in sorted(last.items()) if run.failed]
    if settings.backup.at:
        late = _late_backup(
            last.get(Job.BACKUP), job_runs.last_ok(conn, scope).get(Job.BACKUP), now
        )
        found += [late] if late else []
    if bypasses_row_security(engine):
        found.append("database: its role stands above row-level security (docs/operations.md)")
    return found


def _late_backup(last: LastRun | None, ok_at: datetime | None, now: datetime) -> str:
    if ok_at is None:
        return "backup: none has been made yet" if last else ""
    age = now - ok_at
    hours = age.total_seconds() / 3600
    return f"backup: the newest is {hours:.0f} h old" if age > BACKUP_LATE else ""
