"""Stickers: equal bytes for equal input, a code that reads back, names of any kind."""

import dataclasses
import io
import re
import zlib

import cv2
import numpy as np
import pytest

from documents.chinese_font import source_font
from documents.stickers import Size, Sticker, qr_png, qr_svg, sticker_pdf
from tests.qr import read_qr

ADDRESS = "https://example.test/c/0123456789ABCDEF.AB0123456789ABCDEF"
STICKER = Sticker("东胜示例面馆", ADDRESS, "0123-4567", "东胜区市场监督管理局", "2026-11-01", False)
HOSTILE = "<script>(\\) 蒙\u0000\u202e𠮷" + "很长的名字" * 30


@pytest.fixture(scope="module")
def font():
    found = source_font()
    assert found is not None
    return found


def test_equal_stickers_are_equal_bytes_and_a_page_each(font):
    pair = [STICKER, dataclasses.replace(STICKER, name=HOSTILE, demo=True)]
    made = sticker_pdf(pair, Size.SQUARE, font)
    assert made == sticker_pdf(pair, Size.SQUARE, font)
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", made)) == 2
    assert b"/FontFile" in made  # embedded, so a printer without Chinese fonts prints it
    drawn = b"".join(map(_unpacked, re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.S)))
    assert b" re f" in drawn or b" re\nf" in drawn  # the code is drawn, not a picture
    assert b"/Subtype /Image" not in made


def _unpacked(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_no_sticker_is_no_file(font):
    with pytest.raises(ValueError, match="no sticker"):
        sticker_pdf([], Size.A6, font)


def test_the_code_reads_back_as_its_address():
    picture = cv2.imdecode(np.frombuffer(qr_png(ADDRESS), np.uint8), cv2.IMREAD_GRAYSCALE)
    read = read_qr(picture)
    assert read == ADDRESS


def test_the_drawing_is_dark_on_white_and_holds_no_script():
    drawn = qr_svg(ADDRESS)
    assert b"<svg" in drawn
    assert b"#fff" in drawn
    assert b"script" not in drawn
    assert io.BytesIO(drawn).read(5) != b"<?xml"
