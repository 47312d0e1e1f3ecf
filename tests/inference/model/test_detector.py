"""From a frame to boxes in its pixels."""

import numpy as np
import pytest

from inference.model.class_map import ClassUse
from inference.model.contract import Contract
from inference.model.detector import Detector
from inference.model.families import Colour, Family, Padding
from inference.model.placing import Placer
from inference.model.thinning import thin

NAMES = ("mask", "no_mask", "person")


def contract(**changes):
    usual = {
        "family": Family.YOLO8,
        "names": NAMES,
        "height": 320,
        "width": 320,
        "colour": Colour.RGB,
        "mean": (0.0, 0.0, 0.0),
        "std": (255.0, 255.0, 255.0),
        "padding": Padding.CENTRE,
        "enlarge": True,
        "suppress": True,
        "decoded": True,
        "classes": {name: ClassUse(name) for name in NAMES},
    }
    return Contract(**usual | changes)


def detector(*anchors, **changes):
    """A detector whose model answers with these anchors (cx, cy, w, h, mask, no_mask, person)."""
    table = np.zeros((1, 7, 20), np.float32)
    for i, anchor in enumerate(anchors):
        table[0, :, i] = anchor
    return Detector(lambda _placer: lambda: {"output0": table}, contract(**changes))


def test_a_wide_frame_is_centred_on_grey():
    placer = Placer(contract())
    placer.place(np.full((360, 640, 3), (255, 0, 51), np.uint8))
    blob = placer.blob
    assert (blob.shape, blob.dtype) == ((1, 3, 320, 320), np.float32)
    np.testing.assert_allclose(blob[0, :, 160, 160], [1, 0, 0.2], atol=1e-6)  # red first, 0 to 1
    np.testing.assert_allclose(blob[0, :, 69, 160], 114 / 255)
    np.testing.assert_allclose(blob[0, :, 250, 160], 114 / 255)


def test_nothing_of_a_frame_before_remains_beside_the_next():
    placer = Placer(contract())
    placer.place(np.full((640, 640, 3), 255, np.uint8))
    placer.place(np.zeros((640, 320, 3), np.uint8))
    np.testing.assert_allclose(placer.blob[0, :, 100, 10], 114 / 255)


@pytest.mark.parametrize(
    ("padding", "inside", "outside"),
    [(Padding.CORNER, (10, 10), (300, 10)), (Padding.STRETCH, (300, 10), None)],
)
def test_other_ways_to_place_a_frame(padding, inside, outside):
    placer = Placer(contract(padding=padding))
    placer.place(np.full((360, 640, 3), 255, np.uint8))
    np.testing.assert_allclose(placer.blob[0, :, *inside], 1)
    if outside:
        np.testing.assert_allclose(placer.blob[0, :, *outside], 114 / 255)


def test_a_model_that_wants_no_frame_enlarged_sees_small_ones_as_they_are():
    frame = np.full((90, 160, 3), 255, np.uint8)
    placer = Placer(contract(enlarge=False))
    placed = placer.place(frame)
    white = placer.blob[0, 0] == 1
    assert (white.any(axis=1).sum(), white.any(axis=0).sum()) == (90, 160)
    np.testing.assert_allclose(
        placed.back(np.array([[80, 115, 240, 205]], np.float32)), [[0, 0, 160, 90]]
    )
    larger = np.zeros((360, 640, 3), np.uint8)
    assert placer.place(larger).scale_x == 0.5
    assert Placer(contract()).place(frame).scale_x == 2


def test_colours_are_turned_and_normalised_in_their_order():
    mean, std = (10.0, 20.0, 30.0), (1.0, 2.0, 4.0)
    placer = Placer(contract(colour=Colour.BGR, mean=mean, std=std))
    placer.place(np.full((320, 320, 3), (90, 60, 30), np.uint8))
    np.testing.assert_allclose(placer.blob[0, :, 5, 5], [20, 20, 15], atol=1e-4)


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (10, 10, 1), (0, 10, 3), (0, 0, 3)])
def test_what_is_no_frame_is_refused(shape):
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        detector()(np.zeros(shape, np.uint8))


def test_frames_of_other_numbers_are_refused():
    with pytest.raises(ValueError, match="float32"):
        detector()(np.zeros((9, 9, 3), np.float32))


def test_a_frame_of_8k_is_one_more_size():
    found = detector((160, 160, 20, 40, 0, 0.8, 0))(np.zeros((4320, 7680, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[3600, 1680, 4080, 2640]], atol=1)


def test_boxes_return_in_pixels_of_the_frame():
    found = detector((160, 160, 20, 40, 0, 0.8, 0))(np.zeros((360, 640, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[300, 140, 340, 220]])
    assert found.label(0) == "no_mask"
    assert found.score[0] == pytest.approx(0.8)


def test_boxes_end_at_the_edge_and_empty_ones_are_dropped():
    see = detector((0, 80, 40, 40, 0.9, 0, 0), (160, 10, 20, 20, 0.9, 0, 0))
    found = see(np.zeros((360, 640, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[0, 0, 40, 60]])  # the second lies in the padding


def test_one_object_seen_twice_is_one_box_but_two_opinions_stay():
    see = detector((100, 150, 40, 40, 0.7, 0, 0), (102, 150, 40, 40, 0.8, 0.6, 0))
    found = see(np.zeros((320, 320, 3), np.uint8))
    assert sorted(zip(map(found.label, range(len(found))), found.score.tolist(), strict=True)) == [
        ("mask", pytest.approx(0.8)),
        ("no_mask", pytest.approx(0.6)),
    ]


def test_two_classes_of_a_model_may_be_one_of_ours():
    classes = {"mask": ClassUse("person"), "no_mask": ClassUse("person"), "person": ClassUse("x")}
    see = detector((100, 150, 40, 40, 0.7, 0, 0), (102, 150, 40, 40, 0, 0.6, 0), classes=classes)
    found = see(np.zeros((320, 320, 3), np.uint8))
    assert (found.names, found.class_id.tolist()) == (("person", "x"), [0])


def test_nothing_seen_is_an_empty_frame():
    assert len(detector()(np.zeros((320, 320, 3), np.uint8))) == 0


def test_a_model_that_fires_everywhere_is_thinned_in_bounds():
    many = np.random.default_rng(1).uniform(0, 300, (30_000, 2)).astype(np.float32)
    boxes = np.concatenate([many, many + 10], axis=1)
    kept = thin(boxes, np.full(30_000, 0.9, np.float32), np.zeros(30_000, np.int64))
    assert 0 < len(kept) <= 1000
