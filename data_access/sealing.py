"""Secrets at rest: sealed with a key that is not in the database (AES-256-GCM).

A copy of the database, a backup or a log then holds nothing that opens a camera or an account.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CAMERA_SEAL = "camera"
"""Purpose of what seals the credentials of cameras."""
_NONCE_BYTES = 12


class SealError(Exception):
    """The sealed text cannot be opened: another key made it, or it was changed."""


class Sealer:
    """Seals and opens short texts.

    Args:
        secret_key: Of this installation (data_access.secret_key).
        purpose: Keeps the texts of one use from being taken for those of another.
    """

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = hashlib.sha256(f"{purpose}:{secret_key}".encode()).digest()
        self._cipher = AESGCM(self._key)

    def seal(self, text: str) -> str:
        """`text` as ASCII that only this key opens; two calls give two results."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), None)
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def mark(self, text: str) -> str:
        """A hash by which only this key knows `text` again; two calls give the same."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def open(self, sealed: str) -> str:
        """The text.

        Raises:
            SealError: Not sealed by this key for this purpose.
        """
        try:
            raw = base64.urlsafe_b64decode(sealed.encode())
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError("sealed with another key, or changed") from error
