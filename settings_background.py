"""What works beside the web in config.yaml: `patrol`, `jobs`, `control` and `backup`."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from domain.control import ControlKind
from domain.reminders import Ladder
from settings_section import Section


class Patrol(Section):
    """Which cameras are looked at, how often, and with what model."""

    model: Path = Path("inference/models/kitchen_hygiene_v8_960.onnx")
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
    archives_kept_days: int = Field(30, ge=1, le=3650)


class Control(Section):
    """The clock of duties: when they are opened, and when reminders rise. 平台规则."""

    ahead_from_h: int = Field(18, ge=0, le=23)
    reminders_days: int = Field(62, ge=7, le=3650)
    daily_soon_h: int = Field(4, ge=0, le=23)
    daily_office_missed: int = Field(2, ge=1, le=30)
    daily_bureau_missed: int = Field(5, ge=2, le=31)
    weekly_soon_h: int = Field(24, ge=0, le=120)
    weekly_office_missed: int = Field(1, ge=1, le=12)
    weekly_bureau_missed: int = Field(2, ge=2, le=13)
    monthly_soon_h: int = Field(72, ge=0, le=480)
    monthly_office_missed: int = Field(1, ge=1, le=11)
    monthly_bureau_missed: int = Field(2, ge=2, le=12)

    @property
    def ladders(self) -> dict[ControlKind, Ladder]:
        """The steps of each kind, as the rules take them."""
        return {
            ControlKind.DAILY_CONTROL: Ladder(
                timedelta(hours=self.daily_soon_h),
                self.daily_office_missed,
                self.daily_bureau_missed,
            ),
            ControlKind.WEEKLY_REVIEW: Ladder(
                timedelta(hours=self.weekly_soon_h),
                self.weekly_office_missed,
                self.weekly_bureau_missed,
            ),
            ControlKind.MONTHLY_DISPATCH: Ladder(
                timedelta(hours=self.monthly_soon_h),
                self.monthly_office_missed,
                self.monthly_bureau_missed,
            ),
        }

    @model_validator(mode="after")
    def _office_before_bureau(self) -> Self:
        if any(one.bureau <= one.office for one in self.ladders.values()):
            raise ValueError("the bureau hears of longer streaks than the office (…_missed)")
        return self


class Backup(Section):
    """Nightly backups."""

    at: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    keep: int = Field(14, ge=1, le=1000)
    folder: Path | None = None

    @field_validator("folder", mode="before")
    @classmethod
    def _none_when_empty(cls, value: object) -> object:
        return value or None
