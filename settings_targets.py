"""The sections of config.yaml about figures: `targets`, `ranking` and `risk`."""

from pydantic import Field

from settings_section import Section


class Targets(Section):
    """What figures shall reach, in percent (平台规则)."""

    daily_control_percent: float = Field(95, gt=0, le=100)
    weekly_review_percent: float = Field(95, gt=0, le=100)
    monthly_dispatch_percent: float = Field(95, gt=0, le=100)
    handled_on_time_percent: float = Field(90, gt=0, le=100)
    false_alarms_percent: float = Field(10, ge=0, lt=100)
    rectified_percent: float = Field(90, gt=0, le=100)
    cameras_online_percent: float = Field(95, gt=0, le=100)
    licences_valid_percent: float = Field(100, gt=0, le=100)
    certificates_valid_percent: float = Field(100, gt=0, le=100)
    alerts_settled_percent: float = Field(95, gt=0, le=100)
    kitchens_seen_percent: float = Field(90, gt=0, le=100)
    purchases_checked_percent: float = Field(98, gt=0, le=100)
    information_public_percent: float = Field(95, gt=0, le=100)
    closed_on_record_percent: float = Field(95, gt=0, le=100)


class Ranking(Section):
    """From which size on places are ranked (平台规则)."""

    min_establishments: int = Field(20, ge=1, le=1000)
    min_cases: int = Field(20, ge=1, le=1000)


class Risk(Section):
    """Risk scores."""

    override_longest_days: int = Field(180, ge=1, le=365)
