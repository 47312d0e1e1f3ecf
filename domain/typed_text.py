"""What people type into a field, without the signs that nobody sees and no document should hold."""

import re

# Control signs but white space, halves of characters, what is no character, and the marks that
# turn the order of what follows: with those a name could read as another one. Joiners stay, as
# emoji are made with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def typed(text: str) -> str:
    """Text of one or more lines, as it is kept."""
    return _UNSEEN.sub("", text).strip()


def typed_line(text: str) -> str:
    """The same as one line, with single spaces."""
    return " ".join(typed(text).split())
