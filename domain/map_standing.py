"""How one part of the map stands, in the numbers by which two parts are compared."""

from dataclasses import dataclass

from domain.map_measures import FEWEST_COMPARED
from domain.share import Share


@dataclass(frozen=True, slots=True)
class Standing:
    """How one part stands.

    Attributes:
        establishments: How many pass the filter.
        risk: Level, `-` for not assessed → establishments.
        severe: C and D of those assessed.
        control: Done of those whose daily control is due today.
        alerts: Open alerts.
        overdue: Of these, past the moment by which the next step was due.
        kitchens: All cameras online of those whose state is known.
        cadres: Those a cadre answers for.
    """

    establishments: int
    risk: dict[str, int]
    severe: Share
    control: Share
    alerts: int
    overdue: int
    kitchens: Share
    cadres: Share

    @property
    def few(self) -> bool:
        """Too few for a share to be compared."""
        return self.establishments < FEWEST_COMPARED
