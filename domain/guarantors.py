"""包保: tiers, what a visit looks at, and how often one is due.

Sources: 国务院食安委 2022 (分层分级、层级对应, exactly one cadre a subject); what each tier
covers and how often it visits is a local rule, as in regulations.md section 2 (D: 平台规则).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.categories import Category
from domain.grades import GuarantorTier

TIER_NAMES_ZH = {
    GuarantorTier.A: "市级",
    GuarantorTier.B: "旗区级",
    GuarantorTier.C: "苏木乡镇街道级",
    GuarantorTier.D: "嘎查村社区级",
}
TIER_NAMES_EN = {
    GuarantorTier.A: "city",
    GuarantorTier.B: "banner",
    GuarantorTier.C: "township",
    GuarantorTier.D: "village or community",
}

VISIT_EVERY_DAYS: Mapping[GuarantorTier, int] = {
    GuarantorTier.A: 183,
    GuarantorTier.B: 92,
    GuarantorTier.C: 92,
    GuarantorTier.D: 183,
}
"""Once a half-year or a quarter, in days: 平台规则."""

CATEGORY_TIERS: Mapping[Category, GuarantorTier] = {
    Category.EXTRA_LARGE: GuarantorTier.A,
    Category.LARGE: GuarantorTier.B,
    Category.MEDIUM: GuarantorTier.C,
    Category.SMALL: GuarantorTier.D,
    Category.DRINKS: GuarantorTier.D,
    Category.SCHOOL_CANTEEN: GuarantorTier.B,
    Category.ELDERLY_CARE_CANTEEN: GuarantorTier.B,
    Category.MEDICAL_CANTEEN: GuarantorTier.B,
    Category.GOVERNMENT_CANTEEN: GuarantorTier.C,
    Category.CHILDCARE_CANTEEN: GuarantorTier.B,
    Category.MOBILE_BANQUET: GuarantorTier.C,
}
"""Canteens that feed a thousand are tier A as well; the register does not hold how many eat."""


class VisitManner(StrEnum):
    """How a cadre visited."""

    ON_SITE = "on_site"
    GROUP = "group"
    VIDEO = "video"


VISIT_MANNER_NAMES_ZH = {
    VisitManner.ON_SITE: "现场",
    VisitManner.GROUP: "集中",
    VisitManner.VIDEO: "视频",
}
VISIT_MANNER_NAMES_EN = {
    VisitManner.ON_SITE: "on site",
    VisitManner.GROUP: "group meeting",
    VisitManner.VIDEO: "by video",
}


class VisitCourse(StrEnum):
    """Where the problems of a visit went (去向). A cadre guides and has no penal power."""

    NONE = "none"
    ON_SPOT = "on_spot"
    DEADLINE = "deadline"
    HANDED_OVER = "handed_over"


VISIT_COURSE_NAMES_ZH = {
    VisitCourse.NONE: "未发现问题",
    VisitCourse.ON_SPOT: "当场整改",
    VisitCourse.DEADLINE: "限期整改",
    VisitCourse.HANDED_OVER: "移交监管所",
}
VISIT_COURSE_NAMES_EN = {
    VisitCourse.NONE: "no problem found",
    VisitCourse.ON_SPOT: "put right on the spot",
    VisitCourse.DEADLINE: "to be put right by a date",
    VisitCourse.HANDED_OVER: "handed over to the office",
}

VISIT_ITEMS: tuple[tuple[str, str], ...] = (
    ("两员到位", "Safety staff in place"),
    ("日周月记录", "Daily, weekly and monthly records"),
    ("风险管控清单", "List of risks under control"),
    ("证照与健康证", "Licences and health certificates"),
    ("上次问题整改", "Former problems put right"),
    ("晨检与留样", "Morning checks and retained samples"),
    ("环境卫生", "Cleanliness"),
)
"""Chinese and English name of each item, in the order of `guarantor_visit.answers`."""


@dataclass(frozen=True, slots=True)
class VisitsDue:
    """When the next visit of an establishment is due."""

    due_on: date
    overdue: bool


def visit_due(tier: GuarantorTier, held_since: date, last: date | None, today: date) -> VisitsDue:
    """Next due day: one interval after the last visit, or after the day the cadre took over.

    Args:
        tier: Of the establishment.
        held_since: First day of the cadre's charge.
        last: Day of the last visit by whoever held it, None for none.
        today: City day.
    """
    # A handover does not restart the clock of an establishment that was visited before.
    due = (last or held_since) + timedelta(days=VISIT_EVERY_DAYS[tier])
    return VisitsDue(due, due < today)
