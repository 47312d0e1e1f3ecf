"""`python app.py patrol`: look at the cameras in turn and raise alerts from what is seen."""

import logging
import os
import signal
import threading
from argparse import ArgumentParser, Namespace
from functools import partial

from data_access import own_services
from data_access.files import remove_unfinished
from data_access.opening import open_database
from data_access.sealing import CAMERA_SEAL, Sealer
from data_access.secret_key import secret_key
from domain.clock import utc_now
from inference.clips import FOLDER, ClipMaker
from inference.lease import Lease
from inference.patrol import look_at
from inference.video_source import read_burst
from inference.worker import Patrol
from settings import Settings

NAME = "patrol"
HELP = "look at the cameras in turn, detect, raise alerts with evidence"

logger = logging.getLogger(__name__)
_ASK_AGAIN_S = 3.0


def add_arguments(parser: ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: Namespace, settings: Settings) -> int:
    """Patrol until SIGTERM or Ctrl-C.

    Without a usable model it stays up, says so, shows pictures without boxes, and tries the model
    again every minute: a broken file must not take the pictures from the wall.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _be_polite(settings.patrol.nice)
    engine = open_database(settings)
    lease = Lease(settings.data_dir)
    try:
        if not _wait_for(lease, stop):
            return 0
        # Only the owner of the lease may: nobody else is writing there now.
        for folder in ("evidence", "frames", FOLDER):
            remove_unfinished(settings.data_dir / folder)
        maker = ClipMaker(settings.data_dir)
        look = partial(
            look_at,
            read=partial(
                read_burst,
                loopback=settings.patrol.loopback_cameras,
                own=own_services.configured(settings),
            ),
            unseal=Sealer(secret_key(settings), CAMERA_SEAL).open,
        )
        Patrol(engine, settings.patrol, settings.data_dir, utc_now, maker, look).run(stop)
        return 0
    finally:
        lease.give_back()
        engine.dispose()


def _be_polite(niceness: int) -> None:
    os.nice(max(0, niceness - os.nice(0)))


def _wait_for(lease: Lease, stop: threading.Event) -> bool:
    """Take the lease, waiting in reserve while another patrol works; False when told to stop."""
    said = False
    while not stop.is_set():
        if lease.take():
            return True
        if not said:
            logger.warning("another patrol works on this data directory; waiting in reserve")
            said = True
        stop.wait(_ASK_AGAIN_S)
    return False
