"""`python app.py schedule`: the scheduler alone."""

import signal
import threading
from argparse import ArgumentParser, Namespace

from data_access.engine import check_connection, open_engine
from data_access.migrate import upgrade
from domain.clock import utc_now
from jobs.scheduler import keep_running, run_once
from settings import Settings

NAME = "schedule"
HELP = "open, lock and end the periods of 日管控 · 周排查 · 月调度 by the clock"


def add_arguments(parser: ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--once", action="store_true", help="one pass, then end")


def run(arguments: Namespace, settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C."""
    engine = open_engine(
        settings.database_url, busy_timeout_s=settings.database.busy_timeout_s, pool_size=1
    )
    check_connection(engine)
    upgrade(engine)
    if arguments.once:
        done = run_once(engine, utc_now())
        print(f"opened {done.opened}, excused {done.excused}, missed {done.missed}")
        return 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    keep_running(engine, utc_now, settings.jobs.schedule_period_s, stop)
    return 0
