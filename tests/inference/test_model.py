import hashlib
from pathlib import Path

import numpy as np
import pytest

import settings
from inference.model import Detector, Letterbox, ModelError, decode, letterbox, load_detector
from tests.inference.onnx_bytes import constant_model

NAMES = ("mask", "no_mask", "person")
SHIPPED = settings.ROOT / "inference/models/starter_hygiene_v8_320.onnx"


def answer(*anchors, count=20):
    """Raw output (1, 7, count): anchors as (cx, cy, w, h, mask, no_mask, person), rest silent."""
    table = np.zeros((1, 7, count), np.float32)
    for i, anchor in enumerate(anchors):
        table[0, :, i] = anchor
    return table


def write(tmp_path, content):
    path = tmp_path / "stub.onnx"
    path.write_bytes(content)
    return path


class FakeSession:
    def __init__(self, raw):
        self.raw, self.fed = raw, None

    def run(self, _names, feeds):
        (self.fed,) = feeds.values()
        return [self.raw]


def test_a_wide_frame_is_centred_on_grey():
    frame = np.full((360, 640, 3), (255, 0, 51), np.uint8)
    blob, placed = letterbox(frame, 320)
    assert (blob.shape, blob.dtype, placed) == ((1, 3, 320, 320), np.float32, Letterbox(0.5, 0, 70))
    np.testing.assert_allclose(blob[0, :, 160, 160], [1, 0, 0.2], atol=1e-6)  # red first, 0 to 1
    np.testing.assert_allclose(blob[0, :, 69, 160], 114 / 255)
    np.testing.assert_allclose(blob[0, :, 250, 160], 114 / 255)


@pytest.mark.parametrize("shape", [(10, 10), (10, 10, 4), (0, 10, 3)])
def test_what_is_no_frame_is_refused(shape):
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        letterbox(np.zeros(shape, np.uint8), 320)


def test_boxes_return_in_pixels_of_the_frame():
    session = FakeSession(answer((160, 160, 20, 40, 0, 0.8, 0)))
    found = Detector(session, NAMES, side_px=320)(np.zeros((360, 640, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[300, 140, 340, 220]])
    assert found.label(0) == "no_mask"
    assert found.score[0] == pytest.approx(0.8)


def test_boxes_end_at_the_edge_and_empty_ones_are_dropped():
    raw = answer((0, 80, 40, 40, 0.9, 0, 0), (160, 10, 20, 20, 0.9, 0, 0))
    found = decode(raw, NAMES, Letterbox(0.5, 0, 70), 640, 360)
    np.testing.assert_allclose(found.xyxy, [[0, 0, 40, 60]])  # the second lies in the padding


def test_one_object_seen_twice_is_one_box_but_two_opinions_stay():
    raw = answer((100, 150, 40, 40, 0.7, 0, 0), (102, 150, 40, 40, 0.8, 0.6, 0))
    found = decode(raw, NAMES, Letterbox(1, 0, 0), 320, 320)
    assert sorted(zip(map(found.label, range(len(found))), found.score.tolist(), strict=True)) == [
        ("mask", pytest.approx(0.8)),
        ("no_mask", pytest.approx(0.6)),
    ]


def test_nothing_seen_is_an_empty_frame():
    assert len(decode(answer(), NAMES, Letterbox(1, 0, 0), 320, 320)) == 0


def test_a_model_file_says_who_it_is(tmp_path):
    content = constant_model(answer((32, 32, 20, 20, 0, 0.75, 0)))
    detector = load_detector(write(tmp_path, content))
    assert (detector.name, detector.names) == ("stub", NAMES)
    assert detector.sha256 == hashlib.sha256(content).hexdigest()
    found = detector(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(found.xyxy, [[22, 22, 42, 42]])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no usable ONNX file"),
        (b"this is no model" * 50, "no usable ONNX file"),
        (constant_model(answer())[:150], "no usable ONNX file"),  # cut off
        (constant_model(answer(), names=None), "no class names"),
        (constant_model(answer(), names="__import__('os').getcwd()"), "cannot be read"),
        (constant_model(answer(), names="{0: 1, 1: 2, 2: 3}"), "are not words"),
        (constant_model(answer(), names="{1: 'mask', 2: 'no_mask'}"), "cannot be read"),
        (constant_model(answer(), names="{0: 'mask', 1: 'no_mask'}"), r"\(1, 6, N\).*\(1, 7, 20\)"),
        (constant_model(np.zeros((1, 300, 6))), r"output must be \(1, 7, N\)"),
        (constant_model(np.zeros((7, 20))), r"output must be \(1, 7, N\)"),
        (constant_model(answer(), channels=1), "input must be"),
        (constant_model(answer() + np.nan), "not finite"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_reason(tmp_path, content, reason):
    with pytest.raises(ModelError, match=rf"model stub.onnx: .*{reason}"):
        load_detector(write(tmp_path, content))


def test_a_missing_file_is_refused_by_name_and_reason(tmp_path):
    with pytest.raises(ModelError, match=r"model none.onnx: cannot be read \(No such file"):
        load_detector(tmp_path / "none.onnx")


def test_the_shipped_model_is_the_one_in_the_notice():
    detector = load_detector(Path(SHIPPED))
    assert {"mask", "no_mask", "person"} < set(detector.names)
    assert detector.sha256 in (SHIPPED.parent / "NOTICE.md").read_text(encoding="utf-8")
