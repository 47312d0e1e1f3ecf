"""The sections of config.yaml about what works beside the web: `patrol`, `jobs` and `backup`."""

from pathlib import Path

from pydantic import Field, field_validator

from settings_section import Section


class Patrol(Section):
    """Which cameras are looked at, how often, and with what model."""

    model: Path = Path("inference/models/starter_hygiene_v8_320.onnx")
    looks_per_min: int = Field(60, ge=1, le=6000)
    burst_frames: int = Field(5, ge=1, le=30)
    confirm_frames: int = Field(3, ge=1, le=30)
    burst_spacing_s: float = Field(0.4, gt=0, le=10)
    min_score: float = Field(0.5, gt=0, lt=1)
    min_head_px: int = Field(16, ge=4, le=400)
    open_timeout_s: float = Field(5, gt=0, le=60)
    back_off_max_s: int = Field(600, ge=10, le=86400)
    nice: int = Field(10, ge=0, le=19)
    frames_kept_per_camera: int = Field(1, ge=1, le=100)
    loopback_cameras: bool = False


class Jobs(Section):
    """What runs by the clock."""

    schedule_period_s: int = Field(60, ge=5, le=3600)
    restarts_per_min: int = Field(5, ge=1, le=60)
    ready_patrol_age_s: int = Field(300, ge=10, le=86400)
    ready_schedule_age_s: int = Field(600, ge=10, le=86400)
    sessions_kept_days: int = Field(183, ge=1, le=3650)


class Backup(Section):
    """Nightly backups."""

    at: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    keep: int = Field(14, ge=1, le=1000)
    folder: Path | None = None

    @field_validator("folder", mode="before")
    @classmethod
    def _none_when_empty(cls, value: object) -> object:
        return value or None
