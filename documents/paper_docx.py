"""Statutory records as DOCX, from the same blocks as the PDF; equal content, equal bytes.

The fonts are Word's own (宋体), so every sign is left to it. Tables are written as one piece of XML
each: cell by cell a record would take ten times as long.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import resvg_py
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

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
    Pair,
    Sheet,
    Signing,
    Small,
    Span,
    Words,
)
from documents.paper_pictures import lost_photo, photo_note, signature_svg
from documents.stable_zip import stable_zip
from documents.stickers import qr_png
from documents.xml_text import xml_text
from domain.checklists import Answer

_FONT = "宋体"
# Above and below the text of a cell: office programs cut the tops of signs that touch the line.
_AIR = '<w:top w:w="14" w:type="dxa"/>'
_LINE = 9950  # width of the text, in twentieths of a point
_EMU_PER_MM = 36000
_PHOTO_MM, _SIGNATURE_MM, _CODE_MM = 50, 42, 22
_SHADE, _SEAL, _MUTED, _GREEN = "F3EFE8", "A8201A", "5D544A", "2F6B3A"
_STABLE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
_NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")


def paper_docx(sheet: Sheet, address: str, pictures: Path) -> bytes:
    """One record.

    Args:
        sheet: What it says.
        address: What its code leads to, empty for none.
        pictures: Folder below which the paths of photos lie.
    """
    document = Document(io.BytesIO(_blank()))
    part = document.part
    drawing = _Drawing(part, pictures)
    xml = [*_head(sheet, address, drawing)]
    for block in sheet.blocks:
        xml += _block(block, drawing)
    body = document.element.body
    section = body.sectPr
    for element in parse_xml(f"<w:body {_NAMESPACES}>{''.join(xml)}</w:body>"):
        section.addprevious(element)
    _margins(document, sheet)
    properties = document.core_properties
    properties.title, properties.author = f"{sheet.title} {sheet.number}", sheet.platform
    made = datetime.fromisoformat(sheet.made_at).astimezone(UTC).replace(tzinfo=None)
    properties.created = properties.modified = made
    held = io.BytesIO()
    document.save(held)
    return stable_zip(held, f"{made:%Y-%m-%dT%H:%M:%SZ}")


@cache
def _blank() -> bytes:
    """An empty A4 document with our style, made once a process."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(16), Mm(16)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    language = OxmlElement("w:lang")  # else a reader without our font takes Japanese shapes
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(2)
    document.core_properties.created = _STABLE
    document.core_properties.comments = ""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


