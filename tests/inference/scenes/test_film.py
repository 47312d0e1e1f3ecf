import itertools
import json
from dataclasses import replace

import av
import numpy as np
import pytest

import settings
from inference.model import load_detector
from inference.scenes.film import frames, make_clip, truth
from inference.scenes.labels import NO_MASK
from inference.scenes.script import write_script
from inference.scenes.stage import HEIGHT_PX, WIDTH_PX
from inference.scenes.timeline import FRAMES, FRAMES_PER_S
from inference.violations import Thresholds, find_violations

BARE = 4
COUNT = 21


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """The first frames of a clip with a bare face later on."""
    return make_clip(BARE, tmp_path_factory.mktemp("clips"), COUNT)


@pytest.fixture(scope="module")
def detector():
    return load_detector(settings.ROOT / "inference/models/kitchen_hygiene_v8_960.onnx")


def saw(detector, at_s):
    """What a look of five pictures, 0.4 s apart, finds."""
    first = round(at_s * FRAMES_PER_S)
    pictures = itertools.islice(frames(write_script(BARE), first, first + 9), 0, None, 2)
    found = find_violations([detector(picture) for picture in pictures], Thresholds())
    return [item.alert_class for item in found]


def test_a_clip_is_h264_of_the_promised_size_with_a_keyframe_every_two_seconds(clip):
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        assert stream.average_rate == FRAMES_PER_S
        pictures = list(container.decode(stream))
    assert len(pictures) == COUNT
    keys = [i for i, picture in enumerate(pictures) if picture.key_frame]
    assert keys == [0, 2 * FRAMES_PER_S, 4 * FRAMES_PER_S]


def test_the_truth_stands_beside_the_clip(clip):
    told = json.loads(clip.with_suffix(".json").read_text())
    assert told == truth(write_script(BARE))
    (window,) = write_script(BARE).windows(NO_MASK)
    assert told["faults_s"] == {NO_MASK: [[window.start_s, window.end_s]]}
    assert truth(write_script(1))["faults_s"] == {}


def test_a_clip_that_is_lost_is_made_again_as_it_was(clip, tmp_path):
    assert make_clip(BARE, tmp_path, COUNT).read_bytes() == clip.read_bytes()


def test_a_fault_while_drawing_leaves_nothing(tmp_path, monkeypatch):
    def broken(_script, _first, _last):
        yield np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inference.scenes.film.frames", broken)
    with pytest.raises(OSError, match="No space"):
        make_clip(BARE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_pictures_move_and_are_neither_dark_nor_burnt_out():
    some = list(frames(write_script(0), 0, 6))
    assert some[0].shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert np.abs(some[0].astype(int) - some[5]).max() > 40
    assert 70 < some[0].mean() < 190
    assert (some[0] == 255).mean() < 0.02


def test_only_what_moves_changes_from_picture_to_picture():
    still = replace(write_script(BARE), people=(), flames=())
    first, second = frames(still, 0, 2)
    moving = next(frames(write_script(BARE), 0, 1))
    assert np.abs(first.astype(int) - second).mean() < 4
    changed = np.abs(moving.astype(int) - first).max(axis=2) > 40
    assert 0.005 < changed.mean() < 0.4


def test_any_picture_can_be_taken_alone():
    script = write_script(BARE)
    *_, last = frames(script, 0, 8)
    assert np.array_equal(next(frames(script, 7, 8)), last)
    assert len(list(frames(script, FRAMES - 1))) == 1


def test_the_shipped_model_sees_the_bare_face_while_it_is_bare(detector):
    (window,) = write_script(BARE).windows(NO_MASK)
    for at_s in (window.start_s + 1.5, window.end_s - 4):
        assert saw(detector, at_s) == ["ai.no_mask"], at_s


def test_the_shipped_model_is_silent_before_the_mask_goes_down(detector):
    assert saw(detector, 4) == []
