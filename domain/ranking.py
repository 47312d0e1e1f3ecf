"""Ranks of places beside each other; too few cases are shown, never ranked."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from domain.share import Share

FEWEST = 10
"""Places with fewer cases than this are not ranked (平台规则): one case would move them far."""

Place = TypeVar("Place", bound=Hashable)


def ranks(shares: Mapping[Place, Share], *, lowest_first: bool = False) -> dict[Place, int | None]:
    """Rank of each place, 1 = best; equal shares have equal ranks, small ones None.

    Args:
        shares: What is compared; a whole below FEWEST is not ranked.
        lowest_first: The lowest share is the best one (alerts per hundred).
    """
    values = {
        place: percent
        for place, share in shares.items()
        if share.whole >= FEWEST and (percent := share.percent) is not None
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
