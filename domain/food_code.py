"""食安码: how a code is spelled, signed and read back.

A code is random and opaque, never a licence number. Its address carries a signature, so that
nobody can make up codes or learn by trying which exist; the first two characters of the signature
name the key, so that a printed sticker outlives a change of the key. The alphabet leaves out
letters that look like digits, and everything is upper case.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

CODE_BYTES = 10
"""80 random bits: sixteen characters."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 of Crockford
_CODE_LENGTH, _KEY_LENGTH, _SIGNATURE_BYTES = 16, 2, 10
_SIGNED = re.compile(rf"([{_ALPHABET}]{{16}})\.([{_ALPHABET}]{{2}})([{_ALPHABET}]{{16}})", re.ASCII)
_GROUP = 4
LONGEST = 64
"""Of a token in an address; whatever is longer is none of ours."""
MOST_STICKERS = 3000
"""In one file."""


def spelled(raw: bytes) -> str:
    """Bytes as text, five bits a character.

    Raises:
        ValueError: Their bits are no multiple of five.
    """
    bits = 8 * len(raw)
    if bits % 5:
        raise ValueError(f"{len(raw)} bytes do not fill whole characters")
    number = int.from_bytes(raw)
    return "".join(_ALPHABET[number >> place & 31] for place in range(bits - 5, -1, -5))


def grouped(code: str) -> str:
    """A code as people read it out: 7K2M-0PQR-…, four characters a group."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def signed(code: str, key: str) -> str:
    """What stands in the address of a code: `code.signature`.

    Args:
        code: Sixteen characters.
        key: Secret of this installation.
    """
    return f"{code}.{_key_name(key)}{_signature(code, key)}"


def opened(token: str, keys: Sequence[str]) -> str | None:
    """The code of a token, None when none of our keys has signed it.

    Args:
        token: As it came; small letters are taken too, since some readers lower them.
        keys: The present key and former ones that stickers still carry.
    """
    found = _SIGNED.fullmatch(token.upper()) if len(token) <= LONGEST else None
    if found is None:
        return None
    code, name, signature = found.groups()
    known = [key for key in keys if hmac.compare_digest(_key_name(key), name)]
    fits = [hmac.compare_digest(_signature(code, key), signature) for key in known]
    return code if any(fits) else None


def _signature(code: str, key: str) -> str:
    made = hmac.new(_own_key(key), code.encode(), hashlib.sha256).digest()
    return spelled(made[:_SIGNATURE_BYTES])


def _key_name(key: str) -> str:
    return spelled(hashlib.sha256(b"name:" + _own_key(key)).digest()[:5])[:_KEY_LENGTH]


def _own_key(key: str) -> bytes:
    """A key for this use alone, so that a signature says nothing of what else the secret does."""
    return hmac.new(key.encode(), b"food code", hashlib.sha256).digest()
