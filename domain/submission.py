"""A record of self-control as an establishment hands it in, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.checklists import FIRST_VERSION, Answer
from domain.control import ControlKind, ControlState
from domain.duty_form import FormPaper


@dataclass(frozen=True, slots=True)
class ControlFinding:
    """What was found wrong at one item, and what is done about it.

    Attributes:
        item: Id of the checklist item (`daily.H02`).
        due_at: Until when it is put right, aware UTC.
    """

    item: str
    note: str
    measure: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """One record as an establishment hands it in.

    Attributes:
        submitted_by: Name of the person who signs.
        answers: Answer by item id, one for each item that applies.
        findings: One for each failed item.
        checklist_version: The version that was on the form.
        paper: What a form hands in besides; a person owes it (`data_access.control_papers`).
    """

    establishment_id: int
    kind: ControlKind
    period_start: date
    submitted_by: str
    answers: Mapping[str, Answer]
    findings: tuple[ControlFinding, ...] = ()
    checklist_version: int = FIRST_VERSION
    paper: FormPaper | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission; `created` is False when it had been taken before."""

    state: ControlState
    created: bool
