"""`python app.py demo-feed`: the people of the demonstration city go on working."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace

from data_access.demo_accounts import holds_demo
from data_access.engine import reading
from data_access.opening import open_database
from domain.clock import utc_now
from jobs.demo_feed import run_feed
from settings import Settings

NAME = "demo-feed"
HELP = "the live feed of the demonstration city alone"


def add_arguments(parser: ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: Namespace, settings: Settings) -> int:
    """0 when stopped; 1 when the database holds no demonstration city."""
    engine = open_database(settings)
    try:
        with reading(engine) as conn:
            demo = holds_demo(conn)
        if not (demo and settings.demo.enabled):
            print("no demonstration city here: the feed never touches real data", file=sys.stderr)
            return 1
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        run_feed(engine, settings, utc_now, stop)
    finally:
        engine.dispose()
    return 0
