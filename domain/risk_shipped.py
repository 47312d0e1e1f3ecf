"""The tables of points that the program brings, none of them official: 示例分值.

A version that has been in force stays as it is; what was found wanting makes the next one.
"""

from collections.abc import Mapping

from domain.categories import Category
from domain.penalties import BUSINESS, LIGHT, MONEY
from domain.risk_cells import BY_CODE, FROM_FILES
from domain.risk_table import RiskTable, Rule, not_counted

FIRST_VERSION = 1
SHIPPED_VERSION = 2

_CATEGORY_POINTS = {
    Category.EXTRA_LARGE: 21,
    Category.LARGE: 20,
    Category.MEDIUM: 19,
    Category.SMALL: 18,
    Category.DRINKS: 15,
    Category.SCHOOL_CANTEEN: 17,
    Category.ELDERLY_CARE_CANTEEN: 17,
    Category.MEDICAL_CANTEEN: 17,
    Category.GOVERNMENT_CANTEEN: 16,
    Category.CHILDCARE_CANTEEN: 16,
    Category.MOBILE_BANQUET: 20,
}
_DINERS_POINTS = {
    Category.SCHOOL_CANTEEN: 6,
    Category.ELDERLY_CARE_CANTEEN: 6,
    Category.MEDICAL_CANTEEN: 6,
    Category.CHILDCARE_CANTEEN: 6,
    Category.MOBILE_BANQUET: 3,
}


def _by_category(points: Mapping[Category, int], cap: int) -> Rule:
    choices = {str(category): float(points.get(category, 0)) for category in Category}
    return Rule(cap, -(-cap // 2), choices=choices)


def _steps(cap: int, *steps: tuple[float, float]) -> Rule:
    return Rule(cap, -(-cap // 2), steps)


_SAME_SINCE_FIRST: Mapping[str, Rule] = {
    "category": _by_category(_CATEGORY_POINTS, 22),
    "diners": _by_category(_DINERS_POINTS, 6),
    "cold_room": _steps(8, (1, 6)),
    "takeaway": _steps(4, (1, 4)),
    "safety_officer": _steps(1, (1, 1)),
    "findings_overdue": _steps(2, (1, 2)),
    "alerts_red": _steps(3, (1, 3)),
    "alerts_overdue": _steps(1, (1, 1)),
    "cameras_down": _steps(1, (1, 1)),
    "visit_due": _steps(1, (1, 1), (2, 1)),
    "visit_failed": _steps(1, (1, 1)),
}
FIRST = RiskTable(
    version=FIRST_VERSION,
    rules={
        **_SAME_SINCE_FIRST,
        "licence": _steps(5, (1, 2), (2, 5)),
        "certificates": _steps(5, (1, 4), (30, 5)),
        "daily_missed": _steps(13, (1, 3), (2, 7), (3, 11), (5, 13)),
        "reviews_missed": _steps(7, (1, 4), (2, 7)),
        "inspection_newest": _steps(8, (1, 2), (2, 8)),
        "inspection_worst": _steps(4, (1, 1), (2, 4)),
        "alerts_orange": _steps(4, (1, 3), (2, 4)),
        "alerts_other": _steps(4, (3, 1), (5, 3), (7, 4)),
        **{code: not_counted(BY_CODE[code]) for code in FROM_FILES},
    },
    widest_band=20,
    new_days=90,
)
"""Version 1, shipped first: reasonable and not official."""
SHIPPED = RiskTable(
    version=SHIPPED_VERSION,
    rules={
        **_SAME_SINCE_FIRST,
        "licence": _steps(3, (1, 1), (2, 3)),
        "certificates": _steps(4, (1, 4)),
        "daily_missed": _steps(13, (1, 3), (2, 8), (3, 13)),
        "reviews_missed": _steps(6, (1, 4), (2, 6)),
        "inspection_newest": _steps(8, (1, 2), (2, 8)),
        "inspection_worst": _steps(2, (1, 1), (2, 2)),
        "alerts_orange": _steps(3, (1, 3)),
        "alerts_other": _steps(3, (3, 1), (5, 3)),
        # What no file tells of counts the least that unknown may: few are ever punished.
        "penalties": Rule(3, 1, ((1, 2), (2, 3))),
        "penalty_gravest": Rule(2, 1, ((LIGHT, 0), (MONEY, 1), (BUSINESS, 2))),
        "samples_failed": Rule(3, 1, ((1, 2), (2, 3))),
    },
    widest_band=18,
    new_days=90,
)
"""Version 2: penalties and sampling tests count; other dynamic cells gave up eight points."""
