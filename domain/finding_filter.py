"""Which findings a list holds: the filter that list, counts and address share."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.checklists import ChecklistItem
from domain.control import ControlKind
from domain.findings import UNSETTLED, FindingCase, FindingState

CLOSED_BACK = timedelta(days=90)
"""Closed findings are listed for so long unless the reader asks for a day; open ones for ever."""


class FindingGroup(StrEnum):
    """Which states a list holds."""

    UNSETTLED = "unsettled"
    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    ALL = "all"


STATES_OF: dict[FindingGroup, tuple[FindingState, ...]] = {
    FindingGroup.UNSETTLED: UNSETTLED,
    FindingGroup.OPEN: (FindingState.OPEN,),
    FindingGroup.RECTIFIED: (FindingState.RECTIFIED,),
    FindingGroup.CLOSED: (FindingState.CLOSED,),
    FindingGroup.ALL: tuple(FindingState),
}


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the reader wants to see; None leaves a dimension open.

    Attributes:
        overdue: Only what is still to be put right although its time is over.
        repeat: Only what was found before within the span of a repeat.
        item: Id of an item (`daily.H02`) or of a group of items (`daily.H`).
        since: First day of the periods whose records found it, included.
        until: Last such day, included.
    """

    group: FindingGroup = FindingGroup.UNSETTLED
    overdue: bool = False
    repeat: bool = False
    kind: ControlKind | None = None
    item: str | None = None
    banner_adcode: str | None = None
    township_code: str | None = None
    office_id: int | None = None
    establishment_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings the list would hold if one dimension of the filter were set to a value.

    Attributes:
        by_item_group: By `daily.H`.
        by_item: By id of the item, of the group that is asked for.
    """

    total: int
    by_group: dict[FindingGroup, int]
    overdue: int
    repeat: int
    by_kind: dict[ControlKind, int]
    by_item_group: dict[str, int]
    by_item: dict[str, int]
    by_banner: dict[str, int]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row of a list.

    Attributes:
        item: In the wording it was judged under, None where no list knows it.
        photo_id: The newest photo of it, None without any.
    """

    case: FindingCase
    item: ChecklistItem | None
    banner_zh: str
    banner_en: str
    township_zh: str
    photo_id: int | None


def item_group(item: str) -> str:
    """The group an item belongs to: `daily.H` of `daily.H02`."""
    prefix, _, code = item.partition(".")
    return f"{prefix}.{code[:1]}"
