"""Delivered CSV files in, lists of texts out; row errors out as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from data_access.importing.mapping import ImportRefusedError
from domain.spreadsheet import harmless

MAX_BYTES = 500_000_000


class Level(StrEnum):
    """Whether a row was left out, or taken with a reservation."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with one row.

    Attributes:
        row: Line in the file; the header is line 1.
        column: Header of the column.
        value: What stands there.
        reason: What is wrong with it, for the office that delivered the file.
    """

    row: int
    column: str
    value: str
    reason: str
    level: Level


def read_text(path: Path) -> str:
    """Whole file as text.

    Raises:
        ImportRefusedError: Missing, empty, too large, or not UTF-8.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefusedError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise ImportRefusedError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefusedError(
            f"{path}: not UTF-8 at byte {error.start}; save it as “CSV UTF-8” and try again"
        ) from error
    if "\0" in text:
        raise ImportRefusedError(f"{path}: holds NUL characters; this is no CSV text")
    if not text.strip():
        raise ImportRefusedError(f"{path}: empty")
    return text


def read_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of every row that is not blank; the header first.

    Raises:
        ImportRefusedError: The text is not CSV, e.g. a quotation mark is never closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            if any(value.strip() for value in fields):
                yield line, [value.strip() for value in fields]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefusedError(f"not a CSV file: line {line}: {error}") from error


def write_issues(path: Path, issues: Iterable[Issue]) -> None:
    """Write row, column, value, reason, level as UTF-8 CSV that a spreadsheet opens safely."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "value", "reason", "level"])
        for item in issues:
            value, column = harmless(item.value), harmless(item.column)
            writer.writerow([item.row, column, value, item.reason, item.level])
