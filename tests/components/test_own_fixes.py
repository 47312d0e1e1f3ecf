"""What waits for an establishment, in words."""

from datetime import timedelta

import pytest

from components.own_fixes import first_fixes
from components.plain import plain
from domain.clock import city_day, city_moment
from domain.own_day import Fix, FixKind
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("days", "title", "left"),
    [
        (-1, "王五的健康证已过期", "已过期"),
        (0, "王五的健康证将到期", "今天到期"),
        (3, "王五的健康证将到期", "还剩 3 天"),
    ],
)
def test_a_certificate_is_valid_to_the_end_of_its_last_day(built_app, days, title, left):
    ends = city_day(NOON) + timedelta(days=days)
    due = city_moment(ends + timedelta(days=1))
    with built_app.server.test_request_context():
        told = str(plain(first_fixes([Fix(FixKind.CERTIFICATE, "王五", due)], NOON)))
    assert title in told
    assert f"'{left}'" in told
