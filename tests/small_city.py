"""A whole demonstration city of sixty establishments and ten days, for tests that need one."""

from datetime import datetime

from sqlalchemy import Engine

from data_access.demo_city.make import make_city
from settings import Demo, Settings, load


def small_settings(**demo: int) -> Settings:
    """Settings of the small city; `demo` overrides establishments, days, seed, camera_clips."""
    values = {"establishments": 60, "days": 10, "seed": 1, "camera_clips": 12} | demo
    return load().model_copy(update={"demo": Demo(**values)})


def plant_small_city(engine: Engine, now: datetime, **demo: int) -> Settings:
    """Make the small city in an empty, migrated database; return the settings it was made with."""
    settings = small_settings(**demo)
    make_city(engine, settings, now, lambda step, share: None)
    return settings
