"""行政处罚: what a decision may impose, how grave it is, and how long the public reads of it.

Kinds follow 行政处罚法 (2021) article 9, as far as they concern an establishment (from general
knowledge); the order of gravity is a 平台规则. Publication: within 20 workdays (regulations.md
section 5, 处罚公示).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

LONGEST_PUBLISHED_YEARS = 3
"""A decision whose end nobody recorded is shown this long: 市场监督管理行政处罚信息公示规定
(from general knowledge)."""
NUMBER_LENGTH, AUTHORITY_LENGTH, CAUSE_LENGTH, LAW_LENGTH = 60, 80, 300, 300
MOST_FEN = 10_000_000_000
"""A hundred million yuan: more is a slip of the pen."""
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_APART = re.compile(r"[、,，;；/+＋和\s]+")
_BRACKETS = str.maketrans("[［【（(]］】）)", "〔〔〔〔〔〕〕〕〕〕")


class PenaltyKind(StrEnum):
    """What a decision imposes; one may impose several."""

    WARNING = "warning"
    CRITICISM = "criticism"
    FINE = "fine"
    CONFISCATION = "confiscation"
    SUSPENSION = "suspension"
    LICENCE_WITHHELD = "withheld"
    LICENCE_REVOKED = "revoked"


PENALTY_KIND_NAMES_ZH = {
    PenaltyKind.WARNING: "警告",
    PenaltyKind.CRITICISM: "通报批评",
    PenaltyKind.FINE: "罚款",
    PenaltyKind.CONFISCATION: "没收",
    PenaltyKind.SUSPENSION: "责令停产停业",
    PenaltyKind.LICENCE_WITHHELD: "暂扣许可证",
    PenaltyKind.LICENCE_REVOKED: "吊销许可证",
}
PENALTY_KIND_NAMES_EN = {
    PenaltyKind.WARNING: "warning",
    PenaltyKind.CRITICISM: "public criticism",
    PenaltyKind.FINE: "fine",
    PenaltyKind.CONFISCATION: "confiscation",
    PenaltyKind.SUSPENSION: "suspension of business",
    PenaltyKind.LICENCE_WITHHELD: "licence withheld",
    PenaltyKind.LICENCE_REVOKED: "licence revoked",
}
KIND_WORDS: dict[str, PenaltyKind] = {
    **{name: kind for kind, name in PENALTY_KIND_NAMES_ZH.items()},
    "没收违法所得": PenaltyKind.CONFISCATION,
    "没收非法财物": PenaltyKind.CONFISCATION,
    "停产停业": PenaltyKind.SUSPENSION,
    "责令停业": PenaltyKind.SUSPENSION,
    "停业": PenaltyKind.SUSPENSION,
    "责令关闭": PenaltyKind.SUSPENSION,
    "暂扣许可证件": PenaltyKind.LICENCE_WITHHELD,
    "吊销许可证件": PenaltyKind.LICENCE_REVOKED,
    "吊证": PenaltyKind.LICENCE_REVOKED,
}
"""How registers write them."""

LIGHT, MONEY, BUSINESS = 1, 2, 3
_GRAVITY = {
    PenaltyKind.WARNING: LIGHT,
    PenaltyKind.CRITICISM: LIGHT,
    PenaltyKind.FINE: MONEY,
    PenaltyKind.CONFISCATION: MONEY,
    PenaltyKind.SUSPENSION: BUSINESS,
    PenaltyKind.LICENCE_WITHHELD: BUSINESS,
    PenaltyKind.LICENCE_REVOKED: BUSINESS,
}


@dataclass(frozen=True, slots=True)
class Penalty:
    """A decision as a dossier lists it.

    Attributes:
        kinds: Codes as stored, for `kinds_of`.
        fine_fen: In fen; None: no fine.
        published_until: Last day; None: not recorded.
        withdrawn_on: Day from which it no longer counts (行政处罚法 article 48), or since which
            it is known to have been entered by mistake.
    """

    id: int
    decision_number: str
    authority: str
    decided_on: date
    cause: str
    law: str | None
    kinds: str
    fine_fen: int | None
    confiscated_fen: int | None
    published_on: date | None
    published_until: date | None
    withdrawn_on: date | None


def kinds_text(kinds: Iterable[str]) -> str:
    """Kinds as they are stored: codes in the order of PenaltyKind, each once."""
    given = set(kinds)
    return ",".join(kind for kind in PenaltyKind if kind in given)


def kinds_of(text: str) -> tuple[PenaltyKind, ...]:
    """What `kinds_text` wrote."""
    return tuple(PenaltyKind(code) for code in text.split(",") if code)


def read_kinds(text: str) -> tuple[set[PenaltyKind], list[str]]:
    """Kinds named in a cell of a register, and the words that name none."""
    found: set[PenaltyKind] = set()
    odd = []
    for word in filter(None, _APART.split(unicodedata.normalize("NFKC", text))):
        if word in list(PenaltyKind):
            found.add(PenaltyKind(word))
        elif word in KIND_WORDS:
            found.add(KIND_WORDS[word])
        else:
            odd.append(word)
    return found, odd


def gravity(kinds: str) -> int:
    """LIGHT, MONEY or BUSINESS: the gravest of the stored kinds."""
    return max((_GRAVITY[kind] for kind in kinds_of(kinds)), default=LIGHT)


def plain_number(text: str) -> str:
    """A decision number as it is kept: one kind of brackets and no spaces, so that equals meet."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_BRACKETS).split())


def fen(text: str) -> int | None:
    """Fen of an amount in yuan; None where it is no such amount."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("元").strip()
    if not _AMOUNT.fullmatch(plain):
        return None
    try:
        return int(Decimal(plain) * 100)
    except InvalidOperation:
        return None


def yuan(amount: int) -> str:
    """Fen as yuan: 5,000 or 1,234.50."""
    whole, rest = divmod(amount, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def is_public(one: Penalty, today: date) -> bool:
    """Whether the public may read of it today: published, not over, not withdrawn."""
    if one.withdrawn_on is not None or one.published_on is None or one.published_on > today:
        return False
    if one.published_until is None:
        return one.published_on >= published_at_least_since(today)
    return today <= one.published_until


def published_at_least_since(today: date) -> date:
    """First day of publication of those that are still shown without a recorded end."""
    try:
        return today.replace(year=today.year - LONGEST_PUBLISHED_YEARS)
    except ValueError:  # 29 February
        return today.replace(year=today.year - LONGEST_PUBLISHED_YEARS, day=28)
