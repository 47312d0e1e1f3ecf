"""One patrol at a time on one data directory: a lock that the system drops when its owner dies."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

FILE = "patrol.lock"


class Lease:
    """An exclusive lock file.

    It guards one data directory on one machine; the moment in every look keeps two patrols on
    different machines from raising an alert twice.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Take it without waiting; False while somebody else has it.

        Raises:
            OSError: The data directory cannot be written.
        """
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        with suppress(OSError):  # a full disk: the lock counts, the number only helps people
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), f"{os.getpid()}\n".encode())
        self._file = file
        return True

    def give_back(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None
