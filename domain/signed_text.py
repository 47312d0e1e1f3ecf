"""Text that carries our signature in an address, so that nobody can make it up.

`text.KKSSSSSSSSSSSSSSSS`: two characters name the key, so that what is printed outlives a change
of the key, and sixteen are the signature. The alphabet leaves out letters that look like digits,
and everything is upper case. Each use signs with a key of its own (`purpose`).
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 of Crockford
_KEY_LENGTH, _SIGNATURE_BYTES = 2, 10
_SIGNED = re.compile(rf"([{ALPHABET}]+)\.([{ALPHABET}]{{2}})([{ALPHABET}]{{16}})", re.ASCII)


def spelled(raw: bytes) -> str:
    """Bytes as text, five bits a character.

    Raises:
        ValueError: Their bits are no multiple of five.
    """
    bits = 8 * len(raw)
    if bits % 5:
        raise ValueError(f"{len(raw)} bytes do not fill whole characters")
    number = int.from_bytes(raw)
    return "".join(ALPHABET[number >> place & 31] for place in range(bits - 5, -1, -5))


def read_back(text: str) -> bytes:
    """What `spelled` was given.

    Raises:
        ValueError: A sign is none of ours, or the bits fill no whole bytes.
    """
    if 5 * len(text) % 8:
        raise ValueError(f"{len(text)} characters do not fill whole bytes")
    number = 0
    for sign in text:
        number = number << 5 | ALPHABET.index(sign)
    return number.to_bytes(5 * len(text) // 8)


def signed(text: str, key: str, purpose: bytes) -> str:
    """`text` with its signature.

    Args:
        text: Of the alphabet.
        key: Secret of this installation.
        purpose: What it is for.
    """
    return f"{text}.{_key_name(key, purpose)}{_signature(text, key, purpose)}"


def opened(token: str, keys: Sequence[str], purpose: bytes, length: int) -> str | None:
    """The text of a token, None when none of our keys has signed it.

    Args:
        token: As it came; small letters are taken too, since some readers lower them.
        keys: The present key and former ones that printed codes still carry.
        purpose: What it must have been signed for.
        length: Of the text.
    """
    if len(token) != length + 1 + _KEY_LENGTH + 16:
        return None
    found = _SIGNED.fullmatch(token.upper())
    if found is None:
        return None
    text, name, signature = found.groups()
    known = [key for key in keys if hmac.compare_digest(_key_name(key, purpose), name)]
    fits = [hmac.compare_digest(_signature(text, key, purpose), signature) for key in known]
    return text if any(fits) else None


def _signature(text: str, key: str, purpose: bytes) -> str:
    made = hmac.new(_own_key(key, purpose), text.encode(), hashlib.sha256).digest()
    return spelled(made[:_SIGNATURE_BYTES])


def _key_name(key: str, purpose: bytes) -> str:
    return spelled(hashlib.sha256(b"name:" + _own_key(key, purpose)).digest()[:5])[:_KEY_LENGTH]


def _own_key(key: str, purpose: bytes) -> bytes:
    """A key for this use alone, so that a signature says nothing of what else the secret does."""
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()
