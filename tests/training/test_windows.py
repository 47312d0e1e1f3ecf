from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.classes import multi_hot
from training.samples import Sample
from training.windows import Windows, choose, joined, seen_through, stacked

NOWHERE = np.zeros((0, 4), np.float32)


def sample(boxes, people=()):
    return Sample(
        Path("x.jpg"),
        "s",
        np.array(boxes, np.float32).reshape(-1, 4),
        np.tile(multi_hot({"hat"}), (len(boxes), 1)),
        multi_hot({"hat"}),
        np.array(people, np.float32).reshape(-1, 4),
        NOWHERE,
    )


def labels(*samples, extent=(100, 100)):
    return stacked(samples, np.tile(np.array(extent, np.float32), (len(samples), 1)))


def window(corner=(0, 0), scale=(1, 1), frame=(0, 0, 100, 100), flip=False, row=0, owner=0):
    return Windows(
        np.array([row]),
        np.array([owner]),
        np.array([frame], np.float32),
        np.array([scale], np.float32),
        np.array([corner], np.float32),
        np.array([flip]),
    )


def both(*windows):
    names = Windows.__dataclass_fields__
    return Windows(**{n: np.concatenate([getattr(w, n) for w in windows]) for n in names})


def test_boxes_move_with_their_picture():
    of = labels(sample([[0.2, 0.25, 0.5, 0.5]]), extent=(200, 100))
    moved = seen_through(window((12, 30), (2, 1.5), (0, 0, 500, 500)), of, 1)
    assert moved.boxes.tolist() == [[[92, 67.5, 212, 105]]]


def test_a_mirrored_picture_mirrors_its_boxes():
    of = labels(sample([[0.2, 0.25, 0.5, 0.5]], people=[[0, 0, 0.25, 1]]))
    moved = seen_through(window(flip=True), of, 1)
    assert moved.boxes.tolist() == [[[50, 25, 80, 50]]]
    assert moved.people.tolist() == [[[75, 0, 100, 100]]]


def test_what_nobody_can_see_moves_along():
    away = {"doubtful": np.array([[0.2, 0.25, 0.5, 0.5]], np.float32)}
    told = replace(sample([[0, 0, 0.9, 0.9]]), **away, doubts=multi_hot({"no_mask"})[None])
    moved = seen_through(window(flip=True), labels(sample([]), told), 1)
    assert moved.doubtful.shape == (1, 0, 4)
    moved = seen_through(window(flip=True, row=1), labels(sample([]), told), 1)
    assert moved.doubtful.tolist() == [[[50, 25, 80, 50]]]
    assert (moved.doubts[0, 0] == multi_hot({"no_mask"})).all()


def test_what_is_mostly_cut_off_or_too_small_teaches_nothing():
    of = labels(sample([[0, 0, 0.5, 0.5], [0.8, 0.8, 0.82, 0.9]]))
    moved = seen_through(window((-45, 0)), of, 1)
    assert not moved.labels.any()
    assert moved.ignored.tolist() == [[[0, 0, 5, 50], [35, 80, 37, 90]]]


def test_what_lies_outside_is_neither_learned_nor_ignored():
    moved = seen_through(window((-60, 0)), labels(sample([[0, 0, 0.5, 0.5]])), 1)
    assert moved.boxes.shape[1] == moved.ignored.shape[1] == 0


def test_a_mosaic_keeps_each_box_in_its_own_part():
    of = labels(sample([[0.1, 0.1, 0.9, 0.9]]), extent=(50, 50))
    corners = [(0, 0), (50, 0), (0, 50), (50, 50)]
    parts = [window(at, frame=(*at, at[0] + 50, at[1] + 50), owner=1) for at in corners]
    whole = seen_through(both(window(), *parts), of, 2)
    assert whole.boxes[1, :, 0].tolist() == [5, 55, 5, 55]
    assert whole.boxes[0].tolist()[0] == [5, 5, 45, 45]
    assert whole.labels.any(axis=2).sum(axis=1).tolist() == [1, 4]
    assert whole.known.sum(axis=1).tolist() == [1, 1]


def test_each_square_knows_what_its_picture_knows():
    of = labels(sample([]), replace(sample([]), known=multi_hot({"mask"})))
    parts = both(window(row=1, owner=0), window(row=0, owner=2), window(row=1, owner=1))
    known = seen_through(parts, of, 3).known
    for square, name in enumerate(("mask", "mask", "hat")):
        assert (known[square] == multi_hot({name})).all()


def test_labels_of_several_sources_stand_one_below_the_other():
    one = seen_through(window(), labels(sample([[0.1, 0.1, 0.9, 0.9]])), 1)
    none = seen_through(window(), labels(sample([])), 1)
    whole = joined([none, one])
    assert whole.boxes.shape == (2, 1, 4)
    assert whole.labels.any(axis=2).tolist() == [[False], [True]]


def test_mosaics_fill_their_squares():
    of = labels(sample([[0.1, 0.1, 0.9, 0.9]]))
    windows = choose(np.random.default_rng(0), of, np.ones(1), 40, 64, 1.0)
    areas = np.prod(windows.frames[:, 2:] - windows.frames[:, :2], axis=1)
    assert np.bincount(windows.owner, weights=areas).tolist() == [64 * 64] * 40


@pytest.mark.parametrize(
    ("extent", "seen"),
    [((1280, 720), 96), ((416, 416), 41.6)],  # made to fit the input; never enlarged
)
def test_a_window_shows_things_as_large_as_the_product_sees_them(extent, seen):
    of = labels(sample([[0.45, 0.4, 0.55, 0.6]]), extent=extent)
    windows = choose(np.random.default_rng(0), of, np.ones(1), 200, 320, 0.0)
    widths = 0.1 * extent[0] * windows.scale[:, 0]
    assert seen * 0.5 / 1.13 <= widths.min() < widths.max() <= seen * 1.6 * 1.13
    assert set(windows.flip.tolist()) == {True, False}


def test_most_windows_are_laid_round_an_object_however_rare():
    of = labels(sample([[0.9, 0.85, 0.95, 0.95]]), extent=(1280, 720))
    windows = choose(np.random.default_rng(0), of, np.ones(1), 100, 128, 0.0)
    assert seen_through(windows, of, 100).labels.any(axis=(1, 2)).sum() >= 70


def test_a_rare_class_is_looked_at_as_often_as_a_common_one():
    of = labels(
        sample([[0.02, 0.02, 0.04, 0.04]] * 9 + [[0.96, 0.96, 0.98, 0.98]]), extent=(2000, 2000)
    )
    kinds = np.tile(multi_hot({"hat"}), (1, 10, 1))
    kinds[0, 9] = multi_hot({"rodent"})
    of = replace(of, labels=kinds)
    windows = choose(np.random.default_rng(0), of, np.ones(1), 400, 64, 0.0)
    rare = seen_through(windows, of, 400).labels[..., multi_hot({"rodent"})].any(axis=(1, 2))
    assert 100 <= rare.sum() <= 220


def test_a_source_without_any_object_gives_windows_all_the_same():
    of = labels(sample([]), extent=(90, 50))
    windows = choose(np.random.default_rng(1), of, np.ones(1), 5, 96, 0.5)
    seen = seen_through(windows, of, 5)
    assert seen.boxes.shape == (5, 0, 4)
