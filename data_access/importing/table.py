"""A delivered file as header and rows of texts, whatever format it came in."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from data_access.importing.issues import ImportRefusedError, Words

MAX_ROWS = 300_000
MAX_COLUMNS = 200
_HEADER_WITHIN = 15  # rows: registers often carry a title above their header

Lines = Iterator["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank.

    Attributes:
        line: Where it begins in the file (1 is the first); of a workbook, the row of the sheet.
        fields: Texts without space around them.
        flaws: Column → what is wrong with its cell, so that its text must not be used.
        remark: What a reader should know about the whole row.
    """

    line: int
    fields: list[str]
    flaws: Mapping[int, Words] = field(default_factory=dict)
    remark: Words | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file; None is found out from the file.

    Attributes:
        encoding: One of `text_decoding.ENCODINGS`.
        delimiter: One character.
        sheet: Name of the sheet of a workbook.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Header, rows, and how the file was read.

    Attributes:
        header: Texts of the header.
        rows: Read as they are asked for, once.
        format: `csv` or `xlsx`.
        encoding: Of a CSV file.
        delimiter: Of a CSV file.
        sheet: Of a workbook.
        sheets: Names of all sheets that hold something.
        notes: What a reader should know about the whole file.
    """

    header: list[str]
    rows: Lines
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()


def headed(
    lines: Lines, is_header: Callable[[str], bool], *, padded: bool = False
) -> tuple[Row, Lines]:
    """The header row and the rows below it, blank ones left out.

    The header is the row among the first few in which most texts are known names of columns, at
    least two of them; without any such row, the first one.

    Args:
        lines: Rows that are not blank.
        is_header: Whether a text is the known name of a column.
        padded: The format leaves out empty cells at the end of a row.

    Raises:
        ImportRefusedError: No row at all, or more than `MAX_COLUMNS` or `MAX_ROWS`.
    """
    first = list(islice(lines, _HEADER_WITHIN))
    if not first:
        raise ImportRefusedError("文件为空", "the file is empty")
    known = [len({text for text in row.fields if text and is_header(text)}) for row in first]
    best = max(range(len(first)), key=lambda at: (known[at], -at))
    if known[best] < 2:
        best = 0
    header = first[best]
    while header.fields and not header.fields[-1]:
        header.fields.pop()
    width = len(header.fields)
    if width > MAX_COLUMNS:
        raise ImportRefusedError(
            f"列数 {width:,} 超过上限 {MAX_COLUMNS}",
            f"{width:,} columns; at most {MAX_COLUMNS} are taken",
        )
    return header, _bounded(_fitted(chain(first[best + 1 :], lines), width, padded=padded))


def plain_header(text: str) -> str:
    """A header as it is compared: no space, no brackets and what stands in them, lower case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = plain.partition("(")[0] or plain
    return "".join(sign for sign in kept if sign.isalnum() or sign == "_")


def _fitted(rows: Lines, width: int, *, padded: bool) -> Lines:
    """Empty fields at the end are no mistake; a text beyond the header stays to be named."""
    for row in rows:
        while len(row.fields) > width and not row.fields[-1]:
            row.fields.pop()
        if padded:
            row.fields.extend([""] * (width - len(row.fields)))
        yield row


def _bounded(rows: Lines) -> Lines:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise ImportRefusedError(
                f"超过 {MAX_ROWS:,} 行，请拆分后分批导入",
                f"more than {MAX_ROWS:,} rows; split the file",
            )
        yield row
