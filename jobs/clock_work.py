"""The jobs themselves: each takes database, settings and moment, and says what it did."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine

from data_access.audit_archive import archive
from data_access.backup.making import make_backup, remove_old
from data_access.day_ends import note
from data_access.engine import reading, writing
from data_access.expired_access import remove_expired
from data_access.reminding import forget_old
from data_access.risk_overrides import end_expired
from data_access.risk_work import mark_city, work_off
from data_access.sham import keep, look
from data_access.sham_evidence import prepare
from data_access.status_due import apply_due
from domain.clock import city_day
from domain.jobs import Job
from domain.scope import system_scope
from jobs.control_clock import Rules, run_once
from jobs.document_archives import make_archives
from settings import Settings

SCOPE = system_scope("scheduler")
Work = Callable[[Engine, Settings, datetime], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """A job and how it is done.

    Attributes:
        long: May take minutes, so it runs beside the others.
    """

    job: Job
    work: Work
    long: bool = False


def change_statuses(engine: Engine, _settings: Settings, now: datetime) -> dict[str, Any]:
    """Before the periods open, so that who is suspended from today owes nothing today."""
    changed = 0
    while True:
        with writing(engine) as conn:
            done = apply_due(conn, SCOPE, now)
        changed += done
        if not done:
            return {"changed": changed}


def keep_control(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """Open, lock and end the periods of control, and remind of them."""
    control = settings.control
    rules = Rules(time(control.ahead_from_h), control.ladders)
    return asdict(run_once(engine, now, rules))


def back_up(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """A backup, and the oldest ones removed."""
    made = make_backup(engine, settings, SCOPE, now)
    removed = remove_old(settings.backup_folder, settings.backup.keep)
    return {**made.figures(), "removed": len(removed)}


def archive_log(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """Old rows of the audit log into files, one transaction a file."""
    rows = files = 0
    while True:
        with writing(engine) as conn:
            made = archive(
                conn, SCOPE, now, settings.data_dir, keep_days=settings.security.audit_keep_days
            )
        if made is None:
            return {"archived": rows, "files": files}
        rows, files = rows + made.rows, files + 1


def remove_old_access(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """Sessions and tokens that ended long ago, and reminders that nobody needs any more."""
    with writing(engine) as conn:
        gone = asdict(remove_expired(conn, SCOPE, now, settings.jobs.sessions_kept_days))
        return {**gone, "reminders": forget_old(conn, SCOPE, now, settings.control.reminders_days)}


def score_due(engine: Engine, _settings: Settings, now: datetime) -> dict[str, Any]:
    """Manual changes whose time is over end, and whoever is due gets a new score."""
    with writing(engine) as conn:
        ended = end_expired(conn, SCOPE, now)
    return {"ended": ended, **asdict(work_off(engine, SCOPE, now))}


def score_city(engine: Engine, settings: Settings, now: datetime) -> dict[str, Any]:
    """Everybody, because days pass: certificates expire, inspections age, tables begin."""
    mark_city(engine, SCOPE, now)
    return score_due(engine, settings, now)


def note_day(engine: Engine, _settings: Settings, now: datetime) -> dict[str, Any]:
    """Figures of the day that ends; at any other time nothing, because they would be a guess."""
    with writing(engine) as conn:
        return asdict(note(conn, SCOPE, now))


def look_for_shams(engine: Engine, _settings: Settings, now: datetime) -> dict[str, Any]:
    """Signals of the week that is over, block by block: no transaction holds a writer up."""
    today = city_day(now)
    week = today - timedelta(days=today.weekday() + 7)
    with reading(engine) as conn:
        known = prepare(conn, week)
    looked = kept = last = 0
    while True:
        with reading(engine) as conn:
            block = look(conn, SCOPE, known, last)
        if not block.ids:
            return {"looked": looked, "signals": kept}
        with writing(engine) as conn:
            kept += keep(conn, SCOPE, week, block, now)
        looked, last = looked + len(block.ids), block.ids[-1]


TASKS = (
    Task(Job.STATUS, change_statuses),
    Task(Job.DAY_END, note_day),
    Task(Job.CONTROL, keep_control),
    Task(Job.BACKUP, back_up, long=True),
    Task(Job.ARCHIVE, archive_log, long=True),
    Task(Job.ACCESS, remove_old_access),
    Task(Job.RISK_DAY, score_city),
    Task(Job.RISK, score_due),
    Task(Job.DOCUMENTS, make_archives, long=True),
    Task(Job.SHAM, look_for_shams, long=True),
)
