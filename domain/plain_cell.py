"""Text for a spreadsheet, which takes `=…` and its like for a formula and runs it."""

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def plain_cell(text: str) -> str:
    """`text`, with an apostrophe before what would be run; numbers stay as they are."""
    if text.lstrip(" ").startswith(_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
