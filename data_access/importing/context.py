"""What an import needs beside the file and the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data_access.places import Boundaries
from domain.camera_source import Places

Connect = Callable[[], AbstractContextManager[Connection]]
"""Opens the database for a moment. Reading a file takes long, and on SQLite (without WAL) a read
transaction that stays open all the while would keep everybody else from writing."""


@dataclass(frozen=True, slots=True)
class Context:
    """Of one import.

    Attributes:
        boundaries: Polygons of the banners.
        secret_key: Of this installation; hashes identity numbers and seals passwords.
        now: Aware UTC.
        max_mb: Largest file that is read.
        own_services: Where the database and Redis answer: no camera address may name them.
    """

    boundaries: Boundaries
    secret_key: str
    now: datetime
    max_mb: int = 20
    own_services: Places = frozenset()
