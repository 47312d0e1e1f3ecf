"""What each figure of 总览 carries, as trees."""

import pytest

from components.exceptions import exceptions_list
from components.measure import number_link, pair, target_mark
from components.needs import need_address, needs_list
from components.plain import plain
from domain.figures import Level
from domain.measures import Measure, Target
from domain.needs import Need, NeedKind
from domain.share import Share
from tests.conftest import NOON
from tests.posted import links, words


@pytest.mark.parametrize(
    ("share", "target", "said", "tone"),
    [
        (Share(96, 100), Target(95), "达标≥95%", "is-met"),
        (Share(94, 100), Target(95), "未达标≥95%", "is-missed"),
        (Share(11, 100), Target(10, lower=True), "未达标≤10%", "is-missed"),
    ],
)
def test_a_target_is_said_by_sign_word_and_colour(share, target, said, tone):
    mark = plain(target_mark(share, target))
    assert words(mark) == said
    assert mark["props"]["className"] == f"nc-target {tone}"
    sign = mark["props"]["children"][0]
    assert (sign["type"] == "Svg") is (tone == "is-met")


def test_nothing_to_divide_by_is_neither_reached_nor_missed():
    mark = plain(target_mark(Share(0, 0), Target(95)))
    assert (words(mark), mark["props"]["className"]) == ("目标 ≥95%", "nc-target")


def test_both_numbers_of_a_pair_open_their_lists():
    assert links(plain(pair(Share(2, 3), "家", "/two", "/three"))) == {"/two": "2", "/three": "3"}
    assert words(plain(pair(Share(1234, 5678), "家", None, None))) == "1,234 / 5,678 家"
    assert plain(number_link(7, None))["type"] == "B"


def test_a_need_is_one_link_with_its_number_and_names():
    need = Need(NeedKind.MISSED, 6, names=("甲店", "乙店"))
    shown = links(plain(needs_list([need], NOON, 6)))
    assert shown == {need_address(NeedKind.MISSED): "昨日日管控未报甲店、乙店6家"}


def test_more_needs_than_fit_unfold_and_none_is_good_news():
    found = [Need(kind, 1) for kind in (NeedKind.MISSED, NeedKind.UNLOCATED, NeedKind.INCOMPLETE)]
    assert "其余 2 项" in words(plain(needs_list(found, NOON, 1)))
    assert "现在没有需要您处理的事项" in words(plain(needs_list([], NOON, 6)))


def test_every_kind_of_need_opens_a_list_of_its_own():
    addresses = [need_address(kind) for kind in NeedKind]
    assert len(set(addresses)) == len(addresses)


def test_no_place_below_target_is_said_in_words():
    targets = {measure: Target(90) for measure in Measure}
    assert "各地均达到目标" in words(plain(exceptions_list([], targets, Level.BANNER)))
