"""What an auditor looks for in the log, and what a check of the chain finds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.audit import Event, Result

LONGEST_TEXT = 80
"""Of anything that is looked for."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows; everything that is None or empty lets all rows through.

    Attributes:
        since: First moment, aware UTC.
        until: First moment that is out again, aware UTC.
        event: What was done.
        who: Part of the name of who acted, or the number of the account.
        object_kind: Kind of what it was done to.
        object_id: Which one.
        result: How it ended.
        address: Beginning of the address it came from.
    """

    since: datetime | None = None
    until: datetime | None = None
    event: Event | None = None
    who: str = ""
    object_kind: str = ""
    object_id: str = ""
    result: Result | None = None
    address: str = ""


class Fault(StrEnum):
    """How a chain can be broken."""

    MISSING = "missing"
    UNLINKED = "unlinked"
    CHANGED = "changed"
    ARCHIVE_MISSING = "archive_missing"
    ARCHIVE_CHANGED = "archive_changed"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first place where a chain does not hold.

    Attributes:
        fault: What is wrong there.
        row: Id of the row.
        archive: File of the row below the data directory, empty for a row of the database.
    """

    fault: Fault
    row: int
    archive: str = ""

    def __str__(self) -> str:
        where = f" (archive {self.archive})" if self.archive else ""
        return {
            Fault.MISSING: f"row {self.row} is missing",
            Fault.UNLINKED: f"row {self.row} does not follow from row {self.row - 1}",
            Fault.CHANGED: f"row {self.row} was changed after it was written",
            Fault.ARCHIVE_MISSING: f"row {self.row} is missing: its archive is gone",
            Fault.ARCHIVE_CHANGED: f"row {self.row} cannot be read: its archive was changed",
        }[self.fault] + where


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found.

    Attributes:
        rows: Rows of the database that hold.
        archived: Rows of archives that hold; None when archives were not read.
        last_id: Newest row that holds.
        last_hash: Its hash.
        broken: The first break, None when all of it holds.
    """

    rows: int
    archived: int | None
    last_id: int
    last_hash: str
    broken: ChainBreak | None
