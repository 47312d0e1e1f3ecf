"""Checklists as data: every item with its basis, and answers packed one character an item.

Versions never change once used: an answer keeps the version it was given under, and its wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from domain import cycle_items, daily_items
from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.control import ControlKind

CHECKLIST_VERSION = 1
PURCHASE_ITEM = "daily.B01"
"""进货查验: what 全城追溯 counts; every version of the daily check holds it."""
_EFFECTIVE_FROM = date(2025, 4, 15)  # 第97号令 and 集中用餐单位规定 in force


class Answer(StrEnum):
    """Answer to one item, as packed. `NOT_ASKED`: not on this establishment's list."""

    PASS = "p"  # noqa: S105 - an answer, not a password
    FAIL = "f"
    NOT_APPLICABLE = "n"
    NOT_ASKED = "-"


class ItemScope(StrEnum):
    """Which establishments an item is for."""

    ALL = "all"
    CANTEEN = "canteen"
    SCHOOL = "school"
    SAMPLES = "samples"
    COLD_ROOM = "cold_room"
    TAKEAWAY = "takeaway"


class Confidence(StrEnum):
    """How sure it is that the named article says so."""

    GENERAL = "general"  # document known, article from general knowledge
    PLATFORM = "platform"  # no binding rule: 平台规则


DOCUMENTS: dict[str, str] = {
    "F": "食品安全法",
    "S": "学校食品安全与营养健康管理规定（45号令）",
    "R": "落实食品安全主体责任监督管理规定（60号令、97号令）",
    "D": "平台规则",
    "OP": "餐饮服务食品安全操作规范（2018）",
    "GB": "GB 31654-2021",
    "GB2716": "GB 2716",
    "GB2760": "GB 2760",
    "GB14934": "GB 14934",
    "78": "食品经营许可和备案管理办法（78号令）",
    "123": "网络餐饮服务经营者规定（123号令）",
    "SAFE36": "安全生产法",
}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of a checklist version.

    Attributes:
        id: Kind and code, as stored with findings: `daily.H02`.
        group: Letter of its group.
        key: ★ key item.
        source: Documents it rests on.
        article: Articles within them, empty where none is known.
    """

    id: str
    kind: ControlKind
    code: str
    group: str
    zh: str
    en: str
    key: bool
    scope: ItemScope
    source: str
    article: str
    confidence: Confidence
    effective_from: date = _EFFECTIVE_FROM
    version: int = CHECKLIST_VERSION


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Heading over the items of one letter."""

    letter: str
    zh: str
    en: str


Row = tuple[str, bool, str, str, str, str]

_SHEETS: dict[ControlKind, tuple[str, dict[str, tuple[str, str]], tuple[Row, ...]]] = {
    ControlKind.DAILY_CONTROL: ("daily", daily_items.GROUPS, daily_items.ROWS),
    ControlKind.WEEKLY_REVIEW: ("weekly", cycle_items.WEEKLY_GROUPS, cycle_items.WEEKLY_ROWS),
    ControlKind.MONTHLY_DISPATCH: ("monthly", cycle_items.MONTHLY_GROUPS, cycle_items.MONTHLY_ROWS),
}


@cache
def items(kind: ControlKind, version: int = CHECKLIST_VERSION) -> tuple[ChecklistItem, ...]:
    """All items of a checklist, in the order in which answers are packed.

    Raises:
        LookupError: There is no such version.
    """
    if version != CHECKLIST_VERSION:
        raise LookupError(f"no version {version} of checklist {kind}")
    prefix, _groups, rows = _SHEETS[kind]
    return tuple(_item(kind, prefix, row) for row in rows)


def groups(kind: ControlKind) -> tuple[ItemGroup, ...]:
    """Groups of a checklist, in order."""
    return tuple(ItemGroup(letter, zh, en) for letter, (zh, en) in _SHEETS[kind][1].items())


@cache
def applicable_items(
    kind: ControlKind, category: Category, cold_room: bool, takeaway: bool
) -> tuple[ChecklistItem, ...]:
    """Items an establishment answers; their number is the denominator of its record.

    Args:
        kind: Which checklist.
        category: Category of the establishment.
        cold_room: It has a 专间.
        takeaway: It delivers.
    """
    canteen = CATEGORIES[category].group is CategoryGroup.CANTEEN
    holds = {
        ItemScope.ALL: True,
        ItemScope.CANTEEN: canteen,
        ItemScope.SCHOOL: category is Category.SCHOOL_CANTEEN,
        ItemScope.SAMPLES: canteen or category is Category.MOBILE_BANQUET,
        ItemScope.COLD_ROOM: cold_room,
        ItemScope.TAKEAWAY: takeaway,
    }
    return tuple(item for item in items(kind) if holds[item.scope])


def pack(
    answers: Mapping[str, Answer],
    kind: ControlKind = ControlKind.DAILY_CONTROL,
    version: int = CHECKLIST_VERSION,
) -> str:
    """One character an item, in the order of the checklist; items not given are `NOT_ASKED`.

    Args:
        answers: Answer by item id (`daily.A01`).
        kind: Which checklist.
        version: Its version.

    Raises:
        ValueError: An id is not on the checklist.
    """
    sheet = items(kind, version)
    unknown = answers.keys() - {item.id for item in sheet}
    if unknown:
        raise ValueError(f"not on checklist {kind} {version}: {', '.join(sorted(unknown))}")
    return "".join(answers.get(item.id, Answer.NOT_ASKED) for item in sheet)


def unpack(
    text: str,
    kind: ControlKind = ControlKind.DAILY_CONTROL,
    version: int = CHECKLIST_VERSION,
) -> dict[str, Answer]:
    """Answers by item id, in the order of the checklist; items not asked are left out.

    Raises:
        ValueError: Length or a character does not fit the checklist.
    """
    sheet = items(kind, version)
    if len(text) != len(sheet):
        raise ValueError(f"{len(text)} answers for the {len(sheet)} items of {kind} {version}")
    pairs = ((item.id, Answer(letter)) for item, letter in zip(sheet, text, strict=True))
    return {item_id: answer for item_id, answer in pairs if answer is not Answer.NOT_ASKED}


def _item(kind: ControlKind, prefix: str, row: Row) -> ChecklistItem:
    code, key, basis, scope, zh, en = row
    documents, articles = zip(*(_document(part) for part in basis.split(",")), strict=True)
    platform = all(part == "D" for part in basis.split(","))
    return ChecklistItem(
        id=f"{prefix}.{code}",
        kind=kind,
        code=code,
        group=code[0],
        zh=zh,
        en=en,
        key=key,
        scope=ItemScope(scope),
        source="、".join(documents),
        article="、".join(article for article in articles if article),
        confidence=Confidence.PLATFORM if platform else Confidence.GENERAL,
    )


def _document(basis: str) -> tuple[str, str]:
    """Document and article of one basis code: `F53/55` is 食品安全法 第53、55条."""
    if basis == "SAFE36":
        return DOCUMENTS[basis], "第36条"
    if basis[0] == "F":
        return DOCUMENTS["F"], f"第{basis[1:].replace('/', '、')}条"
    return DOCUMENTS[basis], ""
