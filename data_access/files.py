"""Files below the data directory that are whole under their name, or not there at all."""

import os
import tempfile
from pathlib import Path

UNFINISHED = ".part"
"""Ending of a file that is being written; a kill leaves it and the next start removes it."""


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
    """Remove what a killed process left below `folder`; how many files it was."""
    left = list(folder.rglob(f"*{UNFINISHED}")) if folder.is_dir() else []
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
