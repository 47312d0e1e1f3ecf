"""Grades of the demonstration's establishments, and unknown for the new ones."""

import numpy as np

from data_access.demo_city.habits import habits
from data_access.demo_city.plan import Flags, Floats, Plan, Texts, texts
from domain.categories import Category
from domain.guarantors import CATEGORY_TIERS

_HYGIENE_SHARES = (0.24, 0.56, 0.20)
_BIG_SCHOOL_SHARE = 0.08


def inspection_levels(plan: Plan, banner: Texts, conduct: Floats, fresh: Flags) -> Texts:
    """By which inspections were planned a year ago: better run, lower risk, in banner shares."""
    blurred = -conduct + plan.rng("risk").standard_normal(len(conduct))
    found = texts([None] * len(banner))
    for adcode in sorted(set(banner)):
        here = np.flatnonzero((banner == adcode) & ~fresh)
        limits = np.cumsum(habits(adcode).risk_shares)[:3] / 100
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
    tier = texts([CATEGORY_TIERS[Category(kind)] for kind in category])
    school = category == Category.SCHOOL_CANTEEN
    big = plan.rng("big schools").random(len(category)) < _BIG_SCHOOL_SHARE
    return np.where(school & big, "A", tier)
