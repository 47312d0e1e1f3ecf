from components.spark import dot_plot, spark, tens
from domain.share import Share


def path(drawn):
    return drawn.children[0].d


def test_a_day_without_tasks_is_a_gap_not_a_zero():
    assert path(spark([50, None, 100], 0, 100)) == "M2.0 12.0M78.0 3.0"


def test_values_outside_the_shared_range_stop_at_its_edge():
    assert path(spark([10, 90], 50, 100)).startswith("M2.0 21.0L")


def test_nothing_known_draws_nothing():
    drawn = spark([None, None], 0, 100)
    assert path(drawn) == ""
    assert drawn.children[1] is None


def test_a_weak_share_is_a_diamond():
    assert "is-low" in dot_plot(Share(87, 100), 90.0, 0, 100, weak=True).className
    assert "is-low" not in dot_plot(Share(87, 100), 90.0, 0, 100, weak=False).className


def test_an_unknown_share_has_no_dot():
    assert dot_plot(Share(0, 0), 90.0, 0, 100, weak=False).children[1] is None


def test_scales_end_at_tens_and_never_collapse():
    assert tens([44.1, 47.5, 52.5]) == (40.0, 60.0)
    assert tens([100.0]) == (90.0, 100.0)
    assert tens([]) == (0.0, 100.0)
