"""Ranks of places beside each other; too few cases are shown, never ranked."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from domain.share import Share

FEWEST = 10
"""Establishments and measures with fewer cases than this are not judged (平台规则): one case would
move them far. Places have `Smallest` besides."""

Place = TypeVar("Place", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rank:
    """`place` of so many that are ranked, 1 = best."""

    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Smallest:
    """From which size on a place is ranked (settings, section `ranking`; 平台规则)."""

    establishments: int = 20
    cases: int = 20


def ranks(
    shares: Mapping[Place, Share], *, lowest_first: bool = False, fewest: int = FEWEST
) -> dict[Place, int | None]:
    """Rank of each place, 1 = best; equal shares have equal ranks, small ones None.

    Args:
        shares: What is compared; a whole below `fewest` is not ranked.
        lowest_first: The lowest share is the best one (alerts per hundred).
        fewest: Cases that a rank needs.
    """
    values = {
        place: percent
        for place, share in shares.items()
        if share.whole >= fewest and (percent := share.percent) is not None
    }
    return {
        place: None
        if place not in values
        else 1
        + sum(
            other < values[place] if lowest_first else other > values[place]
            for other in values.values()
        )
        for place in shares
    }
