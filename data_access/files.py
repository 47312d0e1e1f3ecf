"""Files below the data directory that are whole under their name, or not there at all."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".part"
"""Ending of a file that is being written; a kill leaves it and a later start removes it."""
LONGEST_WRITE_S = 600
"""Younger ones may be at work in another process."""


def write_whole(target: Path, content: bytes) -> None:
    """Write a file: readers see the old one or the new one, and the new one is on the disk.

    Raises:
        OSError: It cannot be written; nothing of it remains.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> int:
    """Remove what a process killed some time ago left below `folder`; how many files it was."""
    removed = 0
    for path in folder.rglob(f"*{UNFINISHED}") if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # it has just been finished
            if path.stat().st_mtime < time.time() - LONGEST_WRITE_S:
                path.unlink()
                removed += 1
    return removed
