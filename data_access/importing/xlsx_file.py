"""Sheets of a workbook as rows of texts, formulas and lost digits named cell by cell.

Values are taken as typed and never computed: what a formula shows depends on who saved the file.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from data_access.importing.archive import checked_archive, damaged
from data_access.importing.issues import ImportRefusedError, Words
from data_access.importing.table import Row

LAST_ROW = 1_048_576
_EXACT_BELOW = 10**15  # a number cell keeps fifteen digits
_BLOCK = 1 << 20
_OVERLAP = 4096
_PROLOG = 4096  # bytes at a time
_LOOKED_AT = 50  # rows, to see whether a sheet holds anything
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)
Merged = dict[tuple[int, int], tuple[int, int]]
"""Cell of a merged range → the cell with its value; (row, column) each, from 1 on."""

_HIDDEN_ROW = (
    "该行在表格中被隐藏，已照常读取",
    "the row is hidden in the sheet; it was read all the same",
)
_LOST_DIGITS = (
    "单元格 {cell}：数字格式丢失精度，请设为文本格式后重新填写",
    "cell {cell}: a number cell has lost digits; format it as text and type it again",
)
_FORMULA = ("单元格 {cell} 是公式，请粘贴为数值", "cell {cell} is a formula; paste it as a value")
_ERROR_VALUE = ("单元格 {cell} 是错误值", "cell {cell} holds an error value")


class Workbook:
    """An open workbook; close it, or read its rows to the end.

    Raises:
        ImportRefusedError: Not one, or not one that may be opened.
    """

    def __init__(self, path: Path) -> None:
        with checked_archive(path) as archive:
            _refuse_entities(archive)
        self._path = path
        self._file = path.open("rb")  # ours, because a refused workbook leaves its own open
        try:
            self._book = load_workbook(
                self._file, read_only=True, data_only=False, keep_links=False
            )
            self.sheets = tuple(
                sheet.title
                for sheet in self._book.worksheets
                if sheet.sheet_state == "visible" and _holds_something(sheet)
            )
        except _DAMAGE as error:
            self.close()
            raise damaged(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def chosen(self, name: str | None) -> str:
        """The named sheet, or the first that holds something.

        Raises:
            ImportRefusedError: There is none.
        """
        if not self.sheets:
            raise ImportRefusedError("工作簿中没有内容", "no sheet of the workbook holds anything")
        if name is None:
            return str(self.sheets[0])
        if name not in self.sheets:
            raise ImportRefusedError(
                f"没有名为“{name}”的工作表；现有：{'、'.join(self.sheets)}",
                f"no sheet {name!r}; the workbook has {', '.join(self.sheets)}",
            )
        return name

    def facts(self, name: str) -> tuple[set[int], Merged]:
        """Hidden rows of a sheet, and for each cell of a merged range the one with its value."""
        sheet = self._book[name]
        hidden: set[int] = set()
        merged: Merged = {}
        with zipfile.ZipFile(self._path) as archive, archive.open(sheet._worksheet_path) as source:
            rest = b""
            while block := source.read(_BLOCK):
                text = rest + block
                hidden |= _hidden_rows(text)
                for found in _MERGED.finditer(text):
                    _note_range(merged, *found.groups())
                rest = text[-_OVERLAP:]
        return hidden, merged

    def rows(self, name: str, hidden: set[int], merged: Merged) -> Iterator[Row]:
        """Every row of a sheet that is not blank; the workbook is closed after the last one.

        Args:
            name: Of the sheet.
            hidden: From `facts`.
            merged: From `facts`.

        Raises:
            ImportRefusedError: The workbook is damaged further on.
        """
        try:
            filler = _Filler(merged)
            for line, cells in enumerate(self._cells(name), start=1):
                if line > LAST_ROW:
                    raise ImportRefusedError(
                        "行号超出 Excel 的范围", "row numbers beyond Excel's last"
                    )
                row = _row(line, cells)
                filler.fill(row)
                if any(row.fields) or row.flaws:
                    yield row if line not in hidden else _remarked(row)
        except _DAMAGE as error:
            raise damaged(error) from error
        finally:
            self.close()

    def _cells(self, name: str) -> Iterator[tuple[Any, ...]]:
        sheet = self._book[name]
        sheet.reset_dimensions()  # some programs write a wrong one, and rows would be missing
        yield from sheet.iter_rows()


def _holds_something(sheet: Any) -> bool:
    sheet.reset_dimensions()
    first = islice(sheet.iter_rows(), _LOOKED_AT)
    return any(cell.value is not None for cells in first for cell in cells)


def _row(line: int, cells: tuple[Any, ...]) -> Row:
    fields, flaws = [], {}
    for at, cell in enumerate(cells):
        text, flaw = _text(cell)
        fields.append(text)
        if flaw is not None:
            place = f"{get_column_letter(at + 1)}{line}"
            flaws[at] = (flaw[0].format(cell=place), flaw[1].format(cell=place))
    return Row(line, fields, flaws)


def _text(cell: Any) -> tuple[str, Words | None]:
    value, kind = cell.value, cell.data_type
    if value is None:
        return "", None
    if kind == "f":
        return "", _FORMULA
    if kind == "e":
        return str(value), _ERROR_VALUE
    if isinstance(value, str):
        return value.strip(), None
    if isinstance(value, bool):
        return "是" if value else "否", None
    if isinstance(value, int | float):
        if abs(value) >= _EXACT_BELOW:
            return str(value), _LOST_DIGITS
        return str(int(value) if value == int(value) else value), None
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds"), None
    if isinstance(value, date | time):
        return value.isoformat(), None
    return str(value), None


class _Filler:
    """The other cells of a merged range get the value that stands in its first one."""

    def __init__(self, merged: Merged) -> None:
        self._by_line: dict[int, dict[int, tuple[int, int]]] = {}
        for (line, at), source in merged.items():
            self._by_line.setdefault(line, {})[at] = source
        self._sources = set(merged.values())
        self._held: dict[tuple[int, int], str] = {}

    def fill(self, row: Row) -> None:
        """Fill one row; rows come from top to bottom."""
        if not self._sources:
            return
        for at, text in enumerate(row.fields, start=1):
            if (row.line, at) in self._sources:
                self._held[row.line, at] = text
        wanted = self._by_line.get(row.line, {})
        row.fields.extend([""] * (max(wanted, default=0) - len(row.fields)))
        for at, source in wanted.items():
            row.fields[at - 1] = row.fields[at - 1] or self._held.get(source, "")


def _remarked(row: Row) -> Row:
    return Row(row.line, row.fields, row.flaws, _HIDDEN_ROW)


def _hidden_rows(text: bytes) -> set[int]:
    found = set()
    for attributes in _ROW.findall(text):
        number = _ROW_NUMBER.search(attributes)
        if number and _HIDDEN.search(attributes):
            found.add(int(number.group(1)))
    return found


def _note_range(
    merged: Merged,
    left: bytes,
    top: bytes,
    right: bytes,
    bottom: bytes,
) -> None:
    first = int(top), column_index_from_string(left.decode())
    lines = range(first[0], min(int(bottom), LAST_ROW) + 1)
    columns = range(first[1], column_index_from_string(right.decode()) + 1)
    if len(lines) * len(columns) > LAST_ROW or len(merged) > LAST_ROW:
        raise ImportRefusedError("合并单元格范围过大", "a merged range is too large")
    merged.update({(line, at): first for line in lines for at in columns if (line, at) != first})


class _RootReached(Exception):
    """The prolog of a document is over."""


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """Entities are declared in a document type, and no workbook has one.

    Looked for here because openpyxl reads with whichever XML library it finds, and only some of
    them refuse one.
    """
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")):
            try:
                with archive.open(name) as source:
                    _read_prolog(source)
            except _RootReached:
                continue
            except (*_DAMAGE, ExpatError) as error:
                raise damaged(error) from error


def _read_prolog(source: IO[bytes]) -> None:
    def refuse(*_declared: object) -> None:
        raise ImportRefusedError(
            "Excel 文件含有不允许的 XML 实体，已拒绝", "the workbook holds XML entities; refused"
        )

    def stop(*_element: object) -> None:
        raise _RootReached

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    while block := source.read(_PROLOG):
        parser.Parse(block)
