"""`python app.py fonts`: make the served fallback font from the installed package mplfonts."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

from api.fonts import FILE
from documents.chinese_font import SOURCE, source_font
from settings import Settings

NAME = "fonts"
HELP = "make the fallback font for machines without Chinese fonts"

_EXTRA = "▲▼△▽●○◆◇■□★☆✓✗✕→←↑↓…—–‘’“”·•°℃≤≥±×÷％№①②③④⑤⑥⑦⑧⑨⑩㎡￥¥€"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--again", action="store_true", help="also when it is there already")


def run(arguments: Namespace, settings: Settings) -> int:
    """Make the file whole or not at all; 1 when the source font is not installed."""
    target = settings.data_dir / "fonts" / FILE
    if target.is_file() and not arguments.again:
        print(f"{target} is there already")
        return 0
    source = source_font()
    if source is None:
        print(f"{SOURCE} not found: install the package mplfonts", file=sys.stderr)
        return 1
    make_font(source, target)
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


def make_font(source: Path, target: Path) -> None:
    """Write the subset of `source` as woff2, by way of a temporary file."""
    options = Options(flavor="woff2", hinting=False, notdef_outline=True)
    options.layout_features = ["ccmp", "kern", "locl", "tnum", "lnum"]
    fresh = target.with_suffix(".new")
    target.parent.mkdir(parents=True, exist_ok=True)
    with load_font(str(source), options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=set(characters()))
        subsetter.subset(font)
        save_font(font, str(fresh), options)
    fresh.replace(target)


def characters() -> Iterator[int]:
    """GB 2312 levels 1 and 2 with its signs, Latin, and the symbols of our screens."""
    yield from range(0x20, 0x7F)
    yield from range(0xA0, 0x180)
    yield from map(ord, _EXTRA)
    for row in [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]:
        for cell in range(0xA1, 0xFF):
            sign = bytes((row, cell)).decode("gb2312", errors="ignore")
            if sign:
                yield ord(sign)
