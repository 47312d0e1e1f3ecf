"""Health certificates of people who handle food: how long each still holds.

Source: 食品安全法 article 45 (valid one year, renewed yearly); warnings at 30, 7 and 0 days are
平台规则.
"""

from datetime import date
from enum import StrEnum


class CertificateState(StrEnum):
    """How long a certificate still holds."""

    VALID = "valid"
    WITHIN_30 = "within_30"
    WITHIN_7 = "within_7"
    LAST_DAY = "last_day"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def certificate_state(expires_on: date | None, today: date) -> CertificateState:
    """The state on `today`; the day it expires on still counts."""
    if expires_on is None:
        return CertificateState.UNKNOWN
    left = (expires_on - today).days
    if left < 0:
        return CertificateState.EXPIRED
    if left == 0:
        return CertificateState.LAST_DAY
    if left <= 7:
        return CertificateState.WITHIN_7
    return CertificateState.WITHIN_30 if left <= 30 else CertificateState.VALID
