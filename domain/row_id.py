"""Numbers of rows as they come from outside: an address, a form, a forged callback."""

from typing import TypeGuard

LARGEST_ID = 2**31 - 1
"""What fits the column; a database answers anything larger with an error."""


def is_row_id(given: object) -> TypeGuard[int]:
    """Whether some row may have this number: a whole number of at least 1 that fits the column."""
    return isinstance(given, int) and not isinstance(given, bool) and 0 < given <= LARGEST_ID
