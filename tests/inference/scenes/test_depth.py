"""What is near hides what is far, things shrink with distance, and boxes follow the pixels."""

from dataclasses import replace

import numpy as np
import pytest

from inference.scenes.camera import look_at
from inference.scenes.canvas import Canvas
from inference.scenes.claims import Box, Claim, boxes_of, mirrored
from inference.scenes.figure import draw_figure
from inference.scenes.lens import Lens, bend_maps, reached
from inference.scenes.pose import Doing, take_pose
from inference.scenes.solids import Light
from inference.scenes.textures import plain
from inference.scenes.wear import any_look

RED, BLUE = plain((200, 0, 0), 0), plain((0, 0, 200), 0)
X, Y = np.array([2.0, 0, 0]), np.array([0, 2.0, 0])


def camera(size=(120, 90)):
    return look_at(np.array([0, 1.0, 0]), np.array([0, 1.0, 5.0]), 0.0, 80.0, size)


@pytest.mark.parametrize("near_first", [True, False])
def test_the_nearer_face_hides_the_farther_in_whatever_order_they_are_drawn(near_first):
    canvas = Canvas(camera())
    faces = [(2.0, RED, 1), (3.0, BLUE, 2)]
    for z, texture, owner in faces if near_first else reversed(faces):
        canvas.face(np.array([-1, 0, z]), X, Y, texture, owner=owner)
    assert canvas.owner[45, 60] == 1
    assert canvas.rgb[45, 60].tolist() == [200, 0, 0]
    assert canvas.near[45, 60] == pytest.approx(1 / 2.0, rel=1e-3)


def test_what_lies_behind_the_camera_is_not_drawn():
    canvas = Canvas(camera())
    canvas.face(np.array([-1, 0, -2.0]), X, Y, RED, owner=1)
    assert not canvas.owner.any()


def test_people_are_half_as_tall_at_twice_the_distance():
    light = Light(np.array([0, -1.0, 0]), 0.5, 0.4, 0.1)
    tall = []
    for z in (3.0, 6.0):
        rng = np.random.default_rng(4)
        look = any_look(rng)
        joints = take_pose(Doing.STANDING, (0.0, z), 3.1, look.height_m, look.build, rng)
        layer = draw_figure(camera((960, 540)), light, look, joints, Doing.STANDING, rng)
        rows = np.flatnonzero((layer.piece2d > 0).any(axis=1))
        tall.append(rows[-1] - rows[0])
    assert tall[0] / tall[1] == pytest.approx(2, rel=0.08)


def test_boxes_go_round_the_pixels_and_tell_the_share_that_is_seen():
    owners = np.zeros((100, 200), np.uint16)
    owners[20:50, 30:70] = 8
    half, little = Claim("rodent", (8,), 2400), Claim("rodent", (8,), 24000)
    assert boxes_of(owners, owners, [half]) == [Box("rodent", (30, 20, 70, 50), 0.5)]
    assert boxes_of(owners, owners, [little]) == []
    assert mirrored(Box("rodent", (30, 20, 70, 50), 0.5), 200).xyxy == (130, 20, 170, 50)


def test_mask_or_none_needs_a_face_to_be_seen():
    owners = np.zeros((100, 200), np.uint16)
    owners[20:50, 30:70] = 8
    unseen = Claim("no_mask", (8, 9), 1300, needs=9)
    away = replace(unseen, doubtful=True)
    assert [box.doubtful for box in boxes_of(owners, owners, [unseen])] == [True]
    owners[40:50, 30:70] = 9
    assert [box.doubtful for box in boxes_of(owners, owners, [unseen, away])] == [False, True]


@pytest.mark.parametrize("bend", [0.02, 0.5, 1.0])
def test_the_lens_reaches_the_corners_and_loses_only_what_it_bends_away(bend):
    lens, size, canvas = Lens(1.0, bend, infrared=False), (160, 90), (240, 136)
    x, y = bend_maps(lens, size, canvas)
    assert (x.min(), x.max()) == pytest.approx((0, canvas[0]), abs=4)
    kept = reached(lens, size, canvas)
    taken = kept[np.clip(np.round(y), 0, 135).astype(int), np.clip(np.round(x), 0, 239).astype(int)]
    assert taken.mean() > 0.96
    assert (kept.mean() > 0.99) == (bend < 0.1)
