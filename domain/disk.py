"""How full a disk may get before somebody is told."""

from dataclasses import dataclass

LEAST_FREE = 0.10
"""Share of a disk that stays free: below it somebody must act while writes still succeed."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the disk of the data directory, in bytes."""

    total: int
    free: int

    @property
    def free_share(self) -> float:
        """0 to 1."""
        return self.free / self.total if self.total else 0.0

    @property
    def low(self) -> bool:
        """Whether somebody must act."""
        return self.free_share < LEAST_FREE
