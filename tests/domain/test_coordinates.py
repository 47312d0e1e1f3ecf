from math import cos, hypot, radians

import pytest

from domain.coordinates import Box, PointVerdict, gcj02_to_wgs84, judge_point, wgs84_to_gcj02

ORDOS = Box(106.4779, 37.6210, 111.4561, 40.8731)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # test values of eviltransform: Shanghai, Shenzhen, Beijing
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_forward_agrees_with_published_values(wgs84, gcj02):
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-6)


@pytest.mark.parametrize("lon", [106.5, 108.0, 109.7844, 111.4])
@pytest.mark.parametrize("lat", [37.7, 39.6065, 40.8])
def test_inverse_undoes_the_shift(lon, lat):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-8)


def test_gcj02_lies_half_a_kilometre_east_north_east_in_ordos():
    lon, lat = wgs84_to_gcj02(109.7844, 39.6065)
    east_m = (lon - 109.7844) * 111_320 * cos(radians(39.6))
    north_m = (lat - 39.6065) * 111_000
    assert east_m > north_m > 0
    assert 300 < hypot(east_m, north_m) < 615


@pytest.mark.parametrize(
    ("lon", "lat", "verdict"),
    [
        (109.98, 39.82, PointVerdict.INSIDE),
        (39.82, 109.98, PointVerdict.SWAPPED),
        (116.40, 39.90, PointVerdict.OUTSIDE),  # Beijing
        (0.0, 0.0, PointVerdict.OUTSIDE),
    ],
)
def test_points_are_judged(lon, lat, verdict):
    assert judge_point(lon, lat, ORDOS) is verdict
