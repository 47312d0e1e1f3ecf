"""Text that a spreadsheet must not take for a formula, made harmless and read back exactly.

A cell that begins with = + - @, a tab or a carriage return is run by spreadsheets that open a CSV
file (CWE-1236). A leading apostrophe makes it text; numbers with a sign are left as they are.
"""

import re

_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def harmless(text: str) -> str:
    """`text` as a cell of a CSV file; `restored` gives it back."""
    if _STARTS_FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def restored(cell: str) -> str:
    """What `harmless` was given."""
    if cell.startswith("'") and _STARTS_FORMULA.match(cell):
        return cell[1:]
    return cell
