"""What is kept of an identity number: enough to meet the same person again, too little to read it.

A keyed hash, because all numbers of a county can be tried against a plain one in minutes; and the
last four characters, by which people tell two of the same name apart (PIPL article 6, 最小必要).
"""

import hashlib
import hmac

_PURPOSE = "identity"


def identity_hash(secret_key: str, number: str) -> str:
    """HMAC-SHA256 of an identity number (upper case, no spaces), 64 hexadecimal characters.

    Args:
        secret_key: Of this installation (data_access.secret_key).
        number: The whole number; it is not kept.
    """
    key = hashlib.sha256(f"{_PURPOSE}:{secret_key}".encode()).digest()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def identity_tail(number: str) -> str:
    """The last four characters."""
    return number[-4:]
