"""An installation in use, and an empty one to restore into, on both databases."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data_access import audit, evidence
from data_access.alerts import Finding, raise_alert
from data_access.engine import writing
from data_access.evidence import EvidenceKind
from domain.audit import Event
from domain.scope import system_scope
from settings import Database, Settings
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
JPEG = b"\xff\xd8 a picture \xff\xd9"


def settings_of(url: str, data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, database=Database(url=url))


def add_picture(engine: Engine, settings: Settings, number: int) -> None:
    """A picture and a line of the log in one transaction."""
    with writing(engine) as conn:
        jpeg = JPEG + str(number).encode()
        evidence.store(conn, SYSTEM, settings.data_dir, 1, EvidenceKind.CLEAN, jpeg, [], NOON)
        audit.record(conn, SYSTEM, Event.EXPORTED, NOON, on=("picture", number))


@pytest.fixture
def lived_in(engine, tmp_path) -> Settings:
    """Shops, an alert with two pictures, a log of two lines."""
    settings = settings_of(engine.url.render_as_string(hide_password=False), tmp_path / "here")
    settings.data_dir.mkdir()
    (settings.data_dir / "frames").mkdir()
    (settings.data_dir / "frames" / "10.jpg").write_bytes(JPEG)
    with writing(engine) as conn:
        plant(conn)
        raise_alert(conn, SYSTEM, Finding(10, "ai.no_mask", 0.81, NOON, "starter", "a" * 64), NOON)
    for number in range(2):
        add_picture(engine, settings, number)
    return settings


@pytest.fixture
def elsewhere(engine, request, tmp_path) -> Settings:
    """An installation that was never started."""
    if engine.dialect.name == "sqlite":
        return settings_of(f"sqlite:///{tmp_path}/there/nuancheng.db", tmp_path / "there")
    server = request.getfixturevalue("postgresql_server")
    return settings_of(server.create(f"r{os.urandom(6).hex()}", "template0"), tmp_path / "there")
