"""What the video wall shows: a camera's tile, and how far the patrol has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from domain.area import Area
from domain.kitchen import CameraState
from domain.row_id import LARGEST_ID

EVERYWHERE = Area()
ROUND = timedelta(minutes=10)
"""The figures call everything within this time the present round. 平台规则."""
ALERT_LIVE = timedelta(minutes=30)
"""A finding older than this no longer brings its camera onto the wall (the merge window)."""


LONG_OFFLINE = timedelta(hours=24)
"""Without a usable picture for so long somebody has to go and see. 平台规则."""


class Show(StrEnum):
    """Which cameras sit on the wall; all but the first are what figures count."""

    CONNECTED = "connected"
    ONLINE = "online"
    LOOKED_AT = "looked_at"
    UNUSABLE = "unusable"
    LONG_UNUSABLE = "long_unusable"
    UNPATROLLED = "unpatrolled"
    EVERY = "every"  # patrolled or not: the wall of one establishment


@dataclass(frozen=True, slots=True)
class WallWanted:
    """Which cameras an address asks for.

    Attributes:
        area: The place they stand in.
        establishment: Id of the one they belong to, None for all.
    """

    show: Show = Show.CONNECTED
    area: Area = EVERYWHERE
    establishment: int | None = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """What an address, or a store filled from it, asks for; what makes no sense is left out."""
        query = given if isinstance(given, Mapping) else {}
        text = query.get("establishment")
        known = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 10
        # One that cannot be is kept as 0, which nobody has: a wrong link never opens the city.
        number = None if text is None else int(text) if known and int(text) <= LARGEST_ID else 0
        show = query.get("show")
        usual = Show.CONNECTED if number is None else Show.EVERY
        return cls(
            Show(show) if isinstance(show, str) and show in set(Show) else usual,
            Area.parse(query) or EVERYWHERE,
            number,
        )


@dataclass(frozen=True, slots=True)
class Box:
    """What the model saw in a frame.

    Attributes:
        xyxy: Pixels of the frame.
        score: 0 to 1.
        finding: A violation; False is a compliant head.
    """

    label: str
    score: float
    xyxy: tuple[float, float, float, float]
    finding: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The newest picture of a camera.

    Attributes:
        boxes: Empty also when no model looked (`judged` is False).
    """

    taken_at: datetime
    width_px: int
    height_px: int
    boxes: tuple[Box, ...]
    judged: bool


@dataclass(frozen=True, slots=True)
class LiveAlert:
    """An open alert that was seen on a camera within ALERT_LIVE, and when last."""

    id: int
    severity: int
    alert_class: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class WallCamera:
    """One tile.

    Attributes:
        connected: It has a source, which the patrol can look at.
        frame: None until the camera has been looked at.
    """

    id: int
    label: str
    position: str
    state: CameraState
    state_since: datetime | None
    establishment_name: str
    banner_zh: str
    banner_en: str
    connected: bool
    frame: Frame | None
    alert: LiveAlert | None


@dataclass(frozen=True, slots=True)
class Patrol:
    """How far the patrol has come; every channel is in exactly one of the five states.

    Attributes:
        channels: All cameras in scope.
        connected: Those with a source, which the patrol can look at.
        looked: Of these, looked at within ROUND.
        found_today: Alerts that cameras raised on the present city day.
    """

    channels: int
    connected: int
    looked: int
    online: int
    offline: int
    unreadable: int
    preparing: int
    unpatrolled: int
    found_today: int
