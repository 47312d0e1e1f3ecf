"""Reminders of a duty: the steps by which they rise, and when each is taken. 平台规则.

An establishment is told before the due moment and again after it; its office hears of it after so
many missed in a row, and the bureau of longer streaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.control import ControlKind


class Step(StrEnum):
    """What a reminder is, as stored."""

    SOON = "soon"
    OVERDUE = "overdue"
    OFFICE = "office"
    BUREAU = "bureau"
    STANDSTILL = "standstill"
    MANUAL = "manual"
    GUARANTOR = "guarantor"


ESCALATIONS = (Step.OFFICE, Step.BUREAU)
STEP_NAMES_ZH = {
    Step.SOON: "临期提醒",
    Step.OVERDUE: "逾期提醒",
    Step.OFFICE: "报监管所",
    Step.BUREAU: "报旗区局",
    Step.STANDSTILL: "停机说明",
    Step.MANUAL: "人工催报",
    Step.GUARANTOR: "转包保干部",
}
STEP_NAMES_EN = {
    Step.SOON: "Due soon",
    Step.OVERDUE: "Overdue",
    Step.OFFICE: "Told to the office",
    Step.BUREAU: "Told to the bureau",
    Step.STANDSTILL: "Standstill",
    Step.MANUAL: "By an officer",
    Step.GUARANTOR: "To the guarantor",
}
NOTE_LENGTH = 200
AGAIN_AFTER = timedelta(minutes=10)
"""A second reminder by hand within this time is the first one, pressed twice."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """When the steps of one kind are taken.

    Attributes:
        soon: Before the due moment.
        office: Missed in a row.
        bureau: Missed in a row; more than `office`.
    """

    soon: timedelta
    office: int
    bureau: int


LADDERS: Mapping[ControlKind, Ladder] = {
    ControlKind.DAILY_CONTROL: Ladder(timedelta(hours=4), 2, 5),
    ControlKind.WEEKLY_REVIEW: Ladder(timedelta(hours=24), 1, 2),
    ControlKind.MONTHLY_DISPATCH: Ladder(timedelta(hours=72), 1, 2),
}
"""The usual ones; settings change them."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that was sent.

    Attributes:
        number: Of its step and duty, from 1.
        sent_at: Aware UTC.
        read_at: When the establishment opened it, None when it has not.
    """

    id: int
    establishment_id: int
    kind: ControlKind
    period_start: date
    step: Step
    number: int
    sent_at: datetime
    sent_by: str
    note: str | None
    read_at: datetime | None
