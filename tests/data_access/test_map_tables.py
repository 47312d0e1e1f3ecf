from datetime import timedelta

import pytest

from data_access import map_tables
from data_access.changes import Topic, bump
from data_access.engine import reading, writing
from data_access.map_tables import MapTables
from domain.coordinates import Box
from tests.conftest import NOON
from tests.rows import plant

CITY = Box(106.5, 37.5, 111.6, 41.0)
LATER = NOON + timedelta(seconds=30)
ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def read(engine):
    with writing(engine) as conn:
        who = plant(conn)
    tables = MapTables()

    def table(now):
        with reading(engine, who.city.place) as conn:
            return tables.table(conn, who.city, now, CITY)

    return table


def moved(engine, topic):
    with writing(engine) as conn:
        bump(conn, topic)


@ONE_ENGINE
@pytest.mark.parametrize("topic", [Topic.REGISTER, Topic.ALERTS])
def test_a_table_that_rests_says_of_when_it_is(engine, read, monkeypatch, topic):
    monkeypatch.setattr(map_tables, "RESTS_FROM_S", -1.0)
    monkeypatch.setattr(map_tables, "REST_TIMES", 1e9)
    assert read(NOON).as_of is None
    assert read(LATER).as_of is None  # old, and still true
    moved(engine, topic)
    assert read(LATER).as_of == NOON
    monkeypatch.setattr(map_tables, "REST_TIMES", 0)
    assert read(LATER).as_of is None


@ONE_ENGINE
def test_a_table_that_is_quick_to_read_never_lags(engine, read):
    read(NOON)
    moved(engine, Topic.ALERTS)
    assert read(LATER).as_of is None
