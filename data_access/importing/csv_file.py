"""CSV and its kin as rows: comma, semicolon, tab or bar; any line ending."""

import csv
import io
from collections.abc import Iterator

from data_access.importing.issues import ImportRefusedError
from data_access.importing.table import Row
from data_access.importing.text_decoding import decode

DELIMITERS = (",", "\t", ";", "|")
_SNIFFED_ROWS = 30
_LONGEST_FIELD = 100_000


def text_of(content: bytes, encoding: str | None) -> tuple[str, str]:
    """The whole file as text, and its encoding.

    Raises:
        ImportRefusedError: Empty, not of one encoding, or not text.
    """
    text, found = decode(content, encoding)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ImportRefusedError(
            f"第 {line} 行含 NUL 字符，这不是 CSV 文本",
            f"line {line} holds NUL characters; this is no CSV text",
        )
    if not text.strip():
        raise ImportRefusedError("文件为空", "the file is empty")
    return text, found


def sniffed_delimiter(text: str) -> str:
    """The delimiter that parts the first lines into most fields, as even as can be."""
    head = text[:50_000].splitlines()[:_SNIFFED_ROWS]

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if any(row)]
        except csv.Error:
            return 0, 0
        usual = max(widths, key=widths.count, default=0)
        if usual < 2:
            return 0, 0
        return widths.count(usual) / len(widths), usual

    return max(DELIMITERS, key=evenness)


def read_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Every row that is not blank.

    Raises:
        ImportRefusedError: The text is not CSV, e.g. a quotation mark is never closed.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            if any(value.strip() for value in fields):
                yield Row(line, [value.strip() for value in fields])
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefusedError(
            f"第 {line} 行起不是有效的 CSV（例如引号没有闭合）",
            f"not a CSV file: line {line}: {error}",
        ) from error
