"""人工调整: what a manual change of a risk level needs.

115号 lets officers raise a level after an accident, a deliberate breach, a failed sampling test or
a refused inspection; that a change ends by itself is a 平台规则.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.grades import RiskLevel

REASON_LENGTH = 300
LONGEST_DAYS = 365
"""Bound of the setting too: the level is rated anew every year (115号)."""


class OverrideRefusedError(ValueError):
    """The change cannot be made; `fault` is level, reason, long_reason, day, past or too_long."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Wish:
    """A manual change as it may be made; `expires_on` is the first day it no longer holds."""

    level: RiskLevel
    reason: str
    expires_on: date


def read_wish(given: Mapping[str, Any], today: date, longest_days: int) -> Wish:
    """Check what somebody typed: `level`, `reason`, `expires_on` (ISO day).

    Raises:
        OverrideRefusedError: Names the first fault.
    """
    level, reason, day = given.get("level"), given.get("reason"), given.get("expires_on")
    if not isinstance(level, str) or level not in list(RiskLevel):
        raise OverrideRefusedError("level")
    text = reason.strip() if isinstance(reason, str) else ""
    if not text:
        raise OverrideRefusedError("reason")
    if len(text) > REASON_LENGTH:
        raise OverrideRefusedError("long_reason")
    try:
        ends = date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        ends = None
    if ends is None:
        raise OverrideRefusedError("day")
    if ends <= today:
        raise OverrideRefusedError("past")
    if ends > today + timedelta(days=min(longest_days, LONGEST_DAYS)):
        raise OverrideRefusedError("too_long")
    return Wish(RiskLevel(level), text, ends)
