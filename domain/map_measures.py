"""What the map can colour by: whose share a cluster's ring and a shaded area show.

A share counts the bad among those of whom it is known; who is not known is said apart, and is
neither good nor bad. Each measure is also a group of the filter, with the same values.
"""

from dataclasses import dataclass

from domain.alert_classes import Severity
from domain.grades import HygieneGrade, RiskLevel

NOT_KNOWN = "-"
"""No risk assessment, open alert, camera, cadre or hygiene grade."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to colour.

    Attributes:
        key: Also name of the filter group.
        zh: Name.
        en: Name.
        share_zh: Whose share the ring shows.
        share_en: The same.
        values: All values, best first.
        bad: What the share counts.
        apart: Left out of the share: not known, or nothing due.
        steps: Lower bounds of the six steps by which areas are shaded: 平台规则. Fixed, so that a
            colour means the same before and after a filter.
    """

    key: str
    zh: str
    en: str
    share_zh: str
    share_en: str
    values: tuple[str, ...]
    bad: frozenset[str]
    apart: frozenset[str] = frozenset()
    steps: tuple[float, ...] = ()


MEASURES: dict[str, Measure] = {
    one.key: one
    for one in (
        Measure(
            "risk",
            "风险等级",
            "Risk level",
            "C+D 占比",
            "Share of C+D",
            (*RiskLevel, NOT_KNOWN),
            frozenset({RiskLevel.C, RiskLevel.D}),
            frozenset({NOT_KNOWN}),
            steps=(0.0, 0.10, 0.14, 0.18, 0.22, 0.30),
        ),
        Measure(
            "control",
            "今日日管控",
            "Daily control",
            "未完成占比",
            "Share not done",
            ("done", "todo", "excused", "none"),
            frozenset({"todo"}),
            frozenset({"excused", "none"}),
            steps=(0.0, 0.05, 0.15, 0.30, 0.50, 0.75),
        ),
        Measure(
            "kitchen",
            "后厨在线",
            "Kitchens online",
            "有离线占比",
            "Share with one offline",
            ("o", "f", "u", NOT_KNOWN),
            frozenset({"f"}),
            frozenset({"u", NOT_KNOWN}),
            steps=(0.0, 0.02, 0.05, 0.10, 0.20, 0.40),
        ),
        Measure(
            "severity",
            "未办结预警",
            "Open alerts",
            "有未办结预警占比",
            "Share with an open alert",
            (*(str(int(level)) for level in Severity), NOT_KNOWN),
            frozenset(str(int(level)) for level in Severity),
            steps=(0.0, 0.02, 0.04, 0.06, 0.10, 0.20),
        ),
        Measure(
            "cadre",
            "包保覆盖",
            "Cadre in charge",
            "未落实包保占比",
            "Share without a cadre",
            ("h", NOT_KNOWN),
            frozenset({NOT_KNOWN}),
            steps=(0.0, 0.005, 0.01, 0.02, 0.05, 0.10),
        ),
        Measure(
            "hygiene",
            "量化等级",
            "Hygiene grade",
            "C 级占比",
            "Share of grade C",
            (*HygieneGrade, NOT_KNOWN),
            frozenset({HygieneGrade.C}),
            frozenset({NOT_KNOWN}),
            steps=(0.0, 0.10, 0.15, 0.20, 0.25, 0.35),
        ),
    )
}

FEWEST_COMPARED = 10
"""An area with fewer known establishments is hatched, not ranked by its share. 平台规则."""
