"""Demonstration clips: `clip:<n>` is a file of ours, made in the background when it is missing."""

import logging
import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import cv2

from inference.scenes.film import make_clip

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
        self._process: BaseProcess | None = None

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self._process is not None and self._process.is_alive()

    def make(self, numbers: Sequence[int]) -> None:
        """Start making these clips, unless it is busy already."""
        if self.busy or not numbers:
            return
        if self._process is not None and self._process.exitcode:
            logger.warning("making clips ended with status %s", self._process.exitcode)
        # A process and not a thread: drawing would hold the patrol up at the interpreter lock.
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(
            target=make_clips, args=(tuple(numbers), self._folder, os.getpid()), daemon=True
        )
        self._process.start()

    def stop(self) -> None:
        """End it; a clip that is half made leaves nothing under its name."""
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(5)


def make_clips(numbers: Sequence[int], folder: Path, parent: int) -> None:
    """Make the clips that are missing, until done or the parent process is gone."""
    os.nice(max(0, _NICE - os.nice(0)))
    cv2.setNumThreads(1)
    for n in numbers:
        if os.getppid() != parent:
            return
        if not (folder / f"{n}.mp4").is_file():
            make_clip(n, folder)
