import os

import pytest

from inference import clips
from inference.clips import ClipMaker, clip_number, clip_path, make_clips


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("clip:0", 0),
        ("clip:199", 199),
        ("clip:", None),
        ("clip:-1", None),
        ("clip:1/../../2", None),
        ("clip:²", None),
        ("clip:99999999999999999999", None),
        ("rtsp://10.0.0.1/a", None),
        ("/films/clip:1", None),
    ],
)
def test_only_plain_numbers_name_a_clip(source, number):
    assert clip_number(source) == number


def test_a_clip_lies_below_the_data_directory(tmp_path):
    assert clip_path(tmp_path, 7) == tmp_path / "clips" / "7.mp4"


@pytest.fixture
def made(monkeypatch):
    """Numbers that would have been drawn, instead of seconds of drawing."""
    numbers = []

    def draw(n, folder):
        numbers.append(n)
        (folder / f"{n}.mp4").write_bytes(b"film")

    monkeypatch.setattr(clips, "make_clip", draw)
    return numbers


def test_only_missing_clips_are_made(made, tmp_path):
    (tmp_path / "2.mp4").write_bytes(b"film")
    make_clips([1, 2, 3], tmp_path, os.getppid())
    assert made == [1, 3]


def test_the_maker_ends_with_its_parent(made, tmp_path):
    make_clips([1, 2, 3], tmp_path, parent=os.getpid())  # not our parent: it is gone
    assert made == []


def test_there_is_one_maker_at_a_time_and_it_can_be_stopped(tmp_path):
    maker = ClipMaker(tmp_path)
    maker.make([])
    assert not maker.busy
    maker.make([1, 2])
    first = maker._process
    maker.make([3])
    assert maker._process is first
    maker.stop()
    assert not maker.busy


def test_the_maker_makes_what_it_is_asked_for(tmp_path):
    maker = ClipMaker(tmp_path)
    maker.make([15])
    maker._process.wait(120)
    assert maker._process.returncode == 0
    assert [path.name for path in sorted((tmp_path / "clips").iterdir())] == ["15.json", "15.mp4"]


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def full(_n, folder):
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(clips, "make_clip", full)
    monkeypatch.setattr(clips.os, "nice", lambda _step: 19)
    monkeypatch.setattr(clips.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit, match=r"clips wait: .*No space left"):
        clips.main([str(tmp_path), "1"])
