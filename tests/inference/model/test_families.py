"""Every family gives the same box for the same object, told apart by its outputs alone."""

import numpy as np
import pytest

from inference.model import load_detector
from inference.model.families import Colour, Family, Padding, family_of, grid_rows
from tests.inference.onnx_bytes import answering

NAMES = ("mask", "no_mask", "person")
SAID = {"names": "['mask', 'no_mask', 'person']"}
SIDE = 320
ROWS = grid_rows(SIDE, SIDE)
PLACE = ROWS - 100 + 4 * 10 + 5  # cell (5, 4) of the coarsest grid: its corner is at (160, 128)
BOX = [120.0, 108.0, 200.0, 188.0]


def yolo8():
    table = np.zeros((1, 7, ROWS))
    table[0, :, PLACE] = [160, 148, 80, 80, 0, 0.8, 0]
    return {"output0": table}


def yolo5():
    table = np.zeros((1, 3 * ROWS, 8))
    table[0, 7] = [160, 148, 80, 80, 0.9, 0.1, 0.8 / 0.9, 0]
    return {"output0": table}


def yolox(raw):
    table = np.zeros((1, ROWS, 8))
    if not raw:
        table[0, :, :2] = 300
    table[0, PLACE] = [160, 148, 80, 80, 0.9, 0.1, 0.8 / 0.9, 0]
    if raw:
        table[0, PLACE, :4] = [0, 20 / 32, np.log(80 / 32), np.log(80 / 32)]
    return {"output": table}


def end_to_end():
    table = np.zeros((1, 300, 6))
    table[0, 0] = [*BOX, 0.8, 1]
    return {"output0": table}


def detr():
    labels = np.zeros((1, 300), np.int64)
    boxes, scores = np.zeros((1, 300, 4)), np.zeros((1, 300))
    labels[0, 3], boxes[0, 3], scores[0, 3] = 1, BOX, 0.8
    return {"labels": labels, "boxes": boxes, "scores": scores}


def sides(*strides_away):
    """Distances whose whole weight lies on one bin each; parts of a stride lie between two."""
    bins = np.full((4, 8), -1000.0)
    for i, away in enumerate(strides_away):
        low = int(away)
        share = away - low
        bins[i, low] = np.log(1 - share)
        if share:
            bins[i, low + 1] = np.log(share)
    return bins.ravel()


def nanodet():
    outputs = {}
    for part, wide in (("cls", 3), ("dis", 32)):
        for stride in (8, 16, 32):
            outputs[f"{part}_{stride}"] = np.zeros((1, (SIDE // stride) ** 2, wide))
    x, y = 5.5 * 32 - 0.5, 4.5 * 32 - 0.5
    outputs["cls_32"][0, 45] = [0, 0.8, 0]
    outputs["dis_32"][0, 45] = sides(
        (x - BOX[0]) / 32, (y - BOX[1]) / 32, (BOX[2] - x) / 32, (BOX[3] - y) / 32
    )
    return outputs


def nanodet_plus():
    table = np.zeros((1, grid_rows(SIDE, SIDE, (8, 16, 32, 64)), 35))
    table[0, PLACE, :3] = [0, 0.8, 0]
    x, y = 160, 128
    table[0, PLACE, 3:] = sides(
        (x - BOX[0]) / 32, (y - BOX[1]) / 32, (BOX[2] - x) / 32, (BOX[3] - y) / 32
    )
    return {"output": table}


@pytest.mark.parametrize(
    ("outputs", "family"),
    [
        (yolo8(), Family.YOLO8),
        (yolo5(), Family.YOLO5),
        (yolox(raw=True), Family.YOLOX),
        (yolox(raw=False), Family.YOLOX),
        (end_to_end(), Family.END_TO_END),
        (detr(), Family.DETR),
        (nanodet(), Family.NANODET),
        (nanodet_plus(), Family.NANODET_PLUS),
    ],
    ids=["yolo8", "yolo5", "yolox raw", "yolox", "end to end", "detr", "nanodet", "nanodet plus"],
)
def test_a_family_is_told_and_its_box_is_read(tmp_path, outputs, family):
    path = tmp_path / "m.onnx"
    path.write_bytes(answering(outputs, SAID, (3, SIDE, SIDE), sizes=family is Family.DETR))
    detector = load_detector(path)
    assert detector.contract.family is family
    found = detector(np.zeros((SIDE, SIDE, 3), np.uint8))
    assert [found.label(i) for i in range(len(found))] == ["no_mask"]
    np.testing.assert_allclose(found.xyxy, [BOX], atol=0.05)
    np.testing.assert_allclose(found.score, [0.8], atol=1e-4)


def test_what_the_side_car_says_outranks_what_was_told(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(answering(yolox(raw=True), SAID, (3, SIDE, SIDE)))
    assert not load_detector(path).contract.decoded
    said = "{decoded: true, colour: rgb, padding: stretch, mean: [1, 2, 3], std: [4, 5, 6]}"
    made = load_detector(path, sidecar=said).contract
    assert (made.decoded, made.colour, made.padding) == (True, Colour.RGB, Padding.STRETCH)
    assert (made.mean, made.std) == ((1, 2, 3), (4, 5, 6))
    assert load_detector(path, sidecar="family: yolo5").contract.family is Family.YOLO5


@pytest.mark.parametrize(
    ("told", "sidecar", "enlarge"),
    [
        ({}, "", True),
        ({"enlarge": "False"}, "", False),
        ({"enlarge": "False"}, "enlarge: true", True),
        ({}, "enlarge: false", False),
    ],
)
def test_whether_frames_are_enlarged_is_told_by_file_and_side_car(tmp_path, told, sidecar, enlarge):
    path = tmp_path / "m.onnx"
    path.write_bytes(answering(yolox(raw=True), SAID | told, (3, SIDE, SIDE)))
    assert load_detector(path, sidecar=sidecar).contract.enlarge is enlarge


@pytest.mark.parametrize(
    ("shape", "names", "family"),
    [
        ((1, 84, 8400), 80, Family.YOLO8),
        ((1, 84, 8400), 0, Family.YOLO8),
        ((1, 25200, 85), 80, Family.YOLO5),
        ((1, 25200, 6), 1, Family.YOLO5),
        ((1, 8400, 85), 80, Family.YOLOX),
        ((1, 8400, 6), 1, Family.YOLOX),
        ((1, 300, 6), 80, Family.END_TO_END),
        ((1, 300, 6), 1, Family.END_TO_END),
        ((1, 8500, 112), 80, Family.NANODET_PLUS),
        ((1, 1000), 80, None),
    ],
)
def test_families_of_the_usual_exports_at_640(shape, names, family):
    assert family_of({"out": shape}, 640, 640, names) is family
