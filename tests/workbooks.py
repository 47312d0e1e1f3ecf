"""Workbooks of our own making for tests of the import, sound and damaged ones."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook


def write_workbook(path: Path, rows, *, sheet: str = "名单", prepare=None) -> Path:
    """One sheet with `rows`; `prepare(book, sheet)` may do more to it."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if prepare is not None:
        prepare(book, page)
    book.save(path)
    return path


def replaced(path: Path, target: Path, **members: bytes) -> Path:
    """A copy with members replaced; `__` in a name stands for `/`, `_dot_` for `.`."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): body for name, body in members.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in wanted:
                new.writestr(member, old.read(member))
        for name, body in wanted.items():
            new.writestr(name, body)
    return target


def member(path: Path, name: str) -> bytes:
    """One member of an archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def plain_zip(members: dict[str, bytes]) -> bytes:
    """Any archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return held.getvalue()
