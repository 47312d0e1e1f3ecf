"""Checklists as data: every item with its basis, and answers packed one character an item.

A version never changes once it is published: an answer keeps the version it was given under, and
with it the wording. Which version a duty is answered under is decided on the first day of its
period (`data_access.checklists.in_force`), so that nothing changes under the hands of somebody who
is filling it in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.categories import CATEGORIES, Category, CategoryGroup
from domain.control import ControlKind

FIRST_VERSION = 1
"""The list as the program brings it (`domain.first_checklists`)."""
MOST_ITEMS = 80
"""Of one list: as many as packed answers hold."""
PURCHASE_ITEM = "daily.B01"
"""进货查验: what 全城追溯 counts; every version of the daily check holds it."""
_PREFIXES = {
    ControlKind.DAILY_CONTROL: "daily",
    ControlKind.WEEKLY_REVIEW: "weekly",
    ControlKind.MONTHLY_DISPATCH: "monthly",
}


class Answer(StrEnum):
    """Answer to one item, as packed. `NOT_ASKED`: not on this establishment's list.

    `NOT_APPLICABLE` is no pass: it counts among the answered, never among the good.
    """

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
    CAMERAS = "cameras"


class NotAsked(StrEnum):
    """Why an item is not on an establishment's list: a fact of the register, never its own word."""

    CATEGORY = "category"
    NO_CANTEEN = "no_canteen"
    NO_SCHOOL = "no_school"
    NO_SAMPLES = "no_samples"
    NO_COLD_ROOM = "no_cold_room"
    NO_TAKEAWAY = "no_takeaway"
    NO_CAMERAS = "no_cameras"


_FOR_SCOPE = {
    ItemScope.CANTEEN: NotAsked.NO_CANTEEN,
    ItemScope.SCHOOL: NotAsked.NO_SCHOOL,
    ItemScope.SAMPLES: NotAsked.NO_SAMPLES,
    ItemScope.COLD_ROOM: NotAsked.NO_COLD_ROOM,
    ItemScope.TAKEAWAY: NotAsked.NO_TAKEAWAY,
    ItemScope.CAMERAS: NotAsked.NO_CAMERAS,
}


class Confidence(StrEnum):
    """How sure it is that the named article says so."""

    GENERAL = "general"  # document known, article from general knowledge
    PLATFORM = "platform"  # no binding rule: 平台规则


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What decides which items an establishment answers.

    Attributes:
        category: Of the duty: what the establishment was when it arose.
        cold_room: It has a 专间.
        takeaway: It delivers.
        has_cameras: At least one camera of it is in the register.
    """

    category: Category
    cold_room: bool = False
    takeaway: bool = False
    has_cameras: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of a checklist version.

    Attributes:
        id: Kind and code, as stored with findings: `daily.H02`.
        group: Letter of its group.
        key: ★ key item.
        source: Documents it rests on.
        article: Articles within them, empty where none is known.
        categories: Further narrowed to these; empty for no narrowing.
        added_by: `CITY` or the adcode of the banner whose bureau added it; None: it came with the
            program.
    """

    id: str
    code: str
    group: str
    zh: str
    en: str
    key: bool
    scope: ItemScope
    source: str
    article: str
    confidence: Confidence
    categories: frozenset[Category] = frozenset()
    added_by: str | None = None

    def applies(self, facts: SheetFacts) -> bool:
        """Whether an establishment of these facts answers it."""
        return self.why_not(facts) is None

    def why_not(self, facts: SheetFacts) -> NotAsked | None:
        """Why an establishment of these facts does not answer it, None when it does."""
        if self.categories and facts.category not in self.categories:
            return NotAsked.CATEGORY
        return None if self._in_scope(facts) else _FOR_SCOPE[self.scope]

    def _in_scope(self, facts: SheetFacts) -> bool:
        canteen = CATEGORIES[facts.category].group is CategoryGroup.CANTEEN
        return {
            ItemScope.ALL: True,
            ItemScope.CANTEEN: canteen,
            ItemScope.SCHOOL: facts.category is Category.SCHOOL_CANTEEN,
            ItemScope.SAMPLES: canteen or facts.category is Category.MOBILE_BANQUET,
            ItemScope.COLD_ROOM: facts.cold_room,
            ItemScope.TAKEAWAY: facts.takeaway,
            ItemScope.CAMERAS: facts.has_cameras,
        }[self.scope]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Heading over the items of one letter."""

    letter: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of one kind's list.

    Attributes:
        version: Counts the lists of the kind, of the city and of banners alike, from 1.
        banner_adcode: Whose list it is; None: the city's.
        effective_from: First day a period may begin on to be answered under it.
        items: In the order in which answers are packed, MOST_ITEMS at most.
        groups: Their headings, in order.
        note: What the publisher said about it.
        published_at: Aware UTC.
    """

    kind: ControlKind
    version: int
    banner_adcode: str | None
    effective_from: date
    items: tuple[ChecklistItem, ...]
    groups: tuple[ItemGroup, ...]
    note: str
    published_by: str
    published_at: datetime

    def applicable(self, facts: SheetFacts) -> tuple[ChecklistItem, ...]:
        """Items an establishment answers; their number is the denominator of its record."""
        return tuple(item for item in self.items if item.applies(facts))

    def item(self, item_id: str) -> ChecklistItem | None:
        """The item of that id, None where this version has none."""
        return next((item for item in self.items if item.id == item_id), None)

    def pack(self, answers: Mapping[str, Answer]) -> str:
        """One character an item, in the order of the list; items not given are `NOT_ASKED`.

        Raises:
            ValueError: An id is not on the list.
        """
        unknown = answers.keys() - {item.id for item in self.items}
        if unknown:
            raise ValueError(f"not on checklist {self}: {', '.join(sorted(unknown))}")
        return "".join(answers.get(item.id, Answer.NOT_ASKED) for item in self.items)

    def unpack(self, text: str) -> dict[str, Answer]:
        """Answers by item id, in the order of the list; items not asked are left out.

        Raises:
            ValueError: Length or a character does not fit the list.
        """
        if len(text) != len(self.items):
            raise ValueError(f"{len(text)} answers for the {len(self.items)} items of {self}")
        pairs = ((item.id, Answer(sign)) for item, sign in zip(self.items, text, strict=True))
        return {item_id: answer for item_id, answer in pairs if answer is not Answer.NOT_ASKED}

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


def item_id(kind: ControlKind, code: str) -> str:
    """Id of an item, as stored with findings: `daily.H02`."""
    return f"{_PREFIXES[kind]}.{code}"


def groups_of(headings: Iterable[ItemGroup]) -> tuple[ItemGroup, ...]:
    """Each heading once, in the order of its first item."""
    return tuple({heading.letter: heading for heading in headings}.values())
