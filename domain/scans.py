"""How often a 食安码 is opened: what is unusual, and what cannot be known.

A scan tells neither who nor where: an address of a phone network is no place, and none is kept. So
a copied sticker is never proved here; a burst, or scans of a code that was revoked, say that
somebody should look. All limits: 平台规则.
"""

from dataclasses import dataclass
from datetime import date

RECENT_DAYS = 2
BEFORE_DAYS = 28
BURST_LEAST = 20
BURST_TIMES = 5
SETTLED_DAYS = 7
"""A sticker that was put up later has had no usual course yet."""


@dataclass(frozen=True, slots=True)
class CodeScans:
    """Scans of one code.

    Attributes:
        today: On the present day.
        recent: Over RECENT_DAYS, today included.
        before: Over the BEFORE_DAYS before these.
        revoked: Of all these, after the code was revoked.
        settled: The code was issued at least SETTLED_DAYS ago.
    """

    today: int = 0
    recent: int = 0
    before: int = 0
    revoked: int = 0
    settled: bool = False

    @property
    def month(self) -> int:
        """Over the thirty days."""
        return self.recent + self.before

    @property
    def burst(self) -> bool:
        """A day of RECENT_DAYS has BURST_TIMES as many as one before, and there are some."""
        usual = self.before * RECENT_DAYS
        enough = self.recent >= BURST_LEAST
        return self.settled and enough and self.recent * BEFORE_DAYS >= BURST_TIMES * usual


def settled(issued_on: date, today: date) -> bool:
    """Whether a code issued then has had a usual course."""
    return (today - issued_on).days >= SETTLED_DAYS
