"""Exceptions for those who lead: which places lie below a target, the farthest first.

A place with fewer than `ranking.FEWEST` cases is left out: one case would move it far.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.figures import Figures, League, Row
from domain.measures import Measure, Target
from domain.ranking import FEWEST
from domain.share import Share

WORST = 3
"""Places named with each measure."""

JUDGED: dict[Measure, Callable[[Figures], Share]] = {
    Measure.DAILY: lambda figures: figures.days[-2],
    Measure.ON_TIME: lambda figures: figures.rectified_on_time,
    Measure.ONLINE: lambda figures: figures.online,
}
"""What is looked at, per measure; daily control of yesterday, because today is not over."""


@dataclass(frozen=True, slots=True)
class Weak:
    """Places below the target of one measure.

    Attributes:
        below: How many places.
        judged: Of how many; places with too few cases are not among them.
        worst: The farthest below, WORST at most.
    """

    measure: Measure
    below: int
    judged: int
    worst: tuple[tuple[Row, Share], ...]


def weak_places(found: League, targets: Mapping[Measure, Target]) -> list[Weak]:
    """Measures with places below their target, those with the most first."""
    weak = [_weak(found, measure, targets[measure]) for measure in JUDGED]
    return sorted((one for one in weak if one.below), key=lambda one: -one.below)


def _weak(found: League, measure: Measure, target: Target) -> Weak:
    shares = [(row, JUDGED[measure](row.figures)) for row in found.rows]
    judged = [(row, share) for row, share in shares if share.whole >= FEWEST]
    below = [(row, share) for row, share in judged if target.met(share) is False]
    below.sort(key=lambda item: (item[1].percent or 0.0, item[0].code))
    return Weak(measure, len(below), len(judged), tuple(below[:WORST]))
