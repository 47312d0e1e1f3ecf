"""包保干部 of a township: what each holds, and how far the visits have come."""

from dataclasses import dataclass

from domain.share import Share


@dataclass(frozen=True, slots=True)
class Cadre:
    """One cadre.

    Attributes:
        id: Of the guarantor.
        held: Establishments in the register that the cadre holds in the place.
        late: Of these, those whose visit is overdue; `due` falls due within 30 days.
    """

    id: int
    name: str
    position: str
    tier: str
    held: int
    due: int
    late: int

    @property
    def in_time(self) -> Share:
        """Held establishments whose visit is not overdue."""
        return Share(self.held - self.late, self.held)


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A showcase street with the number of its establishments in the register."""

    id: int
    name_zh: str
    manager: str | None
    establishments: int
