"""How one city says what another says differently: 旗区 or 区县, banner or district."""

import re
from collections.abc import Mapping


def reworded(text: str, words: Mapping[str, str]) -> str:
    """`text` with our words replaced by the city's, longest first; Latin ones as whole words.

    A Latin word that begins a sentence is found too: `Banner` for `banner`.
    """
    wanted = dict(words)
    for ours, theirs in words.items():
        if ours[:1].isascii() and ours[:1].islower():
            wanted.setdefault(ours[:1].upper() + ours[1:], theirs[:1].upper() + theirs[1:])
    if not wanted:
        return text
    longest_first = sorted(wanted, key=len, reverse=True)
    pattern = "|".join(
        rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in longest_first
    )
    return re.sub(pattern, lambda found: wanted[found.group()], text)
