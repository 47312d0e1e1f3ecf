from collections import Counter

import numpy as np
import pytest

from data_access.demo_city.places import Town
from data_access.demo_city.streets import METRES_A_DEGREE, frontage
from data_access.places import Boundaries
from tests.small_city import small_settings

TOWN = Town("150602001", "交通街道", "150602", "东胜区", 1.0, 900.0, 109.9873, 39.8187, True)


@pytest.fixture(scope="module")
def boundaries():
    return Boundaries.load(small_settings().city.boundaries)


def test_shops_stack_in_malls_at_one_point_and_one_address(boundaries):
    found = frontage(np.random.default_rng(1), TOWN, np.full(300, True), boundaries)
    points = Counter(zip(found.lon.tolist(), found.lat.tolist(), strict=True))
    (point, tenants), _second = points.most_common(2)
    assert tenants >= 15
    inside = {
        address.split("层")[0][:-1]
        for lon, lat, address in zip(found.lon, found.lat, found.address, strict=True)
        if (lon, lat) == point
    }
    assert len(inside) == 1


def test_nobody_moves_indoors_who_may_not(boundaries):
    found = frontage(np.random.default_rng(1), TOWN, np.full(300, False), boundaries)
    assert len(set(zip(found.lon.tolist(), found.lat.tolist(), strict=True))) > 295


def test_all_stand_within_reach_of_the_town(boundaries):
    found = frontage(np.random.default_rng(2), TOWN, np.full(200, True), boundaries)
    north = np.abs(found.lat - TOWN.lat) * METRES_A_DEGREE
    east = np.abs(found.lon - TOWN.lon) * METRES_A_DEGREE * np.cos(np.radians(TOWN.lat))
    assert max(north.max(), east.max()) <= TOWN.reach_m + 30


def test_points_at_the_border_are_drawn_inside(boundaries):
    lon, lat = boundaries.polygon("150603").exterior.coords[0][:2]
    inner = boundaries.polygon("150603").representative_point()
    step = 0.02 / np.hypot(inner.x - lon, inner.y - lat)
    edge = Town(
        "150603001",
        "边上街道",
        "150603",
        "康巴什区",
        1.0,
        5000.0,
        lon + step * (inner.x - lon),
        lat + step * (inner.y - lat),
        True,
    )
    found = frontage(np.random.default_rng(3), edge, np.full(100, False), boundaries)
    assert {boundaries.banner_of(x, y) for x, y in zip(found.lon, found.lat, strict=True)} == {
        "150603"
    }
