"""The doorbell: one poller a process reads the change numbers and wakes any number of streams."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.changes import Steps, Topic, numbers
from data_access.engine import reading
from domain.clock import Clock

logger = logging.getLogger(__name__)

BEAT_S = 10.0


@dataclass(frozen=True, slots=True)
class Ring:
    """What every screen is told: the change numbers, and when the database last confirmed them."""

    numbers: dict[Topic, int]
    at: datetime


def look(engine: Engine, clock: Clock, steps: Steps) -> Ring:
    """The change numbers that screens go by now."""
    known = steps.known({})
    with reading(engine) as conn:
        current = numbers(conn)  # also when a step is running: the database has to answer
        if known is None:
            steps.learn(current)
        return Ring(known or current, clock())


class Doorbell:
    """Watch the change numbers and wake every stream when one moves.

    Args:
        read: Cheap query of the numbers (`look`).
        period_s: Seconds between two reads.
        beat_s: Longest silence of a stream; each beat tells the newest confirmation.
    """

    def __init__(self, read: Callable[[], Ring], period_s: float, beat_s: float = BEAT_S) -> None:
        self._read = read
        self._period_s = period_s
        self._beat_s = beat_s
        self._moved = threading.Condition()
        self._ring: Ring | None = None
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def rings(self) -> Iterator[Ring]:
        """The numbers now, then at each move, and again at the latest after `beat_s`.

        Ends when the process stops (`close`). The caller decides between two rings whether its
        asker may still listen.
        """
        self._ensure_polling()
        seen: dict[Topic, int] | None = None
        while not self._closed.is_set():
            with self._moved:
                if self._ring is None or self._ring.numbers == seen:
                    self._moved.wait(self._beat_s)
                ring = self._ring
            if ring is not None and not self._closed.is_set():
                seen = ring.numbers
                yield ring

    def close(self) -> None:
        """End the poller and every stream; called when the process is asked to stop."""
        self._closed.set()
        with self._moved:
            self._moved.notify_all()

    def _ensure_polling(self) -> None:
        # Started on first use, so that it runs in the worker and not in gunicorn's parent.
        with self._moved:
            if self._thread is None:
                self._thread = threading.Thread(target=self._poll, name="doorbell", daemon=True)
                self._thread.start()

    def _poll(self) -> None:
        while not self._closed.is_set():
            try:
                ring = self._read()
            except SQLAlchemyError:
                # The confirmation stands still, so screens turn stale by themselves.
                logger.exception("change numbers not read")
            else:
                self._tell(ring)
            self._closed.wait(self._period_s)

    def _tell(self, ring: Ring) -> None:
        with self._moved:
            moved = self._ring is None or self._ring.numbers != ring.numbers
            self._ring = ring
            if moved:
                self._moved.notify_all()
