from argparse import Namespace

import pytest
from sqlalchemy import select, update

from commands import rebuild
from data_access.alerts import Finding, raise_alert
from data_access.engine import reading, writing
from data_access.opening import open_database
from data_access.schema import alert_rollup
from domain.scope import system_scope
from settings import Settings
from tests.conftest import NOON
from tests.rows import plant


@pytest.fixture
def settings(tmp_path):
    """A database with one alert whose figures are right."""
    settings = Settings(data_dir=tmp_path)
    engine = open_database(settings)
    with writing(engine) as conn:
        plant(conn)
        found = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)
        raise_alert(conn, system_scope("patrol"), found, NOON)
    engine.dispose()
    return settings


def figures(settings, change=None):
    engine = open_database(settings)
    with writing(engine) as conn:
        if change is not None:
            conn.execute(change)
    with reading(engine) as conn:
        found = conn.execute(select(alert_rollup.c.found)).scalars().all()
    engine.dispose()
    return found


def test_right_figures_stay_and_are_said_to_be_right(settings, capsys):
    assert rebuild.run(Namespace(), settings) == 0
    assert capsys.readouterr().out == "alerts: nothing differed\ncontrol: nothing differed\n"
    assert figures(settings) == [1]


def test_wrong_figures_are_named_and_mended(settings, capsys):
    figures(settings, update(alert_rollup).values(found=7))
    assert rebuild.run(Namespace(), settings) == 1
    told = capsys.readouterr().out
    assert "alerts: 1 figures differed" in told
    assert "150602001" in told
    assert figures(settings) == [1]
    assert rebuild.run(Namespace(), settings) == 0
