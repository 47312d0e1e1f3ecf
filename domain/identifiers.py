"""Licence numbers and unified social credit codes: check digits, whole validation, making.

A failed check digit is a warning, never a reason to refuse: old and mistyped numbers exist on real
licences. Sources: 食品经营许可证编号 (JY + 14 digits, GB/T 17710 MOD 11,10), GB 32100-2015 (credit
code) and GB 11714-1997 (its organisation part); regulations.md section 5. Identity numbers:
GB 11643-1999.
"""

import re
from enum import IntEnum

_LICENCE = re.compile(r"JY\d{14}", re.ASCII)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I O Z S V
_CREDIT_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"


class LicenceSubject(IntEnum):
    """主体业态: first digit of a licence number."""

    SALES = 1
    CATERING = 2
    CANTEEN = 3


def licence_number_valid(text: str) -> bool:
    """Whether `text` is JY and 14 digits of which the last is the right check digit."""
    return _LICENCE.fullmatch(text) is not None and text[-1] == _licence_check(text[2:15])


def make_licence_number(subject: LicenceSubject, adcode: str, sequence: int) -> str:
    """A licence number with its check digit.

    Args:
        subject: Kind of business.
        adcode: Six-digit code of the issuing county (province, city, county).
        sequence: 0 to 999,999 within county and kind.

    Raises:
        ValueError: `adcode` or `sequence` does not fit.
    """
    if not re.fullmatch(r"\d{6}", adcode, re.ASCII):
        raise ValueError(f"adcode must be six digits, got {adcode!r}")
    if not 0 <= sequence <= 999_999:
        raise ValueError(f"sequence must be 0 to 999999, got {sequence}")
    digits = f"{subject:d}{adcode}{sequence:06d}"
    return f"JY{digits}{_licence_check(digits)}"


def credit_code_valid(text: str) -> bool:
    """Whether `text` has 18 allowed characters and both of its check characters are right."""
    if len(text) != 18 or not _CREDIT_VALUES.keys() >= set(text):
        return False
    return text[16] == _organisation_check(text[8:16]) and text[17] == _credit_check(text[:17])


def make_credit_code(registrar: str, adcode: str, organisation: str) -> str:
    """A credit code with both of its check characters.

    Args:
        registrar: Registering department and kind of organisation: 91 company, 92 self-employed,
            12 public institution, 52 private non-profit, 11 government.
        adcode: Six-digit code of the registering county.
        organisation: First eight characters of the organisation code.

    Raises:
        ValueError: A part has the wrong length or a character that GB 32100 does not allow.
    """
    parts = registrar + adcode + organisation
    if (len(registrar), len(adcode), len(organisation)) != (2, 6, 8):
        raise ValueError(f"parts must have 2, 6 and 8 characters, got {parts!r}")
    if not _CREDIT_VALUES.keys() >= set(parts):
        raise ValueError(f"a character of {parts!r} is not allowed in a credit code")
    body = parts + _organisation_check(organisation)
    return body + _credit_check(body)


def identity_number_valid(text: str) -> bool:
    """Whether `text` is a citizen's identity number: 18 characters, the check character right."""
    if _IDENTITY.fullmatch(text) is None:
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip(_IDENTITY_WEIGHTS, text[:17], strict=True)
    )
    return text[17] == _IDENTITY_CHECKS[total % 11]


def _licence_check(digits: str) -> str:
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def _organisation_check(body: str) -> str:
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(_ORGANISATION_WEIGHTS, body, strict=True)
    )
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def _credit_check(body: str) -> str:
    total = sum(
        weight * _CREDIT_VALUES[character]
        for weight, character in zip(_CREDIT_WEIGHTS, body, strict=True)
    )
    return _ALPHABET[(31 - total % 31) % 31]
