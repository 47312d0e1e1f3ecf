"""What the weekly report and the monthly minutes say beyond their checklists, in people's words.

《每周食品安全排查治理报告》 and 《每月食品安全调度会议纪要》: regulations.md section 1, 周报告 ①-⑦
and 月纪要. What the system can count itself (days, shares, findings, alerts, inspections) is not
asked for here. `control_paper.statement` holds `data()` of one of the two; `statement_reading`
reads it back, and what a form sends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.clock import CITY_TIME


class Topic(StrEnum):
    """A special check of the weekly report that only people can tell of (③)."""

    SUPPLIERS = "suppliers"
    STOCK = "stock"
    THERMOMETERS = "thermometers"
    PESTS = "pests"
    SAMPLES = "samples"
    COMPLAINTS = "complaints"


TOPIC_NAMES_ZH = {
    Topic.SUPPLIERS: "供应商资质",
    Topic.STOCK: "库存与添加剂账物",
    Topic.THERMOMETERS: "温度计校准",
    Topic.PESTS: "虫害防制",
    Topic.SAMPLES: "留样抽核",
    Topic.COMPLAINTS: "投诉与评价",
}
TOPIC_NAMES_EN = {
    Topic.SUPPLIERS: "Supplier papers",
    Topic.STOCK: "Stock and additives against the books",
    Topic.THERMOMETERS: "Thermometers calibrated",
    Topic.PESTS: "Pest control",
    Topic.SAMPLES: "Retained samples checked",
    Topic.COMPLAINTS: "Complaints and reviews",
}


class Judged(StrEnum):
    """Risk of the coming week as the establishment judges it (④)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


JUDGED_NAMES_ZH = {Judged.HIGH: "高", Judged.MEDIUM: "中", Judged.LOW: "低"}
JUDGED_NAMES_EN = {Judged.HIGH: "High", Judged.MEDIUM: "Medium", Judged.LOW: "Low"}


@dataclass(frozen=True, slots=True)
class Step:
    """One measure or resolution: what, who, until when (a city day)."""

    what: str
    owner: str
    due: date

    def data(self) -> dict[str, str]:
        """As stored."""
        return {"what": self.what, "owner": self.owner, "due": self.due.isoformat()}


@dataclass(frozen=True, slots=True)
class WeeklyStatement:
    """Words of a weekly report; None where nothing was written.

    Attributes:
        risk: ④.
        judgement: Why so.
        analysis: Of the findings: where, and what comes back (②).
        topics: ③, those that were written about.
        measures: ⑤; at least one unless the risk is low.
        unclosed: On what last week left open (⑥).
        reported_to: Name of the principal who was told (⑦).
    """

    risk: Judged
    judgement: str
    reported_to: str
    analysis: str | None = None
    topics: Mapping[Topic, str] = field(default_factory=dict)
    measures: tuple[Step, ...] = ()
    unclosed: str | None = None

    def data(self) -> dict[str, Any]:
        """As stored in `control_paper.statement`."""
        return {
            "risk": self.risk.value,
            "judgement": self.judgement,
            "reported_to": self.reported_to,
            "analysis": self.analysis,
            "topics": {topic.value: self.topics[topic] for topic in Topic if topic in self.topics},
            "measures": [step.data() for step in self.measures],
            "unclosed": self.unclosed,
        }


@dataclass(frozen=True, slots=True)
class MonthlyStatement:
    """Words of the minutes of a month; None where nothing was written.

    Attributes:
        held_at: When the meeting began, aware, to the minute.
        chair: The principal.
        attendees: Names.
        absent: Names, with the reason in brackets if one was given.
        report: What the safety director reported.
        training_hours: Of all staff together, in the month.
        complaints: Received in the month.
        samples: Food samples taken by the authorities or sent in, in the month.
        rewards: 奖惩.
        priorities: Of the next month.
        resolutions: At least one.
    """

    held_at: datetime
    chair: str
    attendees: tuple[str, ...]
    report: str
    priorities: str
    resolutions: tuple[Step, ...]
    place: str | None = None
    absent: tuple[str, ...] = ()
    training_hours: int | None = None
    complaints: int | None = None
    samples: int | None = None
    rewards: str | None = None

    def data(self) -> dict[str, Any]:
        """As stored in `control_paper.statement`."""
        return {
            "held_at": self.held_at.astimezone(CITY_TIME).isoformat(timespec="minutes"),
            "place": self.place,
            "chair": self.chair,
            "attendees": list(self.attendees),
            "absent": list(self.absent),
            "report": self.report,
            "training_hours": self.training_hours,
            "complaints": self.complaints,
            "samples": self.samples,
            "rewards": self.rewards,
            "priorities": self.priorities,
            "resolutions": [step.data() for step in self.resolutions],
        }


Statement = WeeklyStatement | MonthlyStatement
