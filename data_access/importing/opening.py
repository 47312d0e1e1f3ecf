"""Open a delivered file, whatever its format; its name decides nothing, its content does."""

from collections.abc import Callable
from pathlib import Path

from data_access.importing.archive import is_workbook
from data_access.importing.csv_file import read_rows, sniffed_delimiter, text_of
from data_access.importing.issues import ImportRefusedError, Words
from data_access.importing.table import ReadOptions, Table, headed
from data_access.importing.xlsx_file import Workbook

MEGABYTE = 1024 * 1024


def open_table(
    path: Path, options: ReadOptions, is_header: Callable[[str], bool], max_mb: int
) -> Table:
    """The table in a file.

    Args:
        path: The file.
        options: What is known of its format.
        is_header: Whether a text is the known name of a column.
        max_mb: Largest file that is read.

    Raises:
        ImportRefusedError: Missing, too large, empty, damaged, or nothing that can be read.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise ImportRefusedError(
            f"{path.name}：无法读取", f"{path}: cannot be read ({error.strerror})"
        ) from error
    if size > max_mb * MEGABYTE:
        raise ImportRefusedError(
            f"文件超过 {max_mb} MB 上限", f"{path.name}: larger than {max_mb} MB"
        )
    if is_workbook(head):
        return _sheet(path, options, is_header)
    text, encoding = text_of(path.read_bytes(), options.encoding)
    delimiter = options.delimiter or sniffed_delimiter(text)
    header, rows = headed(read_rows(text, delimiter), is_header)
    return Table(header.fields, rows, "csv", encoding=encoding, delimiter=delimiter)


def _sheet(path: Path, options: ReadOptions, is_header: Callable[[str], bool]) -> Table:
    book = Workbook(path)
    try:
        sheet = book.chosen(options.sheet)
        hidden, merged = book.facts(sheet)
        header, rows = headed(book.rows(sheet, hidden, merged), is_header, padded=True)
    except ImportRefusedError:
        book.close()
        raise
    notes: list[Words] = []
    if merged:
        notes.append(
            ("合并单元格已按左上角的值补齐", "merged cells were filled with their first value")
        )
    if hidden:
        notes.append(
            (f"{len(hidden)} 行在表格中被隐藏", f"{len(hidden)} rows are hidden in the sheet")
        )
    return Table(header.fields, rows, "xlsx", sheet=sheet, sheets=book.sheets, notes=tuple(notes))
