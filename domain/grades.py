"""Three grades that must never be mixed, and the status of an establishment.

包保 A-D by size (A = largest), 风险 A-D by risk (D = riskiest), 量化 A-C by hygiene (A = best).
Sources: 国务院食安委 2022 (包保), 食药监食监一〔2016〕115号 (风险), 2012 指导意见 (量化).
"""

from enum import StrEnum


class RiskLevel(StrEnum):
    """风险等级: D is the riskiest."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class GuarantorTier(StrEnum):
    """包保层级: A is the largest."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class HygieneGrade(StrEnum):
    """量化等级: A 优秀 大笑, B 良好 微笑, C 一般 平脸."""

    A = "A"
    B = "B"
    C = "C"


class EstablishmentStatus(StrEnum):
    """Standing of an establishment in the register.

    备案 (filed, not licensed) is out of the plan's scope and not "missing"; a merged record stands
    for the one it was merged into.
    """

    ACTIVE = "active"
    SUSPENDED = "suspended"
    MOVED = "moved"
    CLOSED = "closed"
    FILED = "filed"
    MERGED = "merged"


RISK_NAMES_ZH = {
    RiskLevel.A: "低",
    RiskLevel.B: "较低",
    RiskLevel.C: "较高",
    RiskLevel.D: "高",
}
RISK_NAMES_EN = {
    RiskLevel.A: "low",
    RiskLevel.B: "moderate",
    RiskLevel.C: "elevated",
    RiskLevel.D: "high",
}
STATUS_NAMES_ZH = {
    EstablishmentStatus.ACTIVE: "正常",
    EstablishmentStatus.SUSPENDED: "停业",
    EstablishmentStatus.MOVED: "迁址",
    EstablishmentStatus.CLOSED: "注销",
    EstablishmentStatus.FILED: "备案（不在实施范围）",
    EstablishmentStatus.MERGED: "已合并",
}
STATUS_NAMES_EN = {
    EstablishmentStatus.ACTIVE: "active",
    EstablishmentStatus.SUSPENDED: "suspended",
    EstablishmentStatus.MOVED: "moved",
    EstablishmentStatus.CLOSED: "closed",
    EstablishmentStatus.FILED: "filed (out of scope)",
    EstablishmentStatus.MERGED: "merged",
}

IN_REGISTER = (EstablishmentStatus.ACTIVE, EstablishmentStatus.SUSPENDED)
"""What is supervised now: every figure that counts establishments counts these."""
