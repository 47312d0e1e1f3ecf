"""What an import needs beside the file and the database."""

from dataclasses import dataclass
from datetime import datetime

from data_access.places import Boundaries


@dataclass(frozen=True, slots=True)
class Context:
    """Of one import.

    Attributes:
        boundaries: Polygons of the banners.
        secret_key: Of this installation; hashes identity numbers and seals passwords.
        now: Aware UTC.
        max_mb: Largest file that is read.
    """

    boundaries: Boundaries
    secret_key: str
    now: datetime
    max_mb: int = 20
