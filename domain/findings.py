"""A finding of self-control from its discovery to its end: states, steps, deadline, repeats.

An establishment finds something wrong, puts it right and shows how; somebody else looks again.
Law asks that found risks are dealt with and recorded (总局令第60号 第12、13条: 整改、台账); who
looks again, how long a repeat is one and what a note needs are 平台规则.

A finding that is open has never a moment of rectification: `open` ⇔ `rectified_at` is None, so
that figures that ask for the one and for the other agree.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.control import ControlKind
from domain.typed_text import typed_line


class FindingState(StrEnum):
    """Where a finding stands, as stored."""

    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"


class FindingStep(StrEnum):
    """What somebody does to a finding."""

    RECTIFY = "rectify"
    RETURN = "return"
    CLOSE = "close"


UNSETTLED = (FindingState.OPEN, FindingState.RECTIFIED)

STATE_NAMES_ZH = {
    FindingState.OPEN: "待整改",
    FindingState.RECTIFIED: "待复查",
    FindingState.CLOSED: "已销号",
}
STATE_NAMES_EN = {
    FindingState.OPEN: "To rectify",
    FindingState.RECTIFIED: "To re-check",
    FindingState.CLOSED: "Closed",
}

REPEAT_WITHIN = timedelta(days=90)
"""The same item of the same establishment that fails again within this is a repeat (平台规则)."""

NOTE_LENGTH = 300
NAME_LENGTH = 60

RECHECK_RULE_ZH = (
    "复查人不得是整改人。★关键项由监管人员复查；"
    "其他项可由监管人员，或本单位另一名在册人员复查（平台规则）。"
)
RECHECK_RULE_EN = (
    "Whoever rectified does not re-check. ★ key items are re-checked by an officer; other items by "
    "an officer or by another registered person of the establishment (platform rule)."
)

_NEXT = {
    (FindingState.OPEN, FindingStep.RECTIFY): FindingState.RECTIFIED,
    (FindingState.RECTIFIED, FindingStep.RETURN): FindingState.OPEN,
    (FindingState.RECTIFIED, FindingStep.CLOSE): FindingState.CLOSED,
}


class FindingRefusal(StrEnum):
    """Why a step is not taken."""

    STATE = "state"
    NOTE_MISSING = "note_missing"
    NOTE_TOO_LONG = "note_too_long"
    PERSON_MISSING = "person_missing"
    PERSON_UNKNOWN = "person_unknown"
    PHOTO_MISSING = "photo_missing"
    SAME_PERSON = "same_person"
    KEY_ITEM = "key_item"


FINDING_REFUSALS: dict[FindingRefusal, tuple[str, str]] = {
    FindingRefusal.STATE: (
        "这个问题的状态已经变化，请刷新后再操作",
        "The finding has moved on meanwhile; please reload",
    ),
    FindingRefusal.NOTE_MISSING: ("请写明整改或复查情况", "Say what was done or seen"),
    FindingRefusal.NOTE_TOO_LONG: ("说明最多300字", "At most 300 characters"),
    FindingRefusal.PERSON_MISSING: ("请选择或填写经办人姓名", "Say who did it"),
    FindingRefusal.PERSON_UNKNOWN: (
        "此人不在本单位人员名册中，请先登记人员",
        "This person is not on the establishment's list of people; register the person first",
    ),
    FindingRefusal.PHOTO_MISSING: (
        "请先拍一张整改后的照片",
        "Take a photo of what was put right first",
    ),
    FindingRefusal.SAME_PERSON: (
        "复查人不能是整改人，请由另一人复查",
        "Whoever rectified cannot re-check; ask another person",
    ),
    FindingRefusal.KEY_ITEM: (
        "★关键项由监管人员复查，本单位不能自行销号",
        "A ★ key item is re-checked by an officer; the establishment cannot close it",
    ),
}


class FindingRefusedError(Exception):
    """A step is not taken.

    Attributes:
        refusal: Why.
    """

    def __init__(self, refusal: FindingRefusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return FINDING_REFUSALS[self.refusal][0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return FINDING_REFUSALS[self.refusal][1]


@dataclass(frozen=True, slots=True)
class FindingCase:
    """One finding and how far it has come.

    Attributes:
        name: Of the establishment.
        start: First day of the period whose record found it.
        item: Id of the checklist item (`daily.H02`).
        owner: Who is to put it right.
        due_at: Until when, None where the record did not say; aware UTC like all moments.
        rectified_by: Who says it is put right; kept after a return, so that the story is whole.
        recheck_note: What the last re-check said, also of one that sent it back.
        returned: How often a re-check sent it back.
        repeat_of: The earlier finding of the same item within REPEAT_WITHIN.
        checklist_version: Of the list that its record was answered under.
    """

    id: int
    establishment_id: int
    name: str
    township_code: str
    kind: ControlKind
    start: date
    item: str
    note: str
    measure: str
    owner: str
    due_at: datetime | None
    state: FindingState
    rectified_at: datetime | None
    rectified_by: str | None
    rectified_note: str | None
    rechecked_at: datetime | None
    rechecked_by: str | None
    recheck_note: str | None
    returned: int
    repeat_of: int | None
    checklist_version: int | None

    def overdue(self, now: datetime) -> bool:
        """Whether it is still to be put right although its time is over."""
        return self.state is FindingState.OPEN and self.due_at is not None and now >= self.due_at


def state_after(state: FindingState, step: FindingStep) -> FindingState:
    """State after `step`.

    Raises:
        FindingRefusedError: The state does not allow it.
    """
    after = _NEXT.get((state, step))
    if after is None:
        raise FindingRefusedError(FindingRefusal.STATE)
    return after


def cleaned_note(note: object) -> str:
    """A note as it is kept.

    Raises:
        FindingRefusedError: It is missing, no text, or too long.
    """
    text = typed_line(note) if isinstance(note, str) else ""
    if not text:
        raise FindingRefusedError(FindingRefusal.NOTE_MISSING)
    if len(text) > NOTE_LENGTH:
        raise FindingRefusedError(FindingRefusal.NOTE_TOO_LONG)
    return text


def cleaned_person(name: object) -> str:
    """A person's name as it is kept.

    Raises:
        FindingRefusedError: It is missing, no text, or longer than a name is.
    """
    text = typed_line(name) if isinstance(name, str) else ""
    if not text or len(text) > NAME_LENGTH:
        raise FindingRefusedError(FindingRefusal.PERSON_MISSING)
    return text


def require_other_person(*, key: bool, rectified_by: str | None, by: str) -> None:
    """What a re-check within the establishment has to keep to (RECHECK_RULE_ZH).

    Raises:
        FindingRefusedError: A key item, or the same person.
    """
    if key:
        raise FindingRefusedError(FindingRefusal.KEY_ITEM)
    if "".join(by.split()) == "".join((rectified_by or "").split()):
        raise FindingRefusedError(FindingRefusal.SAME_PERSON)
