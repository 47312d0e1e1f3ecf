"""Pictures of a training set: read, or refused by name before they fill the memory."""

import pytest

from tests.photographs import at_most_more, photo, png_bomb
from training.pictures import PictureError, read_rgb


@pytest.mark.parametrize("side", [30_000, 9_000])
def test_a_bomb_is_refused_by_its_header(tmp_path, side):
    (tmp_path / "x.png").write_bytes(photo(kind="PNG"))
    read_rgb(tmp_path / "x.png")
    (tmp_path / "bomb.png").write_bytes(png_bomb(side))
    with at_most_more(40), pytest.raises(PictureError, match="bomb"):
        read_rgb(tmp_path / "bomb.png")


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:300]])
def test_what_is_no_picture_is_named(tmp_path, content):
    (tmp_path / "x.jpg").write_bytes(content)
    with pytest.raises(PictureError, match=r"x\.jpg"):
        read_rgb(tmp_path / "x.jpg")


def test_a_picture_comes_as_red_green_blue(tmp_path):
    (tmp_path / "x.jpg").write_bytes(photo())
    assert read_rgb(tmp_path / "x.jpg").shape == (480, 640, 3)
