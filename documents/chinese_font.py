"""The Chinese font that documents embed and the served fallback is made from."""

import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

# Of the package's fonts only this one may be passed on (SIL Open Font License).
SOURCE = "NotoSansCJKsc-Regular.otf"


def source_font() -> Path | None:
    """The font inside the package mplfonts, without importing it (it would load matplotlib)."""
    spec = find_spec("mplfonts")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "fonts" / SOURCE
    return path if path.is_file() else None


@lru_cache(maxsize=4096)  # the words of checklists come again on every paper
def drawable(text: str, font: Path) -> str:
    """`text` with every sign that `font` lacks spelled as its code: 〔U+1820 U+1821〕.

    A missing sign would be drawn as an empty box, and nobody would know which one it was. Controls
    become spaces, but ends of lines stay.
    """
    held = _signs(font)
    if all(sign in held for sign in text):
        return text
    told: list[str] = []
    for missing, signs in groupby(text, key=lambda sign: _missing(sign, held)):
        run = "".join(signs)
        if missing:
            told.append("〔" + " ".join(f"U+{ord(sign):04X}" for sign in run) + "〕")
        else:
            told.append("".join(sign if sign in held or sign == "\n" else " " for sign in run))
    return "".join(told)


def _missing(sign: str, held: frozenset[str]) -> bool:
    return sign not in held and not unicodedata.category(sign).startswith(("Z", "Cc"))


@cache
def _signs(font: Path) -> frozenset[str]:
    with TTFont(font, lazy=True) as opened:
        signs = map(chr, opened.getBestCmap())
        return frozenset(sign for sign in signs if unicodedata.category(sign)[0] != "C")
