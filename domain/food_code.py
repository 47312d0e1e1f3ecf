"""食安码: how a code is spelled, signed and read back.

A code is random and opaque, never a licence number. Its address carries a signature
(`domain.signed_text`), so that nobody can make up codes or learn by trying which exist.
"""

from collections.abc import Sequence

from domain import signed_text
from domain.signed_text import spelled

CODE_BYTES = 10
"""80 random bits: sixteen characters."""
_CODE_LENGTH = 16
_PURPOSE = b"food code"
_GROUP = 4
MOST_STICKERS = 3000
"""In one file."""


def grouped(code: str) -> str:
    """A code as people read it out: 7K2M-0PQR-…, four characters a group."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def signed(code: str, key: str) -> str:
    """What stands in the address of a code: `code.signature`.

    Args:
        code: Sixteen characters.
        key: Secret of this installation.
    """
    return signed_text.signed(code, key, _PURPOSE)


def opened(token: str, keys: Sequence[str]) -> str | None:
    """The code of a token, None when none of our keys has signed it.

    Args:
        token: As it came.
        keys: The present key and former ones that stickers still carry.
    """
    return signed_text.opened(token, keys, _PURPOSE, _CODE_LENGTH)


__all__ = ["CODE_BYTES", "grouped", "opened", "signed", "spelled"]
