"""What a demonstration city is made from: its size, its seed, its present moment."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.demo_city.words import WordLists, word_lists
from domain.categories import CATEGORIES, Category, CategoryFacts, rules_of
from domain.clock import city_day, city_moment
from settings import ROOT, Demo

PLANNED = sum(facts.planned for facts in CATEGORIES.values())
"""11,266: the size at which every published figure below holds exactly."""

ALERTS_FOUND = 62_470
ALERTS_RECTIFIED = 58_534
"""Published of the real platform at the end of November (mission/expectations.md section 0)."""

WITHOUT_POINT = 100
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NEVER = np.iinfo(np.int64).min
"""Stands for NULL in an array of moments (milliseconds since 1970)."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Plan:
    """Everything the drawing depends on: equal plans give equal rows."""

    demo: Demo
    now: datetime
    categories: Mapping[str, CategoryFacts] = field(
        default_factory=lambda: {code.value: facts for code, facts in CATEGORIES.items()}
    )

    def rng(self, step: str) -> np.random.Generator:
        """A stream of its own for each step, so that a change to one leaves the others alone."""
        return np.random.default_rng([self.demo.seed, zlib.crc32(step.encode())])

    def scaled(self, at_full_size: int) -> int:
        """A published figure of the whole city, for a city of this size."""
        return round(at_full_size * self.demo.establishments / PLANNED)

    @cached_property
    def counts(self) -> dict[Category, int]:
        """Establishments of each category; the plan's own counts at the plan's size.

        Categories that the city does not use get none; those that it adds count with the one whose
        rules they follow (`own_categories` shares them out).
        """
        planned = [
            sum(facts.planned for code, facts in self.categories.items() if rules_of(code) is one)
            for one in CATEGORIES
        ]
        return dict(zip(CATEGORIES, share_out(self.demo.establishments, planned), strict=True))

    @cached_property
    def words(self) -> WordLists:
        """What names are put together from."""
        return word_lists(ROOT / self.demo.words)

    @cached_property
    def today(self) -> date:
        """The city's day of `now`."""
        return city_day(self.now)

    @cached_property
    def first_day(self) -> date:
        """First day of the history."""
        return self.today - timedelta(days=self.demo.days)

    @cached_property
    def now_ms(self) -> int:
        """`now` in milliseconds since 1970."""
        return int(self.now.timestamp() * 1000)

    @cached_property
    def first_ms(self) -> int:
        """Midnight in the city at the beginning of the history."""
        return int(city_moment(self.first_day).timestamp() * 1000)


def share_out(total: int, weights: Sequence[float] | NDArray[Any]) -> list[int]:
    """Whole shares that add up to `total`: largest remainder, first of equals wins.

    Raises:
        ValueError: No weight is above zero.
    """
    exact = np.asarray(weights, dtype=float)
    if not exact.sum() > 0:
        raise ValueError("nothing to share out over: every weight is zero")
    exact = exact * (total / exact.sum())
    shares = np.floor(exact).astype(int)
    by_remainder = np.argsort(shares - exact, kind="stable")
    shares[by_remainder[: total - int(shares.sum())]] += 1
    return [int(share) for share in shares]


def days_of(first: date, count: int) -> list[date]:
    """`count` days from `first` on."""
    return [first + timedelta(days=n) for n in range(count)]


def texts(values: Sequence[str | None]) -> Texts:
    """An object array, so that indexing shares the strings instead of copying them."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
