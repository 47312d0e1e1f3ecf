from datetime import date, timedelta

from components.establishment_card import card_head, day_strip
from domain.control import ControlState


def test_the_strip_counts_what_it_draws_and_tells_unknown_from_good(server_app):
    states = [ControlState.DONE, None, ControlState.MISSED, ControlState.DONE]
    days = [(date(2026, 11, 16) + timedelta(days=n), state) for n, state in enumerate(states)]
    with server_app.server.test_request_context():
        strip = day_strip(days)
    marks = strip.children[1].children
    assert [mark.className for mark in marks] == ["d", "n", "m", "d"]
    assert getattr(strip.children[1], "aria-label") == "按时 2，未报 1，无任务 1"


def test_no_risk_assessment_is_not_a_good_one(server_app):
    with server_app.server.test_request_context():
        badge = card_head(name="店", place="", risk_level=None).children[0]
    assert getattr(badge, "aria-label") == "风险未评定"