class _Drawing:
    """Pictures of one document, numbered in the order in which they come."""

    def __init__(self, part: Any, pictures: Path) -> None:
        self._part = part
        self._count = 0
        self.pictures = pictures

    def inline(self, content: bytes, width_mm: float, alt: str) -> str:
        """A run with the picture, `width_mm` wide."""
        relation, image = self._part.get_or_add_image(io.BytesIO(content))
        self._count += 1
        wide = int(width_mm * _EMU_PER_MM)
        high = int(wide * image.px_height / image.px_width)
        extent = f'cx="{wide}" cy="{high}"'
        name = f'id="{self._count}" name="{self._count}"'
        return (
            f"<w:r><w:drawing><wp:inline><wp:extent {extent}/><wp:docPr {name} "
            f'descr="{_attribute(alt)}"/><a:graphic><a:graphicData uri='
            '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f"<pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _head(sheet: Sheet, address: str, drawing: _Drawing) -> Iterator[str]:
    yield _paragraph(_run(sheet.title, size=38, bold=True), align="center")
    number = _run(f"编号：{sheet.number}　{sheet.version}", colour=_MUTED)
    yield _paragraph(number, align="center")
    if address:
        code = drawing.inline(qr_png(address, scale=6), _CODE_MM, "扫码核验")
        yield _paragraph(code + _run("扫码核验", size=14, colour=_MUTED), align="right")


def _block(block: Block, drawing: _Drawing) -> Iterator[str]:
    match block:
        case Heading():
            yield _paragraph(_run(block.text, size=22, bold=True), keep=True, before=120)
        case Words():
            for line in block.text.split("\n"):
                yield _paragraph(_run(line))
        case Clean():
            yield _paragraph(
                _run(block.text, size=21, bold=True, colour=_GREEN), align="center", before=120
            )
        case Note():
            yield _paragraph(_run(block.text, size=15, colour=_MUTED))
        case Fields():
            yield _fields(block.pairs) + _paragraph("")
        case Grid():
            yield _grid(block) + _paragraph("")
        case Card():
            yield from _card(block, drawing)
        case Signing():
            yield _signing(block, drawing)


def _fields(pairs: Sequence[Pair]) -> str:
    widths = (1420, 3555, 1420, 3555)
    rows: list[str] = []
    waiting: Pair | None = None
    for pair in pairs:
        if pair.wide:
            if waiting is not None:
                rows.append(_pair_row([waiting], widths))
                waiting = None
            rows.append(_pair_row([pair], widths))
        elif waiting is None:
            waiting = pair
        else:
            rows.append(_pair_row([waiting, pair], widths))
            waiting = None
    if waiting is not None:
        rows.append(_pair_row([waiting], widths))
    return _table(widths, rows)


def _pair_row(pairs: Sequence[Pair], widths: Sequence[int]) -> str:
    if len(pairs) == 1:
        value = _td(_lines(pairs[0].value), sum(widths[1:]), span=3)
        return _tr(_label(pairs[0].label, widths[0]) + value)
    cells = [_label(pair.label, widths[0]) + _td(_lines(pair.value), widths[1]) for pair in pairs]
    return _tr("".join(cells))


def _grid(given: Grid) -> str:
    whole = sum(given.widths)
    widths = [_LINE * width // whole for width in given.widths]
    head = "".join(
        _td(_paragraph(_run(name, bold=True), align="center"), width, shade=True)
        for name, width in zip(given.head, widths, strict=True)
    )
    rows = [_tr(head, repeat=True)]
    for row in given.rows:
        if isinstance(row, Span):
            text = _paragraph(_run(row.text, bold=True), keep=True)
            rows.append(_tr(_td(text, _LINE, span=len(widths), shade=True)))
        else:
            cells = (_cell(one, width) for one, width in zip(row, widths, strict=True))
            rows.append(_tr("".join(cells)))
    return _table(widths, rows)


def _cell(cell: Cell, width: int) -> str:
    if isinstance(cell, Mark):
        failed = cell.answer is Answer.FAIL
        colour = _SEAL if failed else "" if cell.answer is Answer.PASS else _MUTED
        run = _run(MARKS[cell.answer], bold=failed, colour=colour)
        return _td(_paragraph(run, align="center"), width)
    if isinstance(cell, Small):
        return _td(_paragraph(_run(cell.text, size=14, colour=_MUTED)), width)
    return _td(_lines(cell), width)


def _card(given: Card, drawing: _Drawing) -> Iterator[str]:
    yield _paragraph(_run(given.title, bold=True, colour=_SEAL), keep=True, before=120)
    yield _fields(given.pairs)
    for name, photos in given.photos:
        yield _paragraph(_run(f"{name}照片", colour=_MUTED), keep=True, before=60)
        for photo in photos:
            lost = lost_photo(photo, drawing.pictures)
            told = _run(f"　{lost or photo_note(photo)}", size=14, colour=_MUTED)
            if lost:
                yield _paragraph(told)
            else:
                content = (drawing.pictures / photo.path).read_bytes()
                yield _paragraph(drawing.inline(content, _PHOTO_MM, photo_note(photo)) + told)
    yield _paragraph("")


def _signing(given: Signing, drawing: _Drawing) -> str:
    drawn = ""
    if given.path:
        png = resvg_py.svg_to_bytes(svg_string=signature_svg(given.path), width=600)
        drawn = drawing.inline(bytes(png), _SIGNATURE_MM, "手写签名")
    widths = (2000, 4000, 1400, 2550)
    cells = (
        _label(given.role, widths[0]),
        _td(_paragraph(drawn + _run(f"　{given.name}")), widths[1]),
        _label("提交时间", widths[2]),
        _td(_paragraph(_run(given.at), align="center"), widths[3]),
    )
    return _table(widths, [_tr("".join(cells))]) + _paragraph("")


def _margins(document: Any, sheet: Sheet) -> None:
    """Head and foot of every page."""
    section = document.sections[0]
    demo = "演示数据，单位、人员和编号均为虚构　" if sheet.demo else ""
    head = _run(demo, size=15, colour=_SEAL) + _run(
        f"{sheet.title}　{sheet.shop}", size=15, colour=_MUTED
    )
    told = f"编号 {sheet.number}　{sheet.version}　SHA-256 {sheet.digest[:16]}…　第 "
    foot = (
        _run(told, size=15, colour=_MUTED)
        + _field("PAGE")
        + _run(" 页　共 ", size=15, colour=_MUTED)
        + _field("NUMPAGES")
        + _run(" 页", size=15, colour=_MUTED)
    )
    for place, runs in ((section.header, head), (section.footer, foot)):
        old = place.paragraphs[0]._p
        made = parse_xml(_paragraph(runs, align="center").replace("<w:p>", f"<w:p {_NAMESPACES}>"))
        old.getparent().replace(old, made)


def _field(code: str) -> str:
    style = f'<w:rPr><w:color w:val="{_MUTED}"/><w:sz w:val="15"/></w:rPr>'
    return f'<w:fldSimple w:instr="{code}"><w:r>{style}<w:t>1</w:t></w:r></w:fldSimple>'


def _table(widths: Sequence[int], rows: Sequence[str]) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="4A433B"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{_AIR}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _tr(cells: str, *, repeat: bool = False) -> str:
    head = "<w:tblHeader/>" if repeat else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _td(paragraphs: str, width: int, *, span: int = 1, shade: bool = False) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{fill}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
    )


def _label(text: str, width: int) -> str:
    return _td(_paragraph(_run(text), align="center"), width, shade=True)


def _lines(text: str) -> str:
    return "".join(_paragraph(_run(line)) for line in text.split("\n"))


def _paragraph(runs: str, *, align: str = "", keep: bool = False, before: int = 0) -> str:
    parts = "<w:keepNext/>" if keep else ""
    parts += f'<w:spacing w:before="{before}" w:after="20"/>'
    parts += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{parts}</w:pPr>{runs}</w:p>"


def _run(text: str, *, size: int = 18, bold: bool = False, colour: str = "") -> str:
    """Text of `size` half points."""
    style = "<w:b/>" if bold else ""
    style += f'<w:color w:val="{colour}"/>' if colour else ""
    style += f'<w:sz w:val="{size}"/>'
    return (
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(xml_text(text))}</w:t></w:r>'
    )


def _attribute(text: str) -> str:
    return escape(xml_text(text), {'"': "&quot;"})
