"""The three grades of the demonstration's establishments, and unknown for the new ones."""

import numpy as np

from data_access.demo_city.plan import Flags, Floats, Plan, Texts, texts
from domain.categories import Category

# Shares of risk levels A-D, per cent. The order of the banners follows the mock-ups; invented.
_RISK_SHARES = {
    "150602": (38.2, 46.0, 13.4, 2.4),
    "150603": (44.1, 44.2, 10.4, 1.3),
    "150621": (34.5, 47.2, 15.7, 2.6),
    "150622": (36.8, 46.3, 14.6, 2.3),
    "150623": (30.1, 48.9, 17.6, 3.4),
    "150624": (32.7, 47.5, 16.9, 2.9),
    "150625": (29.3, 48.5, 18.4, 3.8),
    "150626": (31.9, 47.9, 17.1, 3.1),
    "150627": (39.5, 45.4, 13.1, 2.0),
}
_USUAL_RISK = (35.0, 47.0, 15.5, 2.5)
_HYGIENE_SHARES = (0.24, 0.56, 0.20)
_TIERS = {  # regulations.md section 2; school canteens above 1,000 meals are tier A
    Category.EXTRA_LARGE: "A",
    Category.LARGE: "B",
    Category.MEDIUM: "C",
    Category.SMALL: "D",
    Category.DRINKS: "D",
    Category.SCHOOL_CANTEEN: "B",
    Category.ELDERLY_CARE_CANTEEN: "B",
    Category.MEDICAL_CANTEEN: "B",
    Category.GOVERNMENT_CANTEEN: "C",
    Category.CHILDCARE_CANTEEN: "B",
    Category.MOBILE_BANQUET: "C",
}
_BIG_SCHOOL_SHARE = 0.08


def risk_levels(plan: Plan, banner: Texts, conduct: Floats, fresh: Flags) -> Texts:
    """Better run, lower risk: the shares of the banner cut its establishments by conduct."""
    blurred = -conduct + plan.rng("risk").standard_normal(len(conduct))
    found = texts([None] * len(banner))
    for adcode in sorted(set(banner)):
        here = np.flatnonzero((banner == adcode) & ~fresh)
        limits = np.cumsum(_RISK_SHARES.get(adcode, _USUAL_RISK))[:3] / 100
        rank = np.argsort(np.argsort(blurred[here])) / max(len(here), 1)
        found[here] = texts(["A", "B", "C", "D"])[np.searchsorted(limits, rank, side="right")]
    return found


def hygiene_grades(plan: Plan, conduct: Floats, fresh: Flags) -> Texts:
    """Better run, better graded; none in the first months of a licence."""
    blurred = -conduct + 0.8 * plan.rng("hygiene").standard_normal(len(conduct))
    rank = np.argsort(np.argsort(blurred)) / len(conduct)
    grade: Texts = texts(["A", "B", "C"])[
        np.searchsorted(np.cumsum(_HYGIENE_SHARES)[:2], rank, "right")
    ]
    grade[fresh] = None
    return grade


def tiers(plan: Plan, category: Texts) -> Texts:
    """包保 by category; the largest schools are the city's own."""
    tier = texts([_TIERS[Category(kind)] for kind in category])
    school = category == Category.SCHOOL_CANTEEN
    big = plan.rng("big schools").random(len(category)) < _BIG_SCHOOL_SHARE
    return np.where(school & big, "A", tier)
