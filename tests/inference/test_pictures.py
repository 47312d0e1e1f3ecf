import cv2
import numpy as np
import pytest

from inference.pictures import boxed_jpeg, jpeg, png
from tests.inference.films import grey

FINDING = {"label": "no_mask", "score": 0.75, "xyxy": [40, 30, 90, 80], "finding": True}


def opened(content):
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(content, np.uint8), 1), cv2.COLOR_BGR2RGB)


def test_a_picture_keeps_its_colours():
    red = grey(0)
    red[:, :, 0] = 220
    assert opened(jpeg(red))[40, 40].tolist() == pytest.approx([220, 0, 0], abs=6)


def test_a_box_is_drawn_on_its_edge_and_nowhere_inside():
    plain, boxed = opened(png(grey(90), [])), opened(png(grey(90), [FINDING]))
    assert np.abs(plain[80, 60].astype(int) - boxed[80, 60]).max() > 60
    assert (plain[60, 65] == boxed[60, 65]).all()


@pytest.mark.parametrize("xyxy", [[0, 0, 159, 95], [150, 90, 300, 300], [-5, -5, 4, 4]])
def test_boxes_at_the_edge_do_no_harm(xyxy):
    assert opened(boxed_jpeg(grey(90), [FINDING | {"xyxy": xyxy}])).shape == (96, 160, 3)


def test_the_picture_itself_is_not_drawn_upon():
    frame = grey(90)
    boxed_jpeg(frame, [FINDING])
    assert (frame == 90).all()
