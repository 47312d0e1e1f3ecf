"""Days on which an establishment owes nothing: closures of its own, rest days of its category."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access.demo_city.establishments import CATEGORY_CODES, Register
from data_access.demo_city.plan import Flags, Ints, Plan, Texts, texts
from data_access.demo_city.remarks import CLOSURES, NO_BANQUET
from domain.categories import Category
from domain.control import ControlKind, period_end
from domain.operating import Kitchen, closure_words, excuse

_CLOSURES_A_DAY = 0.35 / 122
_MEAN_LENGTH_DAYS = 5
_LONGEST_DAYS = 30
_BANQUET_SHARE = (0.2, 0.2, 0.2, 0.25, 0.35, 0.75, 0.7)  # by weekday


@dataclass(frozen=True, slots=True)
class Closures:
    """Days closed, one column a day of the history and one for today.

    Attributes:
        closed: Shape (establishments, days).
        reason: Why, one an establishment.
    """

    closed: Flags
    reason: Texts


def draw_closures(plan: Plan, register: Register) -> Closures:
    """Closures that were declared beforehand, and the days without a banquet."""
    rng = plan.rng("closures")
    days = plan.demo.days + 1
    count = rng.poisson(_CLOSURES_A_DAY * days, len(register))
    count[~register.of(Category.SMALL, Category.MEDIUM, Category.DRINKS, Category.LARGE)] = 0
    owner = np.repeat(np.arange(len(register)), count)
    start = rng.integers(-_LONGEST_DAYS, days, len(owner))
    length = np.minimum(rng.geometric(1 / _MEAN_LENGTH_DAYS, len(owner)), _LONGEST_DAYS)
    edges = np.zeros((len(register), days + 1), dtype=np.int16)
    np.add.at(edges, (owner, np.clip(start, 0, days)), 1)
    np.add.at(edges, (owner, np.clip(start + length, 0, days)), -1)
    closed = np.cumsum(edges, axis=1)[:, :days] > 0
    reasons = texts([closure_words(reason) for reason in CLOSURES])
    reason = reasons[rng.integers(0, len(reasons), len(register))]
    mobile = register.of(Category.MOBILE_BANQUET)
    weekday = (plan.first_day.weekday() + np.arange(days)) % 7
    idle = rng.random((len(register), days)) > np.array(_BANQUET_SHARE)[weekday]
    return Closures(
        closed=np.where(mobile[:, None], idle, closed), reason=np.where(mobile, NO_BANQUET, reason)
    )


def closed_throughout(
    closures: Closures, plan: Plan, kind: ControlKind, starts: list[date]
) -> Flags:
    """Shape (establishments, periods): closed on every day of the period up to today."""
    if kind is ControlKind.DAILY_CONTROL:
        return closures.closed
    found = np.zeros((len(closures.closed), len(starts)), dtype=bool)
    for column, start in enumerate(starts):
        first = (start - plan.first_day).days
        last = (period_end(kind, start) - plan.first_day).days
        if last <= plan.demo.days:
            found[:, column] = closures.closed[:, first : last + 1].all(axis=1)
    return found


def rest_reasons(kind: ControlKind, starts: list[date]) -> Texts:
    """Shape (categories, periods): why a category owes nothing for the period, or None."""
    found = np.empty((len(CATEGORY_CODES), len(starts)), dtype=object)
    for row, category in enumerate(CATEGORY_CODES):
        found[row] = [excuse(kind, Kitchen(Category(category)), start) for start in starts]
    return found


def category_numbers(register: Register) -> Ints:
    """Index of each establishment's category in CATEGORY_CODES."""
    number = {code: at for at, code in enumerate(CATEGORY_CODES)}
    return np.array([number[code] for code in register.category], dtype=np.int64)
