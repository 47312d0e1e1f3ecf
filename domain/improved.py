"""进步最大: places whose daily control gained most, compared with the 30 days before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.figures import Row
from domain.ranking import Smallest
from domain.share import Share

LEAST_GAIN = 0.1
"""Points; less is not shown as a gain."""


@dataclass(frozen=True, slots=True)
class Improved:
    """One place, with its share of the last 30 days that are over and of the 30 before."""

    row: Row
    now: Share
    before: Share

    @property
    def gain(self) -> float:
        """Points gained."""
        return (self.now.percent or 0.0) - (self.before.percent or 0.0)


def most_improved(
    rows: Sequence[Row],
    shares: Mapping[str, tuple[Share, Share]],
    smallest: Smallest,
    limit: int,
) -> list[Improved]:
    """The places that gained most, best first; small ones and losers are left out.

    Args:
        rows: Places.
        shares: By code: of the last 30 days, and of the 30 before.
        smallest: From which size on a place is compared.
        limit: How many at most.
    """
    found = [
        Improved(row, *shares[row.code])
        for row in rows
        if row.code in shares
        and row.figures.establishments >= smallest.establishments
        and min(one.whole for one in shares[row.code]) >= smallest.cases
    ]
    gained = [one for one in found if one.gain >= LEAST_GAIN]
    return sorted(gained, key=lambda one: (-one.gain, one.row.code))[:limit]
