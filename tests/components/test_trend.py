from datetime import date, timedelta

from components.trend import alerts_figure, completion_figure
from domain.figures import Completion, DayAlerts

DAYS = [date(2026, 11, 16) + timedelta(days=n) for n in range(4)]
FULL = [Completion(done=9, missed=1)] * 3


def labels(figure):
    return [one["text"] for one in figure["layout"]["annotations"]]


def test_part_of_a_day_never_pulls_the_line_down():
    figure = completion_figure(DAYS, [*FULL, Completion(open=6, done=4)], "东胜区", None, "")
    assert figure["data"][0]["y"] == [90.0, 90.0, 90.0]
    assert figure["layout"]["yaxis"]["range"][0] > 40
    assert "今日至此 40.0% ↓" in labels(figure)


def test_today_stands_as_a_point_when_it_lies_in_the_frame():
    figure = completion_figure(DAYS, [*FULL, Completion(open=1, done=9)], "东胜区", None, "")
    assert figure["data"][-1]["y"] == [90.0]
    assert labels(figure) == ["<b>东胜区 90.0</b>"]


def test_the_city_is_dashed_and_behind():
    figure = completion_figure(DAYS, [*FULL, Completion()], "东胜区", [*FULL, Completion()], "全市")
    city, own, _today = figure["data"]
    assert (city["line"]["dash"], own["line"]["dash"]) == ("dash", "solid")
    assert labels(figure) == ["全市 90.0", "<b>东胜区 90.0</b>"]


def test_bars_start_at_zero_and_only_today_is_full():
    figure = alerts_figure([DayAlerts(day, 5) for day in DAYS])
    assert figure["layout"]["yaxis"]["rangemode"] == "tozero"
    assert figure["data"][0]["marker"]["opacity"] == [0.62, 0.62, 0.62, 1.0]
