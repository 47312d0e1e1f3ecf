import numpy as np
import pytest

from training.measure import (
    average_precision,
    by_chance,
    calibration_error,
    class_figures,
    match,
    precision_recall,
    share_interval,
)

BOX = np.array([0, 0, 10, 10], np.float32)
AWAY = BOX + 50


def boxes(*rows):
    return np.array(rows, np.float32).reshape(-1, 4)


def scores(*values):
    return np.array(values, np.float32)


def test_perfect_boxes_have_an_ap_of_one():
    matched = match([(boxes(BOX), scores(0.9))] * 3, [boxes(BOX)] * 3)
    assert average_precision(matched) == pytest.approx(1)


def test_a_wrong_box_above_a_right_one_halves_the_precision():
    found = [(boxes(AWAY, BOX), scores(0.9, 0.8))]
    assert average_precision(match(found, [boxes(BOX)])) == pytest.approx(0.5)


def test_a_wrong_box_below_costs_no_ap_but_precision():
    found = [(boxes(AWAY, BOX), scores(0.4, 0.8))]
    matched = match(found, [boxes(BOX)])
    assert average_precision(matched) == pytest.approx(1)
    assert precision_recall(matched, 0.35) == (pytest.approx(0.5), 1)
    assert precision_recall(matched, 0.5) == (1, 1)


def test_an_object_counts_once_so_that_its_double_is_wrong():
    found = [(boxes(BOX, BOX + 1), scores(0.9, 0.8))]
    assert match(found, [boxes(BOX)]).right.tolist() == [True, False]


def test_overlap_below_one_half_is_no_hit():
    found = [(boxes([0, 0, 10, 4]), scores(0.9))]
    assert not match(found, [boxes(BOX)]).right.any()


def test_a_box_on_an_ignored_place_counts_neither_way():
    matched = match([(boxes(AWAY), scores(0.9))], [boxes(BOX)], [boxes(AWAY)])
    assert len(matched.score) == 0
    assert matched.objects.sum() == 1


def test_missed_objects_lower_recall_and_ap():
    matched = match([(boxes(BOX), scores(0.9))], [boxes(BOX, AWAY)])
    assert average_precision(matched) == pytest.approx(0.5)


def test_without_objects_there_is_no_ap():
    matched = match([(boxes(BOX), scores(0.9))], [boxes()])
    assert np.isnan(average_precision(matched))
    assert np.isnan(class_figures(matched, 0.35).recall.value)


def test_interval_holds_the_value_and_narrows_with_more_pictures():
    def figures(n):
        found = [(boxes(BOX), scores(0.9)), (boxes(AWAY), scores(0.9))] * n
        return class_figures(match(found, [boxes(BOX)] * 2 * n), 0.35).recall

    few, many = figures(5), figures(80)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low


def test_calibration_compares_score_with_share_of_right():
    always = match([(boxes(BOX), scores(0.6))] * 4, [boxes(BOX)] * 4)
    assert calibration_error(always) == pytest.approx(0.4, abs=1e-6)


def test_wilson_interval_of_no_hit_is_not_zero_wide():
    none = share_interval(0, 97)
    assert none.value == 0
    assert none.low == pytest.approx(0, abs=1e-9)
    assert 0.03 < none.high < 0.05


@pytest.mark.parametrize(
    ("ours", "theirs", "chance"),
    [(0, 0, 1), (0, 3, 1), (1, 0, 0.5), (2, 2, 0.690), (5, 0, 0.029), (70, 70, 1)],
)
def test_how_likely_hits_fall_to_us_by_chance(ours, theirs, chance):
    assert by_chance(ours, theirs, 70) == pytest.approx(chance, abs=5e-4)
