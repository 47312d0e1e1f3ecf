"""`python app.py schedule`: the scheduler alone."""

import signal
import threading
from argparse import ArgumentParser, Namespace

from data_access.engine import check_connection, open_engine
from data_access.migrate import upgrade
from domain.clock import utc_now
from jobs.control_clock import run_once
from jobs.scheduler import Scheduler, keep_running
from settings import Settings

NAME = "schedule"
HELP = "what runs by the clock: periods of control, status changes, backup, tidying up"
# One for the jobs in turn, one for a long job beside them and its snapshot.
CONNECTIONS = 3
# How often it looks whether something is due or asked for.
BEAT_S = 5


def add_arguments(parser: ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--once", action="store_true", help="the periods of control once, then end")


def run(arguments: Namespace, settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C."""
    engine = open_engine(
        settings.database_url,
        busy_timeout_s=settings.database.busy_timeout_s,
        pool_size=CONNECTIONS,
    )
    check_connection(engine)
    upgrade(engine)
    if arguments.once:
        done = run_once(engine, utc_now())
        print(f"opened {done.opened}, excused {done.excused}, missed {done.missed}")
        return 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    keep_running(Scheduler(engine, settings, utc_now), BEAT_S, stop)
    return 0
