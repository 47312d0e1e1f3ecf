"""What is wrong with a delivered file or with one of its rows, in words for those who sent it."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from data_access.files import write_whole
from domain.spreadsheet import harmless

_LONGEST_VALUE = 200

Words = tuple[str, str]
"""A sentence in Chinese and in English."""


class ImportRefusedError(Exception):
    """The file or its mapping cannot be used at all; nothing was written.

    Attributes:
        zh: The reason in Chinese; `str(error)` is the English one.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


class Level(StrEnum):
    """Whether a row was left out, or taken with a reservation."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with one row.

    Attributes:
        row: Line in the file; of a workbook, the row of the sheet.
        column: Header of the column.
        value: What stands there; never a password or a whole identity number.
        reason: What is wrong with it, in Chinese.
        reason_en: The same in English.
    """

    row: int
    column: str
    value: str
    reason: str
    reason_en: str
    level: Level


def issues_csv(issues: Iterable[Issue]) -> str:
    """Row, column, value, reasons, level as CSV that a spreadsheet opens safely."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(["row", "column", "value", "reason", "reason_en", "level"])
    for item in issues:
        shown = harmless(item.column), harmless(item.value[:_LONGEST_VALUE])
        writer.writerow([item.row, *shown, item.reason, item.reason_en, item.level])
    return held.getvalue()


def write_issues(path: Path, issues: Iterable[Issue]) -> None:
    """Write `issues_csv` as UTF-8 with a mark, as spreadsheets want it."""
    write_whole(path, issues_csv(issues).encode("utf-8-sig"))
