"""What the code on a statutory record leads to: which record, which version, which content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain import signed_text
from domain.control import ControlKind
from domain.control_paper import ControlPaper

_PURPOSE = b"statutory record"
_KINDS = (ControlKind.DAILY_CONTROL, ControlKind.WEEKLY_REVIEW, ControlKind.MONTHLY_DISPATCH)
_LENGTH = 32
_DIGEST_BYTES = 10
MOST_VERSION = 0xFFFF


@dataclass(frozen=True, slots=True)
class PaperToken:
    """One printed record.

    Attributes:
        start: First day of its period.
        digest: First 20 hex digits of the SHA-256 of what was printed.
    """

    establishment_id: int
    kind: ControlKind
    start: date
    version: int
    digest: str


def token_of(paper: ControlPaper, key: str) -> str:
    """The signed token of a record as it is now.

    Args:
        paper: The record.
        key: Secret of this installation.
    """
    raw = b"".join(
        (
            bytes((_KINDS.index(paper.kind),)),
            paper.establishment_id.to_bytes(4),
            paper.start.toordinal().to_bytes(3),
            min(paper.version, MOST_VERSION).to_bytes(2),
            bytes.fromhex(paper.digest)[:_DIGEST_BYTES],
        )
    )
    return signed_text.signed(signed_text.spelled(raw), key, _PURPOSE)


def opened(token: str, keys: Sequence[str]) -> PaperToken | None:
    """What a token says, None when none of our keys has signed it."""
    text = signed_text.opened(token, keys, _PURPOSE, _LENGTH)
    if text is None:
        return None
    raw = signed_text.read_back(text)
    if raw[0] >= len(_KINDS):
        return None
    return PaperToken(
        establishment_id=int.from_bytes(raw[1:5]),
        kind=_KINDS[raw[0]],
        start=date.fromordinal(int.from_bytes(raw[5:8])),
        version=int.from_bytes(raw[8:10]),
        digest=raw[10:].hex(),
    )
