"""Statutory records as PDF: A4, the house's Chinese font embedded; equal content, equal bytes.

Typst sets the pages: its compiler embeds just the signs that are used in some milliseconds, where
the writer of the stickers takes half a second a file. All that is drawn comes as data, never as
markup, and pictures are read below one folder only.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from documents.chinese_font import drawable
from documents.paper_blocks import (
    MARKS,
    Block,
    Card,
    Cell,
    Clean,
    Fields,
    Grid,
    Heading,
    Mark,
    Note,
    Sheet,
    Signing,
    Small,
    Span,
    Words,
)
from documents.paper_pictures import lost_photo, photo_note, signature_svg
from documents.stickers import qr_svg
from domain.control_paper import PaperPhoto

_TEMPLATE = (Path(__file__).parent / "control_paper.typ").read_bytes()
_FAMILY = "Noto Sans CJK SC"
_SHORT = 26
_FORGETS_AFTER = 11
"""Typst keeps what it has set until ten more documents are set: half a gigabyte of a month."""
_QR_MASK = 2
"""Any of the eight can be read; to try them all takes a fifth of the time of a whole page."""
_turn = Lock()  # its compiler refuses a second caller
_KINDS = {
    Heading: "heading",
    Words: "words",
    Clean: "clean",
    Note: "note",
    Fields: "fields",
    Grid: "grid",
    Card: "card",
    Signing: "signing",
}
_CODED = "本文件字体不含的文字以〔U+编码〕表示，原文以平台记录为准。"


class PdfError(Exception):
    """The pages could not be set; the message is for the log."""


def paper_pdf(
    sheets: Sequence[Sheet],
    addresses: Sequence[str],
    font: Path,
    pictures: Path,
    *,
    tagged: bool = True,
) -> bytes:
    """Records one after the other, each with pages of its own; PDF/A-2b, fit for an archive.

    Args:
        sheets: In order.
        addresses: What the code on each leads to, empty for none.
        font: Of `documents.chinese_font`.
        pictures: Folder below which the paths of photos lie.
        tagged: Structure for screen readers, which makes a file of many records four times as long.

    Raises:
        ValueError: No sheet.
        PdfError: The pages cannot be set.
    """
    if not sheets:
        raise ValueError("no paper to print")
    made_at = max(datetime.fromisoformat(sheet.made_at) for sheet in sheets)
    drawn = [
        _sheet(sheet, address, font, pictures)
        for sheet, address in zip(sheets, addresses, strict=True)
    ]
    data = {
        "title": sheets[0].title,
        "author": drawable(sheets[0].platform, font),
        "font": _FAMILY,
        "sheets": drawn,
    }
    try:
        with _turn:
            made = _set(_compiler(font, pictures), data, made_at, tagged=tagged)
    except typst.TypstError as error:
        raise PdfError(f"{sheets[0].number}: {error.message}") from error
    if not isinstance(made, bytes):
        raise PdfError(f"{sheets[0].number}: no single file")
    return made


def _set(compiler: Any, data: dict[str, Any], made_at: datetime, *, tagged: bool) -> Any:
    try:
        return compiler.compile(
            input=_TEMPLATE,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(made_at.timestamp()),
            pdf_standards=["a-2b"],
            pdf_tags=tagged,
        )
    finally:
        for _blank in range(_FORGETS_AFTER):
            compiler.compile(input=b"", format="pdf", timestamp=0)


@cache
def _compiler(font: Path, pictures: Path) -> Any:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font.parent)]
    )
    return typst.Compiler(root=str(pictures), font_paths=fonts)


def _sheet(sheet: Sheet, address: str, font: Path, pictures: Path) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": sheet.title,
        "short": _short(sheet.shop),
        "number": sheet.number,
        "version": sheet.version,
        "digest": sheet.digest,
        "demo": sheet.demo,
        "qr": qr_svg(address, mask=_QR_MASK).decode() if address else "",
    }
    told["blocks"] = [_block(one, pictures) for one in sheet.blocks]
    safe, coded = _drawable(told, font)
    if coded:
        safe["blocks"].append({"kind": "note", "text": _CODED})
    return safe  # type: ignore[no-any-return]


def _short(name: str) -> str:
    """A name that fits beside the title in the head of a page."""
    return name if len(name) <= _SHORT else name[: _SHORT - 1] + "…"


def _block(block: Block, pictures: Path) -> dict[str, Any]:
    kind = {"kind": _KINDS[type(block)]}
    if isinstance(block, Grid):
        rows = [_row(row) for row in block.rows]
        return kind | {"widths": block.widths, "head": block.head, "rows": rows}
    if isinstance(block, Card):
        photos = [
            {"name": name, "photos": [_photo(one, pictures) for one in found]}
            for name, found in block.photos
        ]
        return kind | asdict(replace(block, photos=())) | {"photos": photos}
    if isinstance(block, Signing):
        svg = signature_svg(block.path) if block.path else ""
        return kind | {"role": block.role, "name": block.name, "at": block.at, "svg": svg}
    return kind | asdict(block)


def _row(row: tuple[Cell, ...] | Span) -> object:
    if isinstance(row, Span):
        return {"span": row.text}
    return [_cell(one) for one in row]


def _cell(cell: Cell) -> object:
    if isinstance(cell, Mark):
        return {"answer": cell.answer or "", "text": MARKS[cell.answer]}
    return {"small": cell.text} if isinstance(cell, Small) else cell


def _photo(photo: PaperPhoto, pictures: Path) -> dict[str, str]:
    """A picture only when it is the one whose hash stands in the record."""
    lost = lost_photo(photo, pictures)
    return {"path": "" if lost else photo.path, "note": photo_note(photo), "lost": lost}


def _drawable(value: Any, font: Path) -> tuple[Any, bool]:
    """The same data with every sign that the font lacks spelled as its code, and whether any was.

    Markup of our own (codes, signatures) is ASCII and passes through.
    """
    if isinstance(value, str):
        safe = drawable(value, font)
        return safe, safe != value and "〔U+" in safe
    if isinstance(value, dict):
        pairs = {name: _drawable(one, font) for name, one in value.items()}
        return {name: one for name, (one, _) in pairs.items()}, any(c for _, c in pairs.values())
    if isinstance(value, list | tuple):
        parts = [_drawable(one, font) for one in value]
        return [one for one, _ in parts], any(coded for _, coded in parts)
    return value, False
