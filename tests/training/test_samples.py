import json

import cv2
import numpy as np
import pytest

from training.classes import CLASSES, multi_hot
from training.negatives import empty_window
from training.samples import (
    SAFETY_VEST,
    held_out,
    read_photos,
    read_rendered,
    read_yolo,
)

GREY = np.full((40, 40, 3), 90, np.uint8)


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / SAFETY_VEST.folder
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True)
    for number in range(10):
        for copy in "ab":
            name = f"{number}_jpg.rf.{copy}"
            cv2.imwrite(str(folder / "images" / "train" / f"{name}.jpg"), GREY)
            text = "0 0.5 0.3 0.2 0.2\n3 0.5 0.6 0.4 0.4\n"
            (folder / "labels" / "train" / f"{name}.txt").write_text(text)
    return tmp_path


def names(row):
    return {CLASSES[i] for i in np.nonzero(row)[0]}


def test_labels_become_our_classes_and_what_the_set_knows(photos):
    first = read_photos(photos, SAFETY_VEST, "train")[0]
    assert [names(row) for row in first.labels] == [{"hat"}, {"no_workwear"}]
    np.testing.assert_allclose(first.boxes[0], [0.4, 0.2, 0.6, 0.4], atol=1e-6)
    assert {"hat", "no_hat", "workwear", "rodent", "mask"} <= names(first.known)
    assert not {"no_mask", "person", "phone"} & names(first.known)


def test_copies_of_one_photo_are_held_out_together(photos):
    learn, out = held_out(read_photos(photos, SAFETY_VEST, "train"), 0.2)
    assert len(out) == 4
    assert len(learn) == 16
    assert not {s.path.name.split(".")[0] for s in learn} & {s.path.name.split(".")[0] for s in out}


@pytest.mark.parametrize("line", ["4 .5 .5 .1 .1", "0 .5 .5 .1", "-1 .5 .5 .1 .1", "0 a b c d"])
def test_a_malformed_label_is_refused(line):
    with pytest.raises(ValueError, match=r"label|convert"):
        read_yolo(line, SAFETY_VEST.classes)


def test_rendered_scenes_know_everything_and_ignore_the_hidden(tmp_path):
    box = {"label": "rodent", "xyxy": [0.1, 0.1, 0.2, 0.2], "visible": 0.9}
    hidden = {"label": "person", "xyxy": [0.5, 0.1, 0.9, 0.9], "visible": 0.1}
    away = {"label": "no_mask", "xyxy": [0.3, 0.1, 0.4, 0.2], "visible": 1.0}
    record = {"layout": "x", "tags": ["steam"], "boxes": [box, hidden]}
    (tmp_path / "00000.json").write_text(json.dumps(record))
    with pytest.raises(ValueError, match="older version"):
        read_rendered(tmp_path)
    (tmp_path / "00000.json").write_text(json.dumps(record | {"doubtful": [away]}))
    (scene,) = read_rendered(tmp_path)
    assert [names(row) for row in scene.doubts] == [{"no_mask"}]
    np.testing.assert_allclose(scene.doubtful, [[0.3, 0.1, 0.4, 0.2]])
    assert scene.known.all()
    assert [names(row) for row in scene.labels] == [{"rodent"}]
    assert len(scene.ignored) == 1
    assert scene.tags == {"steam"}


def test_a_window_without_people_touches_none():
    people = np.array([[0.0, 0.0, 0.5, 1.0]], np.float32)
    window = empty_window(np.random.default_rng(0), people)
    assert window[0] >= 0.5
    everywhere = np.array([[0.0, 0.0, 1.0, 1.0]], np.float32)
    assert empty_window(np.random.default_rng(0), everywhere) is None


def test_multi_hot_counts():
    assert multi_hot({"hat", "mask"}).sum() == 2
