"""Scenes that are drawn in processes of their own."""

import json
from types import SimpleNamespace

import pytest

from inference.scenes.layouts import Split
from training.pictures import read_rgb
from training.rendered import MAIN, SECOND, pre_render, require_painted


def painters(*exits):
    return [SimpleNamespace(exitcode=code) for code in exits]


def test_a_painter_that_has_failed_is_not_waited_for():
    require_painted(painters(None, 0))
    for code in (1, -9):
        with pytest.raises(RuntimeError, match="cannot be drawn"):
            require_painted(painters(None, code))


def test_scenes_come_as_both_streams_show_them_and_are_drawn_once(tmp_path):
    pre_render(tmp_path, Split.TRAIN, 2, people=1)
    sizes = [read_rgb(tmp_path / f"{n:05}.jpg").shape[1::-1] for n in (0, 1)]
    assert sizes == [SECOND, MAIN]
    for n in (0, 1):
        boxes = json.loads((tmp_path / f"{n:05}.json").read_text("utf-8"))["boxes"]
        assert boxes
        for box in boxes:
            assert all(0 <= share <= 1 for share in box["xyxy"]), box
    drawn = (tmp_path / "00001.jpg").stat().st_mtime_ns
    (tmp_path / "00000.json").unlink()
    pre_render(tmp_path, Split.TRAIN, 2, people=1, stream=MAIN)
    assert read_rgb(tmp_path / "00000.jpg").shape[1::-1] == MAIN
    assert (tmp_path / "00001.jpg").stat().st_mtime_ns == drawn
