"""How fast a form was filled in: the seconds before each tap, two characters an item.

In the order of the items asked, base 36; an item that was confirmed together with others because
the system knows it has no pace of its own. For review by people: slow is no proof of looking.
"""

from collections.abc import Mapping, Sequence

LONGEST_S = 36 * 36 - 1
_TOGETHER = ".."
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def pack_pace(seconds: Mapping[str, int | None], asked: Sequence[str]) -> str:
    """Seconds before the tap of each item, LONGEST_S at most.

    Args:
        seconds: By id of the item; None, or no entry, for one confirmed together with others.
        asked: Ids of the items asked, in the order of the checklist.
    """
    return "".join(_packed(seconds.get(item)) for item in asked)


def unpack_pace(text: str) -> tuple[int | None, ...]:
    """Seconds in the order of the items asked; None for one that has no pace of its own.

    Raises:
        ValueError: It is none of ours.
    """
    if len(text) % 2:
        raise ValueError(f"a pace of {len(text)} characters")
    pairs = (text[at : at + 2] for at in range(0, len(text), 2))
    return tuple(None if pair == _TOGETHER else int(pair, 36) for pair in pairs)


def _packed(seconds: int | None) -> str:
    if seconds is None:
        return _TOGETHER
    held = min(max(seconds, 0), LONGEST_S)
    return _DIGITS[held // 36] + _DIGITS[held % 36]
