"""A table of texts as CSV or XLSX, with a note of what it is before its rows; safe to open."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from documents.xml_text import xml_text
from domain.spreadsheet import harmless

Note = Sequence[tuple[str, str]]
"""What is exported: name and value of each line, such as filter and moment."""

BOM = "\ufeff"
_CHUNK_ROWS = 200
_WIDTH_CHARS = 18
_LONGEST_CELL = 32_767


def csv_chunks(note: Note, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file in pieces: BOM, note, a blank line, head, rows.

    Args:
        note: Lines above the table.
        head: Names of the columns.
        rows: As many texts as `head` each; read as the pieces are taken.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    page.write(BOM)
    writer.writerows([harmless(cell) for cell in line] for line in note)
    writer.writerow([])
    writer.writerow([harmless(cell) for cell in head])
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % _CHUNK_ROWS == 0:
            yield _taken(page)
    yield _taken(page)


def write_xlsx(
    file: IO[bytes],
    titles: tuple[str, str],
    note: Note,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> None:
    """A workbook of two sheets, written row by row: the note, then the table.

    Every cell is text with Excel's own mark for it, so none is ever a formula.

    Args:
        file: Where to.
        titles: Of the two sheets.
        note: Lines of the first sheet.
        head: Names of the columns of the second.
        rows: As many texts as `head` each.
    """
    book = Workbook(write_only=True)
    about = book.create_sheet(titles[0])
    about.column_dimensions["A"].width = _WIDTH_CHARS
    about.column_dimensions["B"].width = 4 * _WIDTH_CHARS
    for line in note:
        about.append([text_cell(about, cell) for cell in line])
    table = book.create_sheet(titles[1])
    table.freeze_panes = "B2"
    table.append([text_cell(table, cell) for cell in head])
    for row in rows:
        table.append([text_cell(table, cell) for cell in row])
    book.save(file)


def _taken(page: io.StringIO) -> str:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text


def text_cell(sheet: object, value: str) -> Any:
    """A cell of a write-only sheet that is text whatever it begins with; None when empty."""
    if not value:
        return None
    cell = WriteOnlyCell(sheet, value=xml_text(value)[:_LONGEST_CELL])
    cell.data_type = "s"
    if harmless(value) != value:
        cell.quotePrefix = True
    return cell
