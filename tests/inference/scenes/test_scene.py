import numpy as np
import pytest

from inference.scenes.labels import LABELS
from inference.scenes.layouts import Split, layouts
from inference.scenes.scene import render

SEEDS = range(24)
TAGS = {"fish_eye", "infrared", "steam"}
HEADS = {"hat", "no_hat", "mask", "no_mask"}


@pytest.fixture(scope="module")
def scenes():
    return [render(np.random.default_rng(seed)) for seed in SEEDS]


def test_a_scene_follows_from_its_seed(scenes):
    again = render(np.random.default_rng(5))
    assert np.array_equal(again.picture, scenes[5].picture)
    assert again.boxes == scenes[5].boxes
    assert not np.array_equal(scenes[5].picture, scenes[6].picture)


def test_boxes_lie_in_the_picture_and_say_how_much_is_seen(scenes):
    for scene in scenes:
        assert scene.picture.shape == (360, 640, 3)
        assert scene.picture.dtype == np.uint8
        for box in scene.boxes:
            x1, y1, x2, y2 = box.xyxy
            assert 0 <= x1 < x2 <= 640, box
            assert 0 <= y1 < y2 <= 360, box
            assert 0 < box.visible <= 1, box


def test_every_label_occurs_and_no_other(scenes):
    assert {box.label for scene in scenes for box in scene.boxes} == set(LABELS)


def test_a_head_is_covered_or_bare_and_lies_on_a_person(scenes):
    for scene in scenes:
        people = [box.xyxy for box in scene.boxes if box.label == "person"]
        covered = {box.xyxy for box in scene.boxes if box.label == "hat"}
        bare = {box.xyxy for box in scene.boxes if box.label == "no_hat"}
        faces = {box.xyxy for box in scene.boxes if box.label in {"mask", "no_mask"}}
        assert not covered & bare
        assert faces <= covered | bare
        for x1, y1, x2, y2 in covered | bare:
            assert any(
                left <= x1 and top <= y1 and x2 <= right and y2 <= low
                for left, top, right, low in people
            )


def test_without_people_nothing_of_a_person_is_labelled():
    empty = render(np.random.default_rng(3), (320, 180), people=0)
    assert {box.label for box in empty.boxes}.isdisjoint(
        HEADS | {"person", "workwear", "no_workwear", "phone", "cigarette"}
    )


def test_held_out_layouts_are_never_trained_on(scenes):
    trained = {layout.name for layout in layouts(Split.TRAIN)}
    held_out = {layout.name for layout in layouts(Split.HELD_OUT)}
    assert len(held_out) >= 3
    assert trained.isdisjoint(held_out)
    plans = {layout.pieces for layout in layouts(Split.TRAIN)}
    assert plans.isdisjoint(layout.pieces for layout in layouts(Split.HELD_OUT))
    assert {scene.layout for scene in scenes} <= trained
    unseen = render(np.random.default_rng(1), (160, 96), Split.HELD_OUT)
    assert unseen.layout in held_out


def test_a_tiny_picture_is_refused():
    with pytest.raises(ValueError, match="64"):
        render(np.random.default_rng(0), (640, 32))


def test_tags_say_what_makes_a_picture_hard(scenes):
    grey = [np.ptp(scene.picture[40:-40].astype(int), axis=2).max() for scene in scenes]
    for scene, spread in zip(scenes, grey, strict=True):
        assert scene.tags <= TAGS
        assert ("infrared" in scene.tags) == (spread < 12)
    assert {tag for scene in scenes for tag in scene.tags} == TAGS
