"""One alert as lists show it, and as its own page tells it."""

from dataclasses import dataclass
from datetime import datetime

from domain.alerts import AlertState, Deadlines, Step, next_due
from domain.video_wall import Box

REPEAT_DAYS = 30
"""How far back a case counts its repeats."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as lists show it.

    Attributes:
        camera_label: None for alerts without a camera.
        evidence_id: Newest boxed picture; None where there is none (演示历史 never has one).
    """

    id: int
    severity: int
    alert_class: str
    state: AlertState
    version: int
    establishment_id: int
    establishment_name: str
    category: str
    township_zh: str
    banner_zh: str
    banner_en: str
    camera_id: int | None
    camera_label: str | None
    camera_position: str | None
    raised_at: datetime
    last_seen_at: datetime
    sightings: int
    confidence: float | None
    confirm_by: datetime
    rectify_by: datetime
    rectified_at: datetime | None
    closed_at: datetime | None
    demo_history: bool
    evidence_id: int | None = None

    @property
    def due_at(self) -> datetime | None:
        """When the next step is due; None once the alert has ended."""
        return next_due(self.state, Deadlines(self.confirm_by, self.rectify_by), self.rectified_at)


@dataclass(frozen=True, slots=True)
class Event:
    """One step that was taken."""

    at: datetime
    step: Step
    actor: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One evidence file.

    Attributes:
        kind: `clean` as the camera gave it, `boxed` with the model's boxes drawn in.
        sha256: Of the file, 64 hex digits.
        size_bytes: Of the file.
        path: Below the data directory.
        boxes: What the model saw, pixels of the picture.
    """

    id: int
    kind: str
    sha256: str
    size_bytes: int
    taken_at: datetime
    path: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An alert with its story.

    Attributes:
        risk_level: A-D of the establishment; None: not assessed.
        model_name: None for alerts that no model raised.
        events: Oldest first; the newest hundred.
        pictures: Oldest first; a few dozen at most.
        repeats: Other alerts of the same class at the same establishment that a person confirmed
            in the REPEAT_DAYS before this one.
    """

    row: AlertRow
    address: str | None
    risk_level: str | None
    principal: str | None
    safety_officer: str | None
    model_name: str | None
    model_sha256: str | None
    events: tuple[Event, ...]
    pictures: tuple[Picture, ...]
    repeats: int
