import re

from components.map_inset import HEIGHT_PX, MARGIN_PX, WIDTH_PX, map_inset

SQUARE = [(106.0, 38.0), (108.0, 38.0), (108.0, 40.0), (106.0, 40.0)]
EAST = [(108.0, 38.0), (111.0, 38.0), (111.0, 40.0), (108.0, 40.0)]


def test_everything_is_drawn_inside_the_frame_and_own_banners_are_marked():
    inset = map_inset([(SQUARE, True), (EAST, False)])
    own, other, _frame = inset.children.children
    assert (own.className, other.className) == ("on", "")
    for path in (own, other):
        for x, y in re.findall(r"([\d.]+) ([\d.]+)", path.d):
            assert MARGIN_PX <= float(x) <= WIDTH_PX - MARGIN_PX
            assert MARGIN_PX <= float(y) <= HEIGHT_PX - MARGIN_PX


def test_the_browser_is_told_where_a_degree_lies():
    inset = map_inset([(SQUARE, True), (EAST, False)])
    across, margin = float(getattr(inset, "data-across")), float(getattr(inset, "data-margin"))
    corner = max(
        float(x) for x, _y in re.findall(r"([\d.]+) ([\d.]+)", str(inset.children.children[1].d))
    )
    assert abs((111.0 - float(getattr(inset, "data-west"))) * across + margin - corner) < 0.06
