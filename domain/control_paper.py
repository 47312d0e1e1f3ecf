"""One statutory record as it is printed: everything on the paper, its number, version and hash.

《每日食品安全检查记录》《每周食品安全排查治理报告》《每月食品安全调度会议纪要》: 总局令第60号
(第97号修改); form and numbering are 平台规则. Writers draw exactly this value, so equal contents
are equal papers, and the SHA-256 of the content proves that two of them say the same.

A record is handed in once and never changes; what is done about its findings is added later. Each
such step makes a new version, counted by `version_of`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from domain.checklists import Answer
from domain.clock import CITY_TIME
from domain.control import ANSWERED, KINDS, ControlKind, ControlState, period_end
from domain.paper_facts import Facts
from domain.scope import OFFICIALS, Role
from domain.share import Share
from domain.statements import Statement

_LETTERS = {
    ControlKind.DAILY_CONTROL: "R",
    ControlKind.WEEKLY_REVIEW: "Z",
    ControlKind.MONTHLY_DISPATCH: "Y",
}
READERS = OFFICIALS | {Role.ESTABLISHMENT}
"""Who takes records away as files."""
CONTENT_FORM = 1
"""Raised when the same record would be printed otherwise: part of what is hashed."""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One item asked, in the wording of its version; `answer` None: not answered."""

    code: str
    group: str
    text: str
    key: bool
    basis: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class PaperPhoto:
    """One picture; `path` is below the data directory and no part of the content."""

    purpose: str
    sha256: str
    path: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """What was found wrong at one item and what became of it; moments are aware.

    Attributes:
        state: open, rectified, closed.
        returned: How often a re-check sent it back.
        repeat_of: First day of the period in which the item had failed before.
    """

    code: str
    text: str
    note: str | None
    measure: str | None
    owner: str | None
    due_at: datetime | None
    state: str
    returned: int = 0
    rectified_at: datetime | None = None
    rectified_by: str | None = None
    rectified_note: str | None = None
    rechecked_at: datetime | None = None
    rechecked_by: str | None = None
    recheck_note: str | None = None
    repeat_of: date | None = None
    photos: tuple[PaperPhoto, ...] = ()


@dataclass(frozen=True)
class ControlPaper:
    """The whole of one record.

    Attributes:
        start: First day of its period.
        facts: Of the establishment, as kept with the record.
        checklist_version: Whose wording the items have; None while unanswered.
        statement: Words of a weekly or monthly paper; None: none were handed in.
        signature: Path of an SVG of 300 × 100; None: none was drawn.
        signed: A form came with the record, so a missing signature is one that is missing.
        deputy_for: Whom the signer stands in for.
        reason: Why it was excused.
        demo: 演示数据.
    """

    establishment_id: int
    banner_adcode: str
    kind: ControlKind
    start: date
    state: ControlState
    due_at: datetime
    facts: Facts
    items: tuple[PaperItem, ...]
    findings: tuple[PaperFinding, ...] = ()
    checklist_version: int | None = None
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    deputy_for: str | None = None
    reason: str | None = None
    statement: Statement | None = None
    signature: str | None = None
    signed: bool = False
    demo: bool = False

    @property
    def title(self) -> str:
        """Name of the record by law."""
        return KINDS[self.kind].record_zh

    @property
    def end(self) -> date:
        """Last day of its period."""
        return period_end(self.kind, self.start)

    @property
    def number(self) -> str:
        """As `paper_number`."""
        return paper_number(self.banner_adcode, self.kind, self.start, self.establishment_id)

    @property
    def version(self) -> int:
        """As `version_of`."""
        return version_of((one.state, one.returned) for one in self.findings)

    @property
    def answered(self) -> bool:
        """It was handed in, on time or late."""
        return self.state in ANSWERED

    def count(self, answer: Answer | None) -> int:
        """Items with this answer."""
        return sum(item.answer is answer for item in self.items)

    @property
    def passed(self) -> Share:
        """合格 of those that passed or failed: 不适用 is no pass and no failure."""
        good = self.count(Answer.PASS)
        return Share(good, good + self.count(Answer.FAIL))

    @property
    def clean(self) -> bool:
        """Handed in and nothing failed: 零风险报告."""
        return self.answered and not self.count(Answer.FAIL) and not self.findings

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, 64 hex digits."""
        return hashlib.sha256(content(self)).hexdigest()


def paper_number(banner_adcode: str, kind: ControlKind, start: date, establishment_id: int) -> str:
    """Number of a record: banner, letter of the kind (R 日, Z 周, Y 月), first day, establishment.

    `150602-R-20261119-000123`
    """
    return f"{banner_adcode}-{_LETTERS[kind]}-{start:%Y%m%d}-{establishment_id:06d}"


def version_of(findings: Iterable[tuple[str, int]]) -> int:
    """1 as handed in, and one more for each step taken since on any of its findings.

    Args:
        findings: State and how often sent back, of each. Putting right, sending back and closing
            are one step each, so the number only grows.
    """
    steps = {"open": 0, "rectified": 1, "closed": 2}
    return 1 + sum(steps[state] + 2 * returned for state, returned in findings)


def made_at(paper: ControlPaper) -> datetime:
    """The last thing that happened to a record: what its files are dated with."""
    moments = [paper.submitted_at or paper.due_at]
    for one in paper.findings:
        moments += [at for at in (one.rectified_at, one.rechecked_at) if at is not None]
    return max(moments)


def content(paper: ControlPaper) -> bytes:
    """What is hashed: all that is printed, as JSON with sorted keys."""
    told: dict[str, Any] = {
        "form": CONTENT_FORM,
        "number": paper.number,
        "version": paper.version,
        "kind": paper.kind,
        "start": paper.start,
        "state": paper.state,
        "due_at": paper.due_at,
        "facts": {**paper.facts.data(), "kept": paper.facts.kept},
        "items": [asdict(item) for item in paper.items],
        "findings": [_finding(one) for one in paper.findings],
        "checklist_version": paper.checklist_version,
        "submitted_at": paper.submitted_at,
        "submitted_by": paper.submitted_by,
        "deputy_for": paper.deputy_for,
        "reason": paper.reason,
        "statement": paper.statement.data() if paper.statement else None,
        "signature": paper.signature,
        "signed": paper.signed,
        "demo": paper.demo,
    }
    text = json.dumps(told, default=_plain, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "surrogatepass")


def _finding(one: PaperFinding) -> dict[str, Any]:
    told = asdict(one)
    for photo in told["photos"]:
        del photo["path"]
    return told


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(CITY_TIME).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no {type(value)} on a paper")
