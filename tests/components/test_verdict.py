from datetime import datetime, timedelta

import pytest

from components.plain import plain
from components.verdict import verdict
from domain.figures import OpenAlerts
from domain.share import Share
from tests.conftest import NOON
from tests.posted import words

NONE = {1: 0, 2: 0, 3: 0, 4: 0}


def said(open_=NONE, overdue=NONE, due: datetime | None = None):
    return words(plain(verdict(OpenAlerts(open_, overdue), due, Share(0, 0), NOON)))


@pytest.mark.parametrize(
    ("open_", "overdue", "due", "sentence"),
    [
        (NONE, NONE, None, "总体可控目前没有未办结的红色预警"),
        (
            {**NONE, 1: 2},
            NONE,
            NOON + timedelta(minutes=5),
            "重点处置中2 起红色预警未办结，最近时限 12:05",
        ),
        (
            {**NONE, 1: 2},
            NONE,
            NOON + timedelta(days=1),
            "重点处置中2 起红色预警未办结，最近时限 11/20 12:00",
        ),
        (
            {**NONE, 1: 2},
            {**NONE, 1: 1},
            NOON,
            "需立即处置2 起红色预警未办结，其中 1 起已超时限",
        ),
        (
            {**NONE, 2: 3},
            {**NONE, 2: 2},
            None,
            "重点处置中没有红色预警；2 起橙色预警已超时限",
        ),
    ],
)
def test_one_sentence_says_how_it_stands(server_app, open_, overdue, due, sentence):
    with server_app.server.test_request_context():
        assert said(open_, overdue, due).startswith(sentence)
