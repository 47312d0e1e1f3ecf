"""What runs by the clock, one job after the other, each recorded; long ones run beside the rest.

A plain loop: the jobs are few and idempotent, their newest runs stand in the database, and what is
due follows from them. So a standstill needs no catching up beyond what each job does by itself.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from data_access import job_runs
from data_access.audit_archive import ArchiveError
from data_access.backup.manifest import BackupError
from data_access.engine import reading, writing
from domain.clock import Clock
from domain.jobs import Job, JobResult, timetables
from jobs.clock_work import SCOPE, TASKS, Task
from settings import Settings

logger = logging.getLogger(__name__)

_LONGEST_ERROR = 300


class Scheduler:
    """Runs what is due.

    Args:
        engine: Database with at least two connections.
        settings: Periods, and what the jobs need.
        clock: Aware UTC.
        tasks: The jobs.
    """

    def __init__(
        self, engine: Engine, settings: Settings, clock: Clock, tasks: Sequence[Task] = TASKS
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._tasks = tasks
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-job")
        self._going_on: dict[Job, Future[None]] = {}

    def begin(self) -> None:
        """Once at the start: what an earlier process left unfinished has failed."""
        with writing(self._engine) as conn:
            job_runs.close_interrupted(conn, SCOPE, self._clock())

    def run_due(self) -> None:
        """Run every job that is due or asked for; one that fails does not stop the others.

        Raises:
            SQLAlchemyError: The database does not tell what is due.
        """
        settings = self._settings
        tables = timetables(settings.jobs.schedule_period_s, settings.backup.at)
        now = self._clock()
        with reading(self._engine) as conn:
            last = job_runs.last_starts(conn, SCOPE)
            asked = job_runs.requested(conn, SCOPE)
        for task in self._tasks:
            table = tables[task.job]
            due = table is not None and table.next_at(last.get(task.job), now) <= now
            if not due and task.job not in asked:
                continue
            if not task.long:
                self._run(task)
            elif task.job not in self._going_on or self._going_on[task.job].done():
                self._going_on[task.job] = self._beside.submit(self._run, task)

    def close(self) -> None:
        """Wait for what goes on beside."""
        self._beside.shutdown(wait=True, cancel_futures=True)

    def _run(self, task: Task) -> None:
        try:
            with writing(self._engine) as conn:
                number = job_runs.start(conn, SCOPE, task.job, self._clock())
            result, detail = self._attempt(task)
            with writing(self._engine) as conn:
                job_runs.finish(conn, SCOPE, number, self._clock(), result, detail)
        except OperationalError as error:  # a full disk, a lost server: nothing of ours
            logger.error("%s cannot be recorded: %s", task.job, error.orig)
        except SQLAlchemyError:
            logger.exception("%s cannot be recorded", task.job)

    def _attempt(self, task: Task) -> tuple[JobResult, dict[str, Any]]:
        try:
            done = task.work(self._engine, self._settings, self._clock())
        except (OperationalError, OSError, BackupError, ArchiveError) as error:
            words = _in_words(error)
            logger.error("%s failed: %s", task.job, words)
            return JobResult.FAILED, {"error": words}
        except Exception as error:  # whatever it is, the other jobs go on
            logger.exception("%s failed", task.job)
            return JobResult.FAILED, {"error": _in_words(error)}
        if any(done.values()):
            told = ", ".join(f"{key} {value}" for key, value in done.items())
            logger.info("%s: %s", task.job, told)
        return JobResult.OK, done


def keep_running(scheduler: Scheduler, period_s: float, stop: threading.Event) -> None:
    """`run_due` every `period_s` seconds until `stop` is set; a database error waits for the next.

    The sign of life then grows old, which `/readyz` and `status` show.
    """
    begun = False
    try:
        while True:
            try:
                if not begun:
                    scheduler.begin()
                    begun = True
                scheduler.run_due()
            except OperationalError as error:
                logger.error("Jobs wait %.0f s: %s", period_s, error.orig)
            except SQLAlchemyError:
                logger.exception("Jobs failed, trying again in %.0f s", period_s)
            if stop.wait(period_s):
                return
    finally:
        scheduler.close()


def _in_words(error: Exception) -> str:
    """What happened, without statements and their values."""
    said = error.orig if isinstance(error, DBAPIError) else error
    words = " ".join(str(said).split()) or type(error).__name__
    return words[:_LONGEST_ERROR]
