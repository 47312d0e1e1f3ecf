"""Files that wait below the data directory: the upload, how far its work is, what a check found.

Names are ours; what the sender called the file is only shown. Nothing here is served by its name.
"""

import hashlib
import json
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from data_access.files import write_whole

FOLDER = "uploads"
KEPT_DAYS = 7
STALE_S = 60.0
"""A process that works says so every few seconds; after this long it is taken for gone."""
_NAME = re.compile(r"[0-9a-f]{32}")
_BLOCK = 1 << 20
_PROGRESS, _FACTS = ".progress", ".facts.json"
_CHECK, _ISSUES = ".check.json", ".issues.csv"


class TooLargeError(Exception):
    """The stream goes on beyond what may be uploaded."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is: a phase, the share of it, and seconds since its last sign."""

    phase: str
    share: float
    age_s: float


class Uploads:
    """The folder of one installation.

    Args:
        data_dir: The data directory.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def keep(self, stream: IO[bytes], max_bytes: int) -> tuple[str, str]:
        """Write a stream to a file of our naming; its name and SHA-256.

        Raises:
            TooLargeError: More than `max_bytes`; nothing of it remains.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16)
        path = self._folder / name
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                while block := stream.read(_BLOCK):
                    size += len(block)
                    if size > max_bytes:
                        raise TooLargeError
                    digest.update(block)
                    out.write(block)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return name, digest.hexdigest()

    def path(self, name: str) -> Path:
        """Where the file is.

        Raises:
            FileNotFoundError: It is gone, or the name is none of ours.
        """
        if not _NAME.fullmatch(name) or not (self._folder / name).is_file():
            raise FileNotFoundError(name)
        return self._folder / name

    def drop(self, name: str) -> None:
        """Remove the file itself; what a check found stays until it is swept."""
        if _NAME.fullmatch(name):
            (self._folder / name).unlink(missing_ok=True)
            self._beside(name, _PROGRESS).unlink(missing_ok=True)

    def sweep(self, now_s: float | None = None) -> int:
        """Remove everything older than `KEPT_DAYS`; how many files it was."""
        limit = (time.time() if now_s is None else now_s) - KEPT_DAYS * 86_400
        old = [one for one in self._all() if one.stat().st_mtime < limit]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    def report(self, name: str, phase: str, share: float) -> None:
        """Say how far the work on a file is, for every web process to read."""
        self._write(name, _PROGRESS, {"phase": phase, "share": round(share, 3)})

    def alive(self, name: str) -> None:
        """A sign of life between two reports."""
        path = self._beside(name, _PROGRESS)
        if path.exists():
            os.utime(path)

    def progress(self, name: str) -> Progress | None:
        """How far the work is, None when none is under way."""
        try:
            path = self._beside(name, _PROGRESS)
            age_s = time.time() - path.stat().st_mtime
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        return Progress(str(found["phase"]), float(found["share"]), age_s)

    def settled(self, name: str) -> None:
        """The work has ended."""
        self._beside(name, _PROGRESS).unlink(missing_ok=True)

    def keep_check(self, name: str, found: dict[str, Any], issues_csv: str) -> None:
        """What a check found, and every issue as CSV."""
        write_whole(self._beside(name, _ISSUES), issues_csv.encode("utf-8-sig"))
        self._write(name, _CHECK, found)

    def check(self, name: str) -> dict[str, Any] | None:
        """What the last check found."""
        return self._read(name, _CHECK)

    def keep_facts(self, name: str, facts: dict[str, Any]) -> None:
        """What the file looks like: columns, examples of their values, how it was read."""
        self._write(name, _FACTS, facts)

    def facts(self, name: str) -> dict[str, Any] | None:
        """What the file looks like."""
        return self._read(name, _FACTS)

    def issues(self, name: str) -> bytes:
        """Every issue of the last check, as CSV.

        Raises:
            FileNotFoundError: There is none, or not any more.
        """
        return self._beside(name, _ISSUES).read_bytes()

    def _write(self, name: str, ending: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, default=str)
        write_whole(self._beside(name, ending), text.encode())

    def _read(self, name: str, ending: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._beside(name, ending).read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def _beside(self, name: str, ending: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return self._folder / f"{name}{ending}"

    def _all(self) -> list[Path]:
        return [one for one in self._folder.iterdir()] if self._folder.is_dir() else []
