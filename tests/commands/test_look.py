import subprocess
import sys

import cv2
import numpy as np
import pytest

import settings
from commands import main
from inference.scenes.film import make_clip
from inference.scenes.labels import NO_MASK
from inference.scenes.script import write_script
from tests.inference.films import grey, write_film
from tests.inference.onnx_bytes import answering


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(12, tmp_path_factory.mktemp("clips"))


def look(tmp_path, source, *more):
    return main(["look", str(source), "--out", str(tmp_path / "out.png"), *more])


def test_a_video_gives_boxes_a_table_and_the_violation(clip, tmp_path, capsys):
    at_s = write_script(12).windows(NO_MASK)[0].start_s + 3
    assert look(tmp_path, clip, "--at", str(at_s)) == 0
    told = capsys.readouterr().out
    assert "violation ai.no_mask" in told
    assert "kitchen_hygiene_v8_960" in told
    assert "person" in told
    assert cv2.imread(str(tmp_path / "out.png")).shape == (360, 640, 3)


def test_a_photo_gives_boxes_and_no_verdict(tmp_path, capsys):
    photo = write_film(tmp_path / "photo.jpg", [grey(120)], rate=1, codec="mjpeg")
    assert look(tmp_path, photo) == 0
    assert "not judged" in capsys.readouterr().out
    assert (tmp_path / "out.png").is_file()


@pytest.mark.parametrize(
    ("content", "reason"), [(b"garbage" * 999, "not a picture or video"), (None, "missing")]
)
def test_what_is_no_picture_is_said(tmp_path, capsys, content, reason):
    source = tmp_path / "x.mp4"
    if content is not None:
        source.write_bytes(content)
    assert look(tmp_path, source) == 1
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "model m.onnx: cannot be read"), (b"no model", "model m.onnx: no usable ONNX file")],
)
def test_a_bad_model_is_named(clip, tmp_path, capsys, monkeypatch, content, reason):
    model = tmp_path / "m.onnx"
    if content is not None:
        model.write_bytes(content)
    monkeypatch.setenv("NUANCHENG_PATROL__MODEL", str(model))
    assert look(tmp_path, clip) == 1
    assert reason in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said(clip, tmp_path, capsys):
    (tmp_path / "file").write_bytes(b"")
    assert main(["look", str(clip), "--out", str(tmp_path / "file" / "x.png")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_dead_camera_is_said_without_its_password(tmp_path):
    done = subprocess.run(
        [sys.executable, "app.py", "look", "rtsp://u:s3cret@127.0.0.1:9/x"],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "cannot look: cannot be opened"


def test_a_video_becomes_a_film_with_a_table_and_the_moments_of_violations(clip, tmp_path, capsys):
    bare = write_script(12).windows(NO_MASK)[0]
    out = tmp_path / "out.mp4"
    asked = ["look", str(clip), "--out", str(out), "--at", str(bare.start_s + 3), "--seconds", "4"]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "pictures  10, one each 0.4 s" in told
    assert f"at {bare.start_s + 3:>6.1f} s  violation ai.no_mask" in told
    film = cv2.VideoCapture(str(out))
    assert (film.get(cv2.CAP_PROP_FRAME_COUNT), film.get(cv2.CAP_PROP_FRAME_WIDTH)) == (10, 640)
    assert list(tmp_path.iterdir()) == [out]


def test_a_model_of_somebody_else_is_tried_and_used(clip, tmp_path, capsys):
    model = tmp_path / "theirs.onnx"
    table = np.zeros((1, 300, 6))
    table[0, 0] = [8, 8, 40, 40, 0.9, 1]
    metadata = {"names": "['cup', 'with_mask']", "license": "Apache-2.0"}
    model.write_bytes(answering({"output0": table}, metadata))
    assert look(tmp_path, clip, "--model", str(model)) == 0
    told = capsys.readouterr().out
    assert "end-to-end, 64 × 64, licence: Apache-2.0" in told
    assert "mask            0.90" in told


def test_a_model_that_is_no_detector_is_refused_by_name(clip, tmp_path, capsys):
    model = tmp_path / "theirs.onnx"
    model.write_bytes(answering({"output0": np.zeros((1, 6, 84))}, {}))
    assert look(tmp_path, clip, "--model", str(model)) == 1
    assert "model theirs.onnx: no class names" in capsys.readouterr().err
