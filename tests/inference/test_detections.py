import numpy as np
import pytest

from inference.detections import Detections, boxes_as_json, contained, no_detections, overlap

NAMES = ("mask", "person")


def two():
    boxes = np.array([[0, 0, 10, 10], [20, 20, 40.4, 60.6]], np.float32)
    return Detections(boxes, np.array([0.4, 0.9], np.float32), np.array([0, 1]), NAMES)


def test_a_class_is_picked_by_name_and_an_unknown_one_is_empty():
    assert two().of("person").score.tolist() == pytest.approx([0.9])
    assert len(two().of("rodent")) == 0


def test_arrays_of_different_length_are_refused():
    with pytest.raises(ValueError, match="different length"):
        Detections(np.zeros((2, 4), np.float32), np.zeros(1, np.float32), np.zeros(1, int), NAMES)


@pytest.mark.parametrize(
    ("box", "other", "shared", "inside"),
    [
        ((0, 0, 10, 10), (0, 0, 10, 10), 1.0, 1.0),
        ((0, 0, 10, 10), (5, 0, 15, 10), 1 / 3, 0.5),
        ((2, 2, 4, 4), (0, 0, 10, 10), 0.04, 1.0),
        ((0, 0, 10, 10), (20, 0, 30, 10), 0.0, 0.0),
        ((0, 0, 10, 10), (10, 0, 20, 10), 0.0, 0.0),  # only touching
    ],
)
def test_geometry(box, other, shared, inside):
    first, others = np.array(box, np.float32), np.array([other], np.float32)
    assert overlap(first, others)[0] == pytest.approx(shared, abs=1e-6)
    assert contained(first, others)[0] == pytest.approx(inside, abs=1e-6)


def test_boxes_are_stored_best_first_in_whole_pixels_and_findings_are_marked():
    found = two()
    assert boxes_as_json(found, found.xyxy[:1]) == [
        {"label": "person", "score": 0.9, "xyxy": [20, 20, 40, 61], "finding": False},
        {"label": "mask", "score": 0.4, "xyxy": [0, 0, 10, 10], "finding": True},
    ]
    assert boxes_as_json(no_detections()) == []
