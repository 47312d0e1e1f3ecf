"""Change numbers: a writer raises its topic in its own transaction, screens and caches follow.

A number only grows, and it moves for every kind of change, also for one that removes. So it can
key a cache, and a screen that has seen number n has seen everything up to it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy import Connection, select, update

from data_access.schema import change_number


class Topic(StrEnum):
    """What changed."""

    REGISTER = "register"
    CONTROL = "control"
    ALERTS = "alerts"
    CAMERAS = "cameras"  # a camera's state
    LOOKS = "looks"  # a new picture: many a second, so figures do not wait for it
    ACCESS = "access"
    RISK = "risk"  # a score, a manual change or the table behind them


def bump(conn: Connection, *topics: Topic) -> None:
    """Raise the numbers of `topics` in the caller's transaction, in one fixed order."""
    for topic in sorted(set(topics)):  # fixed order: two writers cannot wait for each other
        changed = conn.execute(
            update(change_number)
            .where(change_number.c.topic == topic)
            .values(number=change_number.c.number + 1)
        )
        if changed.rowcount == 0:
            conn.execute(change_number.insert().values(topic=topic, number=1))


def numbers(conn: Connection) -> dict[Topic, int]:
    """Number of every topic, 0 where nothing has happened yet."""
    found = {Topic(row.topic): row.number for row in conn.execute(select(change_number))}
    return {topic: found.get(topic, 0) for topic in Topic}


class Steps:
    """The change numbers as the screens of one process go by them: in steps of a few seconds.

    Facts may move many times a second. Screens are told, and kept answers go out of date, once a
    step, so that a click seldom meets an answer that has to be worked out anew. Steps begin at
    multiples of their length by the clock of the machine: the processes of one installation move
    together.

    Args:
        period_s: Length of a step in seconds; 0 follows every move.
        now: Seconds since 1970.
    """

    def __init__(self, period_s: float, now: Callable[[], float] = time.time) -> None:
        self.period_s = period_s
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[Topic, int] | None = None
        self._step = 0.0

    def known(self, told: Mapping[Topic, int]) -> dict[Topic, int] | None:
        """The numbers of the running step.

        Args:
            told: What the asker has been told already; never gets less than that.

        Returns:
            None when they have to be read (`learn`): a step begins, or the asker knows newer ones.
        """
        if not self.period_s:
            return None
        with self._lock:
            held = self._held
            if held is None or self._step != self._now() // self.period_s:
                return None
        return held if all(held[topic] >= number for topic, number in told.items()) else None

    def learn(self, found: dict[Topic, int]) -> None:
        """Go by what was just read from the database for an asker whom `known` did not satisfy."""
        if not self.period_s:
            return
        with self._lock:
            self._held, self._step = found, self._now() // self.period_s
