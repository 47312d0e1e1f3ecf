"""Kitchens with days and hours of their own: some rest once a week, some grill past midnight."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access.demo_city.establishments import Register
from data_access.demo_city.plan import Flags, Ints, Plan, Texts
from domain.categories import Category

_ONE_IN = 200
"""Few enough that the city looks as it did, and enough that every banner has some."""
_LATE_HOURS = 2
_NIGHT_SIGNS = ("烤", "串", "火锅")


@dataclass(frozen=True, slots=True)
class Hours:
    """One an establishment.

    Attributes:
        rest_weekdays: As stored.
        after_midnight: Hours by which its day ends later.
    """

    rest_weekdays: Texts
    after_midnight: Ints

    def rests(self, days: list[date]) -> Flags:
        """Shape (establishments, days)."""
        names = np.array([str(day.isoweekday()) for day in days], dtype=object)
        found: Flags = self.rest_weekdays[:, None] == names[None, :]
        return found


def draw_hours(plan: Plan, register: Register) -> Hours:
    """Every 200th establishment rests on a day of the week, as many close at 02:00."""
    rng = plan.rng("hours of their own")
    number = len(register) // _ONE_IN
    small = register.of(Category.SMALL, Category.MEDIUM)
    night = small & np.array([any(sign in name for sign in _NIGHT_SIGNS) for name in register.name])
    after = np.zeros(len(register), dtype=np.int64)
    after[_some(rng, night, number)] = _LATE_HOURS
    rest = np.full(len(register), "", dtype=object)
    chosen = _some(rng, small & (after == 0), number)
    rest[chosen] = rng.choice(np.array(["1", "2", "3"], dtype=object), len(chosen))
    return Hours(rest, after)


def _some(rng: np.random.Generator, among: Flags, number: int) -> Ints:
    places = np.flatnonzero(among)
    return rng.choice(places, min(number, len(places)), replace=False)
