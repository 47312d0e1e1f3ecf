"""Initials of Chinese names, by which people who type fast look for them."""

from pypinyin import Style, lazy_pinyin

LONGEST = 120


def initials(name: str) -> str:
    """First letters of the syllables of `name`, in lower case; Latin letters and digits stay.

    东胜示例面馆2店 becomes dsslmg2d. Of several readings the one is taken that a dictionary of
    words gives for the whole name.
    """
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())[:LONGEST]
