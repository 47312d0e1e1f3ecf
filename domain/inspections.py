"""监督检查: kinds, results, and the hygiene grade a visit gives.

Sources: 食品生产经营监督检查管理办法（49号令, 2022-03-15）; 量化等级 国家局 2012-01 指导意见.
"""

from enum import StrEnum

from domain.grades import HygieneGrade

RULE_VERSION = 1
"""Of the rule behind `result`, kept with every verdict: the official threshold is not certain."""
_WORST_GENERAL_SHARE = 0.70


class InspectionKind(StrEnum):
    """日常, 飞行, 体系."""

    ROUTINE = "routine"
    UNANNOUNCED = "unannounced"
    SYSTEM = "system"


INSPECTION_KIND_NAMES_ZH = {
    InspectionKind.ROUTINE: "日常监督检查",
    InspectionKind.UNANNOUNCED: "飞行检查",
    InspectionKind.SYSTEM: "体系检查",
}
INSPECTION_KIND_NAMES_EN = {
    InspectionKind.ROUTINE: "routine inspection",
    InspectionKind.UNANNOUNCED: "unannounced inspection",
    InspectionKind.SYSTEM: "system inspection",
}


class InspectionResult(StrEnum):
    """符合, 基本符合, 不符合."""

    CONFORMING = "conforming"
    MOSTLY = "mostly"
    NOT_CONFORMING = "not_conforming"


INSPECTION_RESULT_NAMES_ZH = {
    InspectionResult.CONFORMING: "符合",
    InspectionResult.MOSTLY: "基本符合",
    InspectionResult.NOT_CONFORMING: "不符合",
}
INSPECTION_RESULT_NAMES_EN = {
    InspectionResult.CONFORMING: "conforming",
    InspectionResult.MOSTLY: "mostly conforming",
    InspectionResult.NOT_CONFORMING: "not conforming",
}

HYGIENE_NAMES_ZH = {
    HygieneGrade.A: "优秀（大笑）",
    HygieneGrade.B: "良好（微笑）",
    HygieneGrade.C: "一般（平脸）",
}
HYGIENE_NAMES_EN = {
    HygieneGrade.A: "excellent",
    HygieneGrade.B: "good",
    HygieneGrade.C: "fair",
}


def verdict(key_failed: int, general_checked: int, general_failed: int) -> InspectionResult:
    """Result of an inspection, by the logic of the 2016 table (uncertain: 平台规则, RULE_VERSION).

    A failed key item, or fewer than 70 % of the general ones passed: 不符合. Only general ones
    failed: 基本符合. None failed: 符合.

    Raises:
        ValueError: A count is negative, or more failed than were looked at.
    """
    if min(key_failed, general_checked, general_failed) < 0 or general_failed > general_checked:
        raise ValueError("counts of an inspection cannot be negative or exceed what was checked")
    share = 1 - general_failed / general_checked if general_checked else 1.0
    if key_failed or share < _WORST_GENERAL_SHARE:
        return InspectionResult.NOT_CONFORMING
    return InspectionResult.MOSTLY if general_failed else InspectionResult.CONFORMING


def hygiene_of(points: float, key_failed: int) -> HygieneGrade | None:
    """Grade of a visit on the ten-point scale: 9.0 and more, 7.5-8.9, 6.0-7.4.

    Below that, or with two key items failed: 不评级 (None). Source: provincial text of the 2012
    指导意见.
    """
    if points < 6.0 or key_failed >= 2:
        return None
    if points >= 9.0:
        return HygieneGrade.A
    return HygieneGrade.B if points >= 7.5 else HygieneGrade.C
