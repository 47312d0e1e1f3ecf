import subprocess
import sys

import cv2
import pytest

import settings
from commands import main
from inference.scenes.film import make_clip
from inference.scenes.script import write_script
from tests.inference.films import grey, write_film


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(12, tmp_path_factory.mktemp("clips"))


def look(tmp_path, source, *more):
    return main(["look", str(source), "--out", str(tmp_path / "out.png"), *more])


def test_a_video_gives_boxes_a_table_and_the_violation(clip, tmp_path, capsys):
    at_s = write_script(12).bare[0].start_s + 3
    assert look(tmp_path, clip, "--at", str(at_s)) == 0
    told = capsys.readouterr().out
    assert "violation ai.no_mask" in told
    assert "starter_hygiene_v8_320" in told
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
