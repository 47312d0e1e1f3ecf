from pathlib import Path

import numpy as np

from training.augment import mosaic, place, place_randomly, spoil
from training.classes import multi_hot
from training.samples import Sample


def sample(boxes, people=()):
    shape = (len(boxes), 1)
    return Sample(
        Path("x.jpg"),
        "s",
        np.array(boxes, np.float32).reshape(-1, 4),
        np.tile(multi_hot({"hat"}), shape),
        multi_hot({"hat"}),
        np.array(people, np.float32).reshape(-1, 4),
        np.zeros((0, 4), np.float32),
    )


def marked(width, height, box):
    picture = np.zeros((height, width, 3), np.uint8)
    x1, y1, x2, y2 = (np.array(box) * [width, height, width, height]).astype(int)
    picture[y1:y2, x1:x2] = 255
    return picture


def assert_box_is_on_the_mark(placed):
    rows, columns = np.nonzero(placed.picture[..., 0] > 180)
    mark = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    np.testing.assert_allclose(placed.boxes[0], mark, atol=2.1)


def test_boxes_move_with_their_picture():
    box = [0.2, 0.25, 0.5, 0.5]
    picture = marked(200, 100, box)
    for flip in (False, True):
        for scale in (0.4, 1.0, 1.7):
            placed = place(sample([box]), picture, scale, (12, 30), (420, 240), flip)
            assert_box_is_on_the_mark(placed)


def test_a_box_that_is_mostly_cut_off_teaches_nothing():
    placed = place(
        sample([[0.0, 0.0, 0.5, 0.5]]),
        marked(100, 100, [0, 0, 1, 1]),
        1,
        (-45, 0),
        (100, 100),
        False,
    )
    assert len(placed.boxes) == 0
    assert len(placed.ignored) == 1


def test_a_mosaic_keeps_each_box_in_its_own_part():
    box = [0.1, 0.1, 0.9, 0.9]
    part = place(sample([box]), marked(50, 50, box), 1, (0, 0), (50, 50), False)
    whole = mosaic([part] * 4, [(0, 0), (50, 0), (0, 50), (50, 50)], 100)
    assert whole.boxes[:, 0].tolist() == [5, 55, 5, 55]
    assert whole.picture.shape == (100, 100, 3)
    assert whole.known.sum() == 1


def test_spoiling_keeps_shape_and_kind():
    picture = np.full((32, 48, 3), 100, np.uint8)
    for seed in range(12):
        spoilt = spoil(np.random.default_rng(seed), picture)
        assert spoilt.shape == picture.shape
        assert spoilt.dtype == np.uint8


def test_a_window_shows_things_as_large_as_the_product_sees_them():
    box = [0.45, 0.4, 0.55, 0.6]
    picture = marked(640, 360, box)
    for seed in range(20):
        placed = place_randomly(np.random.default_rng(seed), sample([box]), picture, (320, 320))
        assert placed.picture.shape == (320, 320, 3)
        if len(placed.boxes):
            width = placed.boxes[0, 2] - placed.boxes[0, 0]
            assert (
                0.35 * 64 * 0.5 <= width <= 64 * 1.45 + 1
            )  # 64 px in a picture that fits the input


def test_most_windows_are_laid_round_an_object_however_rare():
    corner = [0.9, 0.85, 0.95, 0.95]
    picture = marked(1280, 720, corner)
    seen = [
        len(
            place_randomly(np.random.default_rng(seed), sample([corner]), picture, (128, 128)).boxes
        )
        for seed in range(40)
    ]
    assert sum(seen) >= 28


def test_a_window_without_objects_is_a_window_all_the_same():
    placed = place_randomly(
        np.random.default_rng(1), sample([]), np.full((50, 90, 3), 7, np.uint8), (96, 96)
    )
    assert placed.picture.shape == (96, 96, 3)
    assert len(placed.boxes) == 0
