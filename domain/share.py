"""A share is never a bare percentage: its two numbers travel together."""

from dataclasses import dataclass

Line = tuple[float | None, ...]
"""Percent or number per step, oldest first; None where there was nothing to count."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; of nothing it is unknown, neither 0 nor 100 %."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """0 to 100, None when there is nothing to divide by."""
        return 100 * self.part / self.whole if self.whole else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)
