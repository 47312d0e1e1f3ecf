"""How few known pieces a password is put together from: what guessing programs try first.

Words of leaked lists (zxcvbn's, by how often they were found), of this product and this city, names
in pinyin, walks over the keyboard, sequences, dates and repetitions. Signs between them count
nothing, and a sign in place of a letter is read as that letter.
"""

import re
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

FEWEST = 4.0
"""A password of pieces that cost less is guessed."""
_LONGEST_PIECE = 24
_FREQUENT = 1000  # of the list; rarer words cost more, so that three of them may make a password
_RARE_COST = 1.5

# Of this product, this city, this office, and what people here type.
_LOCAL = """
nuancheng nuanchengshian shian shipin shipinanquan anquan jianguan jianguanju shichangjianguan
canyin chufang mingchuliangzao food foodsafety safety kitchen ordos erdos eerduosi dongsheng
kangbashi dalate zhungeer etuoke hangjin wushen yijinhuoluo neimenggu mongolia zhonghua zhongguo
china beijing admin administrator root guest user test demo bureau leader office auditor banner
manager system security wall kiosk huawei tencent taobao weixin alipay welcome changeme changeit
letmein secret master hello login password passwort mima shisanlin wodemima woaini woaiwojia aini
iloveyou 520 1314 5201314 5201314520 666 888 168 110 120 12345 12315
"""
_LINES = (
    "`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./",
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
    "147", "258", "369", "abcdefghijklmnopqrstuvwxyz", "01234567890",
)  # fmt: skip
_SHIFTED = str.maketrans('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./")
_LEET = str.maketrans("@430157$!", "aaeoistsi")
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|"
    "ue|er|a|o|e|i|u)"
)
_NAME = re.compile(f"(?:{_SYLLABLE}){{1,3}}")
_DAY = re.compile(r"(?:19|20)\d\d|(?:(?:19|20)?\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def is_guessable(password: str) -> bool:
    """Whether a password is few known pieces in a row, or one of them over and over."""
    text = _unit("".join(password.casefold().split()))
    least = [0.0] + [float("inf")] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + _LONGEST_PIECE) + 1):
            cost = least[start] + _cost(text[start:end])
            least[end] = min(least[end], cost)
    return least[-1] < FEWEST


def read_as_letters(text: str) -> str:
    """`text` in small letters, with signs and digits as the letters that they stand for."""
    return text.casefold().translate(_LEET)


def _cost(piece: str) -> float:
    if len(piece) == 1:
        return 1.0 if piece.isalnum() else 0.0
    if len(set(piece)) == 1 or (len(piece) == 2 and piece.isdigit()):
        return 1.0
    known = _known()
    cost = min(known.get(piece, 9.0), known.get(read_as_letters(piece), 9.0))
    if cost > 1.0 and (_NAME.fullmatch(piece) or _DAY.fullmatch(piece) or _is_walk(piece)):
        return 1.0
    return cost if cost < 9.0 else float("inf")


def _is_walk(piece: str) -> bool:
    keys = piece.translate(_SHIFTED)
    return len(keys) >= 3 and any(keys in line or keys[::-1] in line for line in _LINES)


def _unit(text: str) -> str:
    """The part that `text` is a repetition of, or all of it."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text == text[:size] * (len(text) // size):
            return text[:size]
    return text


@cache
def _known() -> dict[str, float]:
    """Word → what it costs a guesser."""
    ranked = {
        word: 1.0 if rank < _FREQUENT else _RARE_COST
        for rank, word in enumerate(FREQUENCY_LISTS["passwords"])
        if len(word) >= 3
    }
    return ranked | dict.fromkeys(_LOCAL.split(), 1.0)
