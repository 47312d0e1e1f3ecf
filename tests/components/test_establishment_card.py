from datetime import UTC, date, datetime, timedelta

import pytest

from components.establishment_card import card_head, day_strip
from components.time_left import span, time_left
from domain.control import ControlState

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=43, seconds=38), "43:38"),
        (timedelta(hours=1, minutes=12), "1时12分"),
        (timedelta(hours=23, minutes=59, seconds=59), "23时59分"),
        (timedelta(days=2, hours=4, minutes=30), "2天04时"),
        (timedelta(), "00:00"),
    ],
)
def test_lengths_are_written_by_their_size(server_app, length, words):
    with server_app.server.test_request_context():
        assert span(length) == words


def test_what_is_over_says_so(server_app):
    with server_app.server.test_request_context():
        assert time_left(NOON - timedelta(minutes=5), NOON) == "超时 05:00"
        assert time_left(NOON + timedelta(minutes=5), NOON) == "05:00"
        assert time_left(None, NOON) == ""


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
