from datetime import date

from domain.exceptions import weak_places
from domain.figures import NOTHING, TREND_DAYS, Figures, League, Level, Row
from domain.measures import Measure, Target
from domain.share import Share

TARGETS = {measure: Target(90) for measure in Measure}
DAY = date(2026, 11, 19)


def place(code, done, missed):
    days = [NOTHING] * (TREND_DAYS - 2)
    figures = Figures(days=(*days, Share(done, done + missed), Share(0, 99)))
    return Row(code, f"{code}旗", code, "", figures)


def weak(*rows):
    return weak_places(League(Level.BANNER, DAY, rows, Figures()), TARGETS)


def test_the_farthest_below_comes_first_and_three_are_named():
    rows = [place(str(n), 20 + n, 20) for n in range(5)]
    (found,) = weak(*rows, place("good", 99, 1))
    assert (found.measure, found.below, found.judged) == (Measure.DAILY, 5, 6)
    assert [row.code for row, _share in found.worst] == ["0", "1", "2"]


def test_few_cases_are_not_judged_and_today_is_not_looked_at():
    assert weak(place("few", 1, 8), place("good", 95, 5)) == []
