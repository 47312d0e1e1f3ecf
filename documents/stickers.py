"""食安码 stickers as PDF: vector QR, name, code and issuing bureau; equal input, equal bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import segno
from fpdf import FPDF

BUREAU = "市场监督管理局"
"""A sticker speaks Chinese, whatever the language of who prints it."""
_INK, _MUTED, _SUN = (43, 36, 27), (90, 80, 67), (251, 177, 60)
_QUIET_MODULES = 4
_OVERLAP_MM = 0.01  # neighbouring rows of modules must not show a seam
_FONT = "sans"
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # the same file again must be the same bytes


class Size(StrEnum):
    """Formats of a sticker."""

    SQUARE = "80"  # 80 × 80 mm, for a door
    A6 = "a6"  # 105 × 148 mm, for a wall


@dataclass(frozen=True, slots=True)
class Sticker:
    """What one sticker says.

    Attributes:
        address: What the QR code holds.
        code: As people read it out.
        issuer: The bureau.
        demo: 演示数据: says so on the sticker.
    """

    name: str
    address: str
    code: str
    issuer: str
    issued_on: str
    demo: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Places on a sticker, millimetres from its top left corner."""

    width: float
    height: float
    head: float
    title_pt: float
    name_y: float
    name_pt: float
    qr: float
    qr_y: float
    foot_y: float
    foot_pt: float


_PLANS = {
    Size.SQUARE: _Plan(80, 80, 11, 13, 18.5, 12, 40, 24.5, 67.5, 6.5),
    Size.A6: _Plan(105, 148, 20, 18, 34, 17, 70, 44, 121, 9.5),
}


def qr_png(address: str, *, scale: int = 12) -> bytes:
    """The code alone as a picture, `scale` pixels a module."""
    held = io.BytesIO()
    _code(address).save(held, kind="png", scale=scale, border=_QUIET_MODULES)
    return held.getvalue()


def qr_svg(address: str, *, mask: int | None = None) -> bytes:
    """The code alone as SVG, black on white whatever the theme; the best `mask` unless given."""
    held = io.BytesIO()
    _code(address, mask).save(
        held, kind="svg", scale=8, border=_QUIET_MODULES, light="#fff", xmldecl=False
    )
    return held.getvalue()


def sticker_pdf(stickers: Sequence[Sticker], size: Size, font: Path) -> bytes:
    """One page a sticker.

    Args:
        stickers: In the order of the pages.
        size: Of every page.
        font: Of `documents.chinese_font`; the characters used are embedded.

    Raises:
        ValueError: No sticker.
    """
    if not stickers:
        raise ValueError("no sticker to print")
    plan = _PLANS[size]
    pdf = FPDF(unit="mm", format=(plan.width, plan.height))
    pdf.set_creation_date(_EPOCH)
    pdf.set_title("食安码")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font(_FONT, fname=str(font))
    for one in stickers:
        pdf.add_page()
        _page(pdf, plan, one)
    return bytes(pdf.output())


def _page(pdf: FPDF, plan: _Plan, one: Sticker) -> None:
    pdf.set_text_color(*_INK)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(0, 0, plan.width, plan.height, style="F")
    pdf.set_fill_color(*_SUN)
    pdf.rect(0, 0, plan.width, plan.head, style="F")
    _line(
        pdf,
        plan,
        "食安码 · 扫码看后厨、查证照",
        plan.head / 2 + plan.title_pt * 0.13,
        plan.title_pt,
    )
    _name(pdf, plan, one.name)
    _qr(pdf, one.address, (plan.width - plan.qr) / 2, plan.qr_y, plan.qr)
    step = plan.foot_pt * 0.5
    _line(pdf, plan, one.code, plan.foot_y, plan.foot_pt + 1.5)
    pdf.set_text_color(*_MUTED)
    _line(pdf, plan, f"{one.issuer} 发放 · {one.issued_on}", plan.foot_y + step, plan.foot_pt)
    last = "投诉举报 12315"
    if one.demo:
        last += " · 演示数据，请勿张贴"
    _line(pdf, plan, last, plan.foot_y + 2 * step, plan.foot_pt)


def _name(pdf: FPDF, plan: _Plan, name: str) -> None:
    """On one line, or on two smaller ones; what is longer still ends in an ellipsis."""
    room = plan.width - 8
    text = "".join(sign if sign.isprintable() else " " for sign in name)
    pdf.set_font(_FONT, size=plan.name_pt)
    if pdf.get_string_width(text) <= room:
        _line(pdf, plan, text, plan.name_y, plan.name_pt)
        return
    small = plan.name_pt * 0.72
    pdf.set_font(_FONT, size=small)
    first = _fitting(pdf, text, room)
    rest = text[len(first) :]
    second = _fitting(pdf, rest, room)
    if len(second) < len(rest):
        second = second[:-1] + "…"
    _line(pdf, plan, first, plan.name_y - small * 0.24, small)
    _line(pdf, plan, second, plan.name_y + small * 0.22, small)


def _fitting(pdf: FPDF, text: str, room: float) -> str:
    for length in range(len(text), 0, -1):
        if pdf.get_string_width(text[:length]) <= room:
            return text[:length]
    return text[:1]


def _line(pdf: FPDF, plan: _Plan, text: str, baseline: float, points: float) -> None:
    pdf.set_font(_FONT, size=points)
    width = pdf.get_string_width(text)
    if width > plan.width - 4:
        points *= (plan.width - 4) / width
        pdf.set_font(_FONT, size=points)
        width = pdf.get_string_width(text)
    pdf.text((plan.width - width) / 2, baseline, text)


def _qr(pdf: FPDF, address: str, left: float, top: float, side: float) -> None:
    """Dark modules as rectangles, neighbours in a row joined; the quiet zone lies inside `side`."""
    rows = [bytes(row) for row in _code(address).matrix]
    module = side / (len(rows) + 2 * _QUIET_MODULES)
    pdf.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        at = 0
        while at < len(row):
            end = at
            while end < len(row) and row[end]:
                end += 1
            if end > at:
                pdf.rect(
                    left + (at + _QUIET_MODULES) * module,
                    top + (y + _QUIET_MODULES) * module,
                    (end - at) * module,
                    module + _OVERLAP_MM,
                    style="F",
                )
            at = end + 1


def _code(address: str, mask: int | None = None) -> segno.QRCode:
    return segno.make_qr(address, error="m", mask=mask)
