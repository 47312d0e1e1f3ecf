import random

import pytest

from domain.coordinates import gcj02_to_wgs84, wgs84_to_gcj02
from domain.datum import distance_m, weigh


def _points(n, seed=1):
    dice = random.Random(seed)
    return [(109.8 + dice.random() / 5, 39.6 + dice.random() / 5) for _ in range(n)]


def _scattered(point, metres, dice):
    return point[0] + dice.gauss(0, metres) / 86_000, point[1] + dice.gauss(0, metres) / 111_000


def test_a_shifted_file_is_recognised_and_the_numbers_say_why():
    dice = random.Random(2)
    pairs = [(wgs84_to_gcj02(*_scattered(one, 15, dice)), one) for one in _points(60)]
    found = weigh(pairs)
    assert found.suggests_gcj02
    assert not found.suggests_wgs84
    assert 400 < found.as_given_m < 700
    assert found.shifted_m < 40
    assert (found.pairs, found.closer) == (60, 60)


def test_a_file_in_wgs84_is_left_alone():
    dice = random.Random(3)
    found = weigh([(_scattered(one, 15, dice), one) for one in _points(60)])
    assert found.suggests_wgs84
    assert not found.suggests_gcj02


def test_a_few_shops_that_moved_do_not_turn_the_verdict():
    pairs = [(wgs84_to_gcj02(*one), one) for one in _points(40)]
    pairs[:6] = [((one[0] + 0.05, one[1]), one) for one in _points(6, seed=9)]
    assert weigh(pairs).suggests_gcj02


@pytest.mark.parametrize("count", [1, 4])
def test_too_few_points_prove_nothing(count):
    found = weigh([(wgs84_to_gcj02(*one), one) for one in _points(count)])
    assert not found.suggests_gcj02


def test_points_scattered_over_kilometres_prove_nothing():
    dice = random.Random(4)
    found = weigh([(wgs84_to_gcj02(*_scattered(one, 3000, dice)), one) for one in _points(60)])
    assert not found.suggests_gcj02
    assert not found.suggests_wgs84


def test_nothing_to_compare_is_no_evidence():
    assert weigh([]) is None


def test_distances_are_in_metres():
    assert distance_m((110, 39.6), (110, 39.601)) == pytest.approx(111.3, abs=1)
    assert distance_m((110, 39.6), (110.001, 39.6)) == pytest.approx(85.8, abs=1)
    assert distance_m(gcj02_to_wgs84(110, 39.6), (110, 39.6)) > 300
