"""How often a risk level is inspected, and how often its cameras are looked at.

食药监食监一〔2016〕115号: A at least once a year, B 1-2, C 2-3, D 3-4 times. That the lower number
is the duty, spread evenly over the year, is a 平台规则; so are the pace of the patrol and that an
establishment without a level is inspected like C: unknown is not good.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from domain.grades import RiskLevel

INSPECTIONS_A_YEAR: Mapping[RiskLevel, tuple[int, int]] = {
    RiskLevel.A: (1, 1),
    RiskLevel.B: (1, 2),
    RiskLevel.C: (2, 3),
    RiskLevel.D: (3, 4),
}
"""Fewest and most."""
_NOT_ASSESSED_AS = RiskLevel.C
_YEAR_DAYS = 365

_PATROL_PACE: Mapping[str | None, float] = {
    RiskLevel.A: 1.5,
    RiskLevel.B: 1.0,
    RiskLevel.C: 0.75,
    RiskLevel.D: 0.5,
    None: 1.0,
}


def inspect_every(level: str | None) -> timedelta:
    """Longest time between two inspections."""
    fewest, _most = INSPECTIONS_A_YEAR[RiskLevel(level) if level else _NOT_ASSESSED_AS]
    return timedelta(days=_YEAR_DAYS // fewest)


def next_inspection(level: str | None, newest: date | None, opened_on: date | None) -> date | None:
    """Day by which the next inspection is due.

    Args:
        level: That holds; None: not assessed.
        newest: Day of the newest inspection, None for none on record.
        opened_on: From where the first one counts.

    Returns:
        None where nothing says since when: it is due now.
    """
    since = newest or opened_on
    return None if since is None else since + inspect_every(level)


def patrol_pace(level: str | None) -> float:
    """Share of the usual pause after which a camera is looked at again: riskier, sooner."""
    return _PATROL_PACE.get(level, 1.0)
