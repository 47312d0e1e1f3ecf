import itertools
import json

import av
import numpy as np
import pytest

import settings
from inference.model import load_detector
from inference.scenes.film import HEIGHT_PX, WIDTH_PX, frames, make_clip, truth
from inference.scenes.script import DURATION_S, FRAMES_PER_S, write_script
from inference.video_source import BurstSize, read_burst
from inference.violations import Thresholds, find_violations

BARE, CLEAN = 12, 1
SIZE = BurstSize(5, 0.4, 5)


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """One clip with a bare face for a while, one without."""
    folder = tmp_path_factory.mktemp("clips")
    return {n: make_clip(n, folder) for n in (BARE, CLEAN)}


@pytest.fixture(scope="module")
def detector():
    return load_detector(settings.ROOT / "inference/models/starter_hygiene_v8_320.onnx")


def saw(path, detector, at_s):
    burst = read_burst(str(path), SIZE, at_s)
    return find_violations([detector(frame) for frame in burst.frames], Thresholds())


def test_a_clip_is_h264_of_the_promised_size_and_length(clips):
    with av.open(str(clips[CLEAN])) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        pictures = list(container.decode(stream))
    assert len(pictures) == DURATION_S * FRAMES_PER_S
    assert sum(picture.key_frame for picture in pictures) >= DURATION_S / 2


def test_the_truth_stands_beside_the_clip(clips):
    told = json.loads(clips[BARE].with_suffix(".json").read_text())
    assert told == truth(write_script(BARE))
    assert len(told["bare_face_s"]) == 1
    assert json.loads(clips[CLEAN].with_suffix(".json").read_text())["bare_face_s"] == []


def test_a_clip_that_is_lost_is_made_again_as_it_was(clips, tmp_path):
    assert make_clip(CLEAN, tmp_path).read_bytes() == clips[CLEAN].read_bytes()


def test_a_fault_while_drawing_leaves_nothing(tmp_path, monkeypatch):
    def broken(_script):
        yield np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inference.scenes.film.frames", broken)
    with pytest.raises(OSError, match="No space"):
        make_clip(CLEAN, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_pictures_move_and_are_neither_dark_nor_burnt_out():
    some = list(itertools.islice(frames(write_script(0)), 9))
    assert some[0].shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert np.abs(some[0].astype(int) - some[8]).max() > 40
    assert 70 < some[0].mean() < 190
    assert (some[0] == 255).mean() < 0.02


def test_the_shipped_model_sees_the_bare_face_while_it_is_bare(clips, detector):
    window = write_script(BARE).bare[0]
    at = np.linspace(window.start_s + 1, window.end_s - 3, 4)
    found = [saw(clips[BARE], detector, at_s) for at_s in at]
    assert [[item.alert_class for item in items] for items in found] == [["ai.no_mask"]] * 4


def test_the_shipped_model_is_silent_before_masked_faces(clips, detector):
    window = write_script(BARE).bare[0]
    after = window.end_s + 1
    assert saw(clips[BARE], detector, after) == []
    assert [saw(clips[CLEAN], detector, at_s) for at_s in (2, 17, 33)] == [[], [], []]
