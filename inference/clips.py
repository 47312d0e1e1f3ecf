"""Demonstration clips: `clip:<n>` is a file of ours, made in the background when it is missing."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2

from inference.scenes.film import make_clip
from settings import ROOT

logger = logging.getLogger(__name__)

FOLDER = "clips"
_PREFIX = "clip:"
_NICE = 19
_LARGEST = 100_000


def clip_number(source: str) -> int | None:
    """The n of `clip:<n>`, None for any other source."""
    digits = source.removeprefix(_PREFIX)
    if not source.startswith(_PREFIX) or not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits[:7])
    return number if number < _LARGEST else None


def clip_path(data_dir: Path, n: int) -> Path:
    """Where clip `n` is, made or not."""
    return data_dir / FOLDER / f"{n}.mp4"


class ClipMaker:
    """Makes missing clips in one side process of the lowest priority."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self._process is not None and self._process.poll() is None

    def make(self, numbers: Sequence[int]) -> None:
        """Start making these clips, unless it is busy already."""
        if self.busy or not numbers:
            return
        if self._process is not None and self._process.returncode:
            logger.warning("making clips ended with status %d", self._process.returncode)
        # A process and not a thread: drawing would hold the patrol up at the interpreter lock.
        # A plain one: multiprocessing would load the whole web application into it first.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, arguments as a list
            [sys.executable, "-m", __name__, str(self._folder), *map(str, numbers)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """End it; a clip that is half made leaves nothing under its name."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def make_clips(numbers: Sequence[int], folder: Path, parent: int) -> None:
    """Make the clips that are missing, until done or the parent process is gone."""
    for n in numbers:
        if os.getppid() != parent:
            return
        if not (folder / f"{n}.mp4").is_file():
            make_clip(n, folder)


def main(arguments: Sequence[str]) -> None:
    """The side process: a folder, then the numbers of the clips."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the patrol, which stops us
    os.nice(max(0, _NICE - os.nice(0)))
    cv2.setNumThreads(1)
    folder, *numbers = arguments
    try:
        make_clips([int(n) for n in numbers], Path(folder), os.getppid())
    except OSError as error:  # a full disk: the patrol asks again in a moment
        sys.exit(f"clips wait: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
