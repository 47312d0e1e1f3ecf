from datetime import date, timedelta

import pytest

from components.plain import plain
from components.trend import Line, alert_rows, alerts_figure, share_figure, share_rows
from domain.share import Share
from domain.trend import Followed, Point, Span, Trend
from tests.figure_links import numbers
from tests.posted import words

DAYS = [date(2026, 11, 16) + timedelta(days=n) for n in range(4)]
FULL = [Share(9, 10)] * 3
OWN = Line("东胜区", [*FULL, Share(9, 10)])


def labels(figure):
    return [one["text"] for one in figure["layout"]["annotations"]]


def test_part_of_a_day_never_pulls_the_line_down():
    figure = share_figure(Span.DAY, DAYS, [Line("东胜区", [*FULL, Share(4, 10)])])
    assert figure["data"][0]["y"] == [90.0, 90.0, 90.0]
    assert figure["layout"]["yaxis"]["range"][0] > 40
    assert "今日至此 40.0% ↓" in labels(figure)


def test_the_running_step_stands_as_a_point_when_it_lies_in_the_frame():
    figure = share_figure(Span.DAY, DAYS, [OWN])
    assert figure["data"][-1]["y"] == [90.0]
    assert labels(figure) == ["<b>东胜区 90.0</b>"]


def test_comparisons_are_broken_lines_behind_the_place_itself():
    none = [Share(0, 0)] * 4
    figure = share_figure(
        Span.DAY, DAYS, [OWN, Line("上期", none, "dot"), Line("全市", OWN.shares, "dash")]
    )
    city, before, own, _running = figure["data"]
    assert [one["line"]["dash"] for one in (city, before, own)] == ["dash", "dot", "solid"]
    assert before["y"] == [None, None, None]
    assert labels(figure) == ["<b>东胜区 90.0</b>", "全市 90.0"]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [(Span.DAY, "11/16", "今日"), (Span.WEEK, "11/16", "本周"), (Span.MONTH, "2026-11", "本月")],
)
def test_ticks_are_named_by_the_span(span, first, last):
    axis = share_figure(span, DAYS, [OWN])["layout"]["xaxis"]
    assert (axis["ticktext"][0], axis["ticktext"][-1]) == (first, last)


def test_the_table_says_the_same_newest_first():
    lines = [OWN, Line("上期", [Share(0, 0)] * 4, "dot")]
    rows = plain(share_rows(Span.DAY, DAYS, lines, "/done?{}".format, "/due?{}".format))
    assert words(rows[0]) == "11/199 / 1090.0—"
    assert list(numbers(rows[0])) == [("/done?2026-11-19", 9), ("/due?2026-11-19", 10)]


def followed(*found, before=0):
    points = tuple(
        Point(day, Share(0, number), Share(0, before))
        for day, number in zip(DAYS, found, strict=True)
    )
    return Trend(Followed.ALERTS, Span.DAY, points)


def test_bars_start_at_zero_and_only_the_running_step_is_full():
    figure = alerts_figure(followed(5, 5, 5, 5))
    assert figure["layout"]["yaxis"]["rangemode"] == "tozero"
    assert figure["data"][0]["marker"]["opacity"] == [0.62, 0.62, 0.62, 1.0]
    assert len(figure["data"]) == 1


def test_the_stretch_before_is_drawn_when_there_was_one():
    _bars, before = alerts_figure(followed(5, 5, 5, 5, before=3))["data"]
    assert (before["y"], before["line"]["dash"]) == ([3, 3, 3, 3], "dot")
    row = plain(alert_rows(followed(5, 6, 7, 8, before=3), "/alerts?{}".format)[0])
    assert words(row) == "11/1983"
    assert list(numbers(row)) == [("/alerts?2026-11-19", 8), ("/alerts?2026-10-20", 3)]


def test_the_name_of_the_stretch_before_lies_over_no_line():
    before = Line("上期", FULL + FULL[:1], "dot")
    named = share_figure(Span.DAY, DAYS, [OWN, before])["layout"]["annotations"][1]
    assert named["text"] == "┄ 上期"
    assert (named["yref"], named["y"], named["yanchor"]) == ("paper", 1, "bottom")
