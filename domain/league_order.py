"""The order of places beside each other: ranked ones, then those too small to be, with the reason.

Screens and exports take the same order, so they show the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.figures import Figures, League, Row
from domain.ranking import Smallest, ranks
from domain.share import Share


class Order(StrEnum):
    """What places are sorted by; which way is best differs."""

    DAILY = "daily"
    ALERTS = "alerts"
    RISK = "risk"


MEASURES: Mapping[Order, Callable[[Figures], Share]] = {
    Order.DAILY: lambda figures: figures.reached,
    Order.ALERTS: lambda figures: figures.alerts_per_hundred,
    Order.RISK: lambda figures: figures.high_risk,
}
LOWEST_FIRST = frozenset({Order.ALERTS, Order.RISK})

LOW_BY = 3.0
"""Points behind the reference from which a place counts as weak (平台规则)."""
TIMES = 1.5
"""Alerts per hundred are small numbers: weak from so many times the reference on (平台规则)."""


class TooSmall(StrEnum):
    """Why a place is not ranked."""

    EMPTY = "empty"
    ESTABLISHMENTS = "establishments"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Placed:
    """One row.

    Attributes:
        share: What it is sorted by.
        rank: 1 = best, equal for equal shares; None where `reason` says why.
        weak: Far behind the reference.
    """

    row: Row
    share: Share
    rank: int | None
    reason: TooSmall | None
    weak: bool


def order_of(given: object) -> Order:
    """What an address, or a store filled from it, asks for."""
    return Order(given) if isinstance(given, str) and given in set(Order) else Order.DAILY


def placed(found: League, order: Order, city: Figures, smallest: Smallest) -> list[Placed]:
    """Rows of the table, best first; small ones at the end by code, empty ones left out.

    Args:
        found: Places and their sum.
        order: What they are sorted by.
        city: What they are compared with.
        smallest: From which size on a place is ranked.
    """
    share = {row.code: MEASURES[order](row.figures) for row in found.rows}
    reason = {row.code: too_small(row.figures, share[row.code], smallest) for row in found.rows}
    able = {code: one for code, one in share.items() if reason[code] is None}
    rank = ranks(able, lowest_first=order in LOWEST_FIRST, fewest=1)
    reference = MEASURES[order](city).percent
    rows = [
        Placed(
            row,
            share[row.code],
            rank.get(row.code),
            reason[row.code],
            row.code in able and weak(order, share[row.code].percent, reference),
        )
        for row in found.rows
        if reason[row.code] is not TooSmall.EMPTY
    ]
    return sorted(rows, key=lambda one: (one.rank or len(rows) + 1, one.row.code))


def too_small(figures: Figures, share: Share, smallest: Smallest) -> TooSmall | None:
    """Why a place is not ranked by `share`, None where it is."""
    if not figures.establishments and not figures.reached.whole and not figures.alerts_found:
        return TooSmall.EMPTY
    if figures.establishments < smallest.establishments:
        return TooSmall.ESTABLISHMENTS
    return TooSmall.CASES if share.whole < smallest.cases else None


def weak(order: Order, percent: float | None, reference: float | None) -> bool:
    """Whether a share lies far behind the reference, in the direction that is worse."""
    if percent is None or reference is None:
        return False
    if order is Order.DAILY:
        return percent <= reference - LOW_BY
    return percent >= reference + LOW_BY if order is Order.RISK else percent > TIMES * reference
