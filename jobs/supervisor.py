"""Keep the processes of one installation running: start, restart within limits, stop together.

A child that dies is started again, a few times a minute; one that keeps dying stops everything,
because a half-working command centre would look like a working one.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

logger = logging.getLogger(__name__)

MINUTE_S = 60.0
PERIOD_S = 0.2
# A child gets so long to end by itself; the web process needs most of it for open streams.
GRACE_S = 10.0
_PR_SET_PDEATHSIG = 1
_SESSION_PRIORITY = Path("/proc/self/autogroup")


@dataclass(frozen=True, slots=True)
class Child:
    """One process to keep.

    Attributes:
        name: For messages.
        command: Program and arguments.
        once: Ends by itself and is not started again.
        nice: How far it steps back behind the others, 0 to 19.
    """

    name: str
    command: tuple[str, ...]
    once: bool = False
    nice: int = 0


class Process(Protocol):
    """The part of a running process that the supervisor uses."""

    def poll(self) -> int | None:
        """Exit status, None while it runs."""
        ...

    def stop(self) -> None:
        """Ask it to end."""
        ...

    def kill(self) -> None:
        """End it and its children at once."""
        ...


@dataclass(slots=True)
class _Kept:
    child: Child
    process: Process
    deaths: deque[float] = field(default_factory=deque)


class Supervisor:
    """Start children and keep them.

    Args:
        children: What to keep.
        start: Starts one (`start_process`).
        restarts_per_min: Deaths of one child within a minute that are still repaired.
        clock: Monotonic seconds.
        pause: Sleeps for so many seconds.
    """

    def __init__(
        self,
        children: Sequence[Child],
        start: Callable[[Child], Process],
        *,
        restarts_per_min: int,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._children = children
        self._start = start
        self._restarts_per_min = restarts_per_min
        self._clock = clock
        self._pause = pause
        self._kept: list[_Kept] = []
        self._asked_to_stop = False

    def ask_to_stop(self) -> None:
        """End everything at the next look; safe in a signal handler."""
        self._asked_to_stop = True

    def run(self, each_look: Callable[[], None] = lambda: None) -> int:
        """Keep the children until asked to stop.

        Args:
            each_look: Called at every look, a few times a second.

        Returns:
            0 when asked to stop, 1 when a child died too often.
        """
        self._kept = [_Kept(child, self._start(child)) for child in self._children]
        try:
            while not self._asked_to_stop:
                if not all([self._look_after(kept) for kept in list(self._kept)]):
                    return 1
                each_look()
                self._pause(PERIOD_S)
            return 0
        finally:
            self._stop()

    def _look_after(self, kept: _Kept) -> bool:
        """Restart a dead child; False when it died too often."""
        status = kept.process.poll()
        if status is None:
            return True
        if kept.child.once:
            if status:
                logger.error("%s ended with status %d", kept.child.name, status)
            self._kept.remove(kept)
            return True
        now = self._clock()
        kept.deaths.append(now)
        while kept.deaths[0] <= now - MINUTE_S:
            kept.deaths.popleft()
        if len(kept.deaths) > self._restarts_per_min:
            logger.error(
                "%s died %d times within a minute (last status %d): everything stops",
                kept.child.name,
                len(kept.deaths),
                status,
            )
            return False
        logger.warning("%s died with status %d and is started again", kept.child.name, status)
        kept.process = self._start(kept.child)
        return True

    def _stop(self) -> None:
        for kept in self._kept:
            kept.process.stop()
        deadline = self._clock() + GRACE_S
        while self._clock() < deadline and any(kept.process.poll() is None for kept in self._kept):
            self._pause(PERIOD_S)
        for kept in self._kept:
            if kept.process.poll() is None:
                logger.warning("%s did not end in %.0f s and is killed", kept.child.name, GRACE_S)
            kept.process.kill()


class _Running:
    """A real process, leader of its own session, so that Ctrl-C reaches only the supervisor."""

    def __init__(self, child: Child) -> None:
        def prepare() -> None:
            _die_with_parent()
            _step_back(child.nice)

        self._process = subprocess.Popen(  # noqa: S603 - our own program, arguments as a list
            child.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=prepare
        )

    def poll(self) -> int | None:
        return self._process.poll()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()


def start_process(child: Child) -> Process:
    """Start a child for real."""
    return _Running(child)


def _die_with_parent() -> None:
    """Linux: the child is asked to end when the supervisor is killed -9; nothing is orphaned."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _step_back(nice: int) -> None:
    """Lower the priority of a session leader.

    Linux shares the processor between sessions first, where it groups them, and there niceness
    counts only within one: so the session steps back as well.
    """
    os.nice(nice)
    if nice:
        with suppress(OSError):
            _SESSION_PRIORITY.write_text(str(nice))
