import numpy as np
import pytest

from training.classes import CLASSES, merge_heads, multi_hot, regions_of_people

HEAD = np.array([[0.4, 0.1, 0.5, 0.2]], np.float32)


def test_a_class_that_is_not_ours_is_refused():
    with pytest.raises(ValueError, match="helmet"):
        multi_hot({"helmet"})


def test_a_head_makes_a_region_that_holds_its_whole_person():
    (region,) = regions_of_people(HEAD, multi_hot({"no_hat"})[None])
    assert region[0] <= 0.3
    assert region[1] <= 0.1
    assert region[2] >= 0.6
    assert region[3] >= 0.8


def test_a_bin_makes_no_region_of_people():
    assert len(regions_of_people(HEAD, multi_hot({"bin_open"})[None])) == 0


def test_hat_and_mask_of_one_head_become_one_box_with_both():
    boxes = np.concatenate([HEAD, HEAD + 0.002])
    labels = np.stack([multi_hot({"hat"}), multi_hot({"mask"})])
    merged, both = merge_heads(boxes.astype(np.float32), labels)
    assert len(merged) == 1
    assert {CLASSES[i] for i in np.nonzero(both[0])[0]} == {"hat", "mask"}


def test_two_heads_and_a_person_in_one_place_stay_apart():
    boxes = np.concatenate([HEAD, HEAD + 0.08, HEAD]).astype(np.float32)
    labels = np.stack([multi_hot({"hat"}), multi_hot({"mask"}), multi_hot({"person"})])
    assert len(merge_heads(boxes, labels)[0]) == 3
