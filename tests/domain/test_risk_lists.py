from datetime import date

from domain.risk_lists import RiskLine, decisive


def line(day, score, cause):
    return RiskLine(date(2026, 11, day), score, "B", cause, 1)


COURSE = (line(2, 34, "licence"), line(5, 50, "daily_missed"), line(9, 48, "alerts_red"))


def test_the_step_that_moved_a_score_most_is_the_reason_not_the_newest():
    assert decisive(30, 48, COURSE).cause == "daily_missed"


def test_only_steps_in_the_direction_of_the_whole_move_count():
    assert decisive(60, 48, COURSE).cause == "licence"
    assert decisive(60, 20, (line(2, 70, "licence"), line(3, 20, "visit_due"))).cause == "visit_due"


def test_of_equal_steps_the_newest_is_told_and_none_without_any():
    equal = (line(2, 35, "licence"), line(3, 40, "visit_due"))
    assert decisive(30, 40, equal).cause == "visit_due"
    assert decisive(30, 40, ()) is None
