"""The city at its true size, drawn without writing the rows: every published figure is exact."""

from datetime import UTC, datetime

import numpy as np
import pytest

from data_access.demo_city.alert_history import CLASSES, draw_alerts
from data_access.demo_city.cameras import draw_cameras
from data_access.demo_city.establishments import draw_register
from data_access.demo_city.licences import draw_licences
from data_access.demo_city.places import make_offices, populations, share_over_towns, towns
from data_access.demo_city.plan import Plan
from data_access.engine import open_engine, writing
from data_access.migrate import upgrade
from data_access.places import Boundaries
from data_access.places_loading import load_places
from domain.alert_classes import ALERT_CLASSES
from domain.categories import CATEGORIES
from settings import Demo, load

NOW = datetime(2026, 11, 19, 2, 42, tzinfo=UTC)
PLAN = Plan(Demo(), NOW)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    settings = load()
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('full') / 'nuancheng.db'}")
    upgrade(engine)
    with writing(engine) as conn:
        load_places(conn, settings.city)
        make_offices(conn)
        places, people = towns(conn), populations(conn)
    engine.dispose()
    shares = share_over_towns(PLAN, places, people)
    return (
        draw_register(PLAN, places, shares, Boundaries.load(settings.city.boundaries)),
        people,
    )


@pytest.fixture(scope="module")
def register(city):
    return city[0]


@pytest.fixture(scope="module")
def cameras(register):
    return draw_cameras(PLAN, register)


@pytest.fixture(scope="module")
def alerts(register, cameras):
    return draw_alerts(PLAN, register, cameras, draw_licences(PLAN, register))


def test_there_are_exactly_11266_in_the_counts_of_the_plan(register):
    assert len(register) == 11_266
    for category, facts in CATEGORIES.items():
        assert int(register.of(category).sum()) == facts.planned


def test_banners_share_by_population(city):
    register, people = city
    for adcode, count in people.items():
        share = (register.banner_adcode == adcode).mean()
        assert share == pytest.approx(count / sum(people.values()), abs=0.002)


def test_a_hundred_have_no_point(register):
    assert int(np.isnan(register.lon).sum()) == 100


def test_shops_stack(register):
    points = np.stack([register.lon, register.lat], axis=1)
    _, counts = np.unique(points[~np.isnan(register.lon)], axis=0, return_counts=True)
    assert counts.max() >= 20
    assert 300 < counts[counts > 5].sum() < 2_000


def test_about_37000_channels_of_which_200_play_a_clip(cameras):
    assert 36_000 < len(cameras.ids) < 38_000
    assert sorted(cameras.clip[cameras.clip >= 0].tolist()) == list(range(200))


def test_key_categories_are_all_connected(register, cameras):
    connected = np.zeros(len(register), dtype=bool)
    connected[cameras.owner] = True
    small = register.of(*(c for c in CATEGORIES if c in ("small", "drinks", "mobile_banquet")))
    assert connected[~small].all()
    assert not connected[small].all()


def test_62470_were_found_and_58534_of_them_rectified(alerts):
    assert len(alerts) == 62_470
    assert int(np.isin(alerts.state.astype(str), ["rectified", "closed"]).sum()) == 58_534


def test_severities_are_those_of_the_glossary(alerts):
    severity = np.array([int(ALERT_CLASSES[name].severity) for name in CLASSES])[alerts.kind]
    counts = np.bincount(severity, minlength=5)[1:]
    assert counts.tolist() == [500, 4_373, 20_615, 36_982]  # 0.8, 7, 33 and 59.2 per cent


def test_few_are_open_now(alerts):
    open_now = np.isin(alerts.state.astype(str), ["raised", "confirmed"])
    assert 100 < int(open_now.sum()) < 600


def test_every_class_occurs(alerts):
    assert set(alerts.kind.tolist()) == set(range(len(CLASSES)))
