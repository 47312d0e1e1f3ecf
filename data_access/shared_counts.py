"""Counts of rate limits in a file that all web processes of one machine share.

Without Redis each process would count for itself and let through as many times what is allowed.
Nothing in the file is worth keeping: it may be deleted at any time.
"""

import os
import threading
import time
from pathlib import Path
from typing import Any

from limits.storage import Storage

from data_access.sqlite import sqlite3

FILE = "rate_limits.db"
SCHEME = "nuancheng-file"
_BUSY_S = 0.5
_SWEEP_EVERY_S = 60.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, n INTEGER, ends REAL) WITHOUT ROWID"
)


def counts_uri(data_dir: Path) -> str:
    """Address of the file for `limits`."""
    return f"{SCHEME}://{data_dir.absolute() / FILE}"


class FileCounts(Storage):
    """A storage of `limits`: counts in fixed windows, which begin with their first hit.

    Args:
        uri: From `counts_uri`.
        wrap_exceptions: As `limits` wants it.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the name and kind that limits looks for

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._path = uri.removeprefix(f"{SCHEME}://")
        self._lock = threading.Lock()
        self._opened: tuple[int, sqlite3.Connection] | None = None
        self._swept_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here."""
        error: type[Exception] = sqlite3.Error
        return error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more in the running window of `expiry` seconds; how many there are."""
        now = time.time()
        with self._lock:
            conn = self._conn()
            if now > self._swept_at + _SWEEP_EVERY_S:
                conn.execute("DELETE FROM hits WHERE ends <= ?", (now,))
                self._swept_at = now
            row = conn.execute(
                "INSERT INTO hits VALUES (:key, :n, :ends) ON CONFLICT (key) DO UPDATE SET "
                "n = CASE WHEN ends <= :now THEN :n ELSE n + :n END, "
                "ends = CASE WHEN ends <= :now THEN :ends ELSE ends END RETURNING n",
                {"key": key, "n": amount, "ends": now + expiry, "now": now},
            ).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        """How many there are in the running window."""
        return int(self._row(key)[0])

    def get_expiry(self, key: str) -> float:
        """When the running window ends, seconds since 1970."""
        return float(self._row(key)[1])

    def check(self) -> bool:
        """Whether the file can be read."""
        try:
            self._row("")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count; how many there were."""
        with self._lock:
            return int(self._conn().execute("DELETE FROM hits").rowcount)

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._conn().execute("DELETE FROM hits WHERE key = ?", (key,))

    def _row(self, key: str) -> tuple[int, float]:
        now = time.time()
        with self._lock:
            found = self._conn().execute(
                "SELECT n, ends FROM hits WHERE key = ? AND ends > ?", (key, now)
            )
            return found.fetchone() or (0, now)

    def _conn(self) -> sqlite3.Connection:
        """The connection of this process: one that was opened before a fork is not used after."""
        if self._opened is None or self._opened[0] != os.getpid():
            conn = sqlite3.connect(
                self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            conn.execute("PRAGMA synchronous = OFF")
            conn.execute(_TABLE)
            self._opened = os.getpid(), conn
        return self._opened[1]
