"""Initials of Chinese names, by which people who type fast look for them."""

from pypinyin import Style, lazy_pinyin

LONGEST = 120


def initials(name: str) -> str:
    """First letters of the syllables of `name`, in lower case; Latin letters and digits stay.

    东胜示例面馆2店 becomes dsslmg2d. Of several readings the one is taken that a dictionary of
    words gives for the whole name.
    """
    return "".join(letter for letter, _place in _letters(name))[:LONGEST]


def place_of(name: str, typed: str) -> tuple[int, int] | None:
    """Start and end of the signs in `name` whose initials are `typed`; None for nowhere."""
    letters = _letters(name)
    at = "".join(letter for letter, _place in letters).find(typed.lower()) if typed else -1
    if at < 0:
        return None
    return letters[at][1], letters[at + len(typed) - 1][1] + 1


def _letters(name: str) -> list[tuple[str, int]]:
    """Each initial with the place of its sign in `name`."""
    found: list[tuple[str, int]] = []
    at = 0
    for part in lazy_pinyin(name, style=Style.FIRST_LETTER):
        kept = name.startswith(part, at) and not _is_chinese(name[at])  # Latin, digits: as they are
        for offset, sign in enumerate(part if kept else part[:1]):
            letter = sign.lower()
            if letter.isascii() and letter.isalnum():
                found.append((letter, at + offset))
        at += len(part) if kept else 1
    return found


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff"
