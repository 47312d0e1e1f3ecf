from components.numbers import count, gap, per_hundred, percent
from domain.share import Share


def test_figures_are_written_as_the_design_says():
    assert count(11266) == "11,266"
    assert percent(Share(975, 1000)) == "97.5"
    assert per_hundred(Share(332, 10000)) == "3.32"


def test_nothing_to_divide_by_is_a_dash_and_no_gap():
    assert percent(Share(0, 0)) == "—"
    assert per_hundred(Share(3, 0)) == "—"
    assert gap(Share(1, 2), Share(0, 0)) is None
