from fontTools.ttLib import TTFont

from commands.fonts import characters, make_font, run, source_font


def test_the_subset_holds_what_screens_say():
    held = set(characters())
    for text in (
        "鄂尔多斯市市场监督管理局暖城食安",
        "伊金霍洛旗准格尔旗",
        "1,266 %·—…“”①㎡℃▲▼",
        "Zz",
    ):
        assert not [sign for sign in text if ord(sign) not in held], text
    assert len([code for code in held if 0x4E00 <= code <= 0x9FFF]) >= 6763


def test_only_the_open_font_is_taken():
    assert source_font().name == "NotoSansCJKsc-Regular.otf"


def test_the_subset_is_a_font_of_just_those_signs(tmp_path, monkeypatch):
    monkeypatch.setattr("commands.fonts.characters", lambda: map(ord, "暖城A"))
    make_font(source_font(), tmp_path / "fonts" / "small.woff2")
    with TTFont(tmp_path / "fonts" / "small.woff2") as font:
        assert font.flavor == "woff2"
        assert set(font.getBestCmap()) == set(map(ord, "暖城A"))


def test_a_font_that_is_there_is_not_made_again(tmp_path, capsys):
    from argparse import Namespace

    from settings import Settings

    target = tmp_path / "fonts" / "nuancheng-sans.woff2"
    target.parent.mkdir()
    target.write_bytes(b"made before")
    assert run(Namespace(again=False), Settings(data_dir=tmp_path)) == 0
    assert target.read_bytes() == b"made before"
