from datetime import date, timedelta

import pytest

from domain.risk_override import OverrideRefusedError, read_wish

TODAY = date(2026, 11, 19)
GIVEN = {"level": "D", "reason": " 食物中毒事故 ", "expires_on": "2026-12-31"}


def test_a_whole_wish_is_read():
    found = read_wish(GIVEN, TODAY, 180)
    assert (found.level, found.reason, found.expires_on) == (
        "D",
        "食物中毒事故",
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"level": "E"}, "level"),
        ({"level": None}, "level"),
        ({"level": ["D"]}, "level"),
        ({"reason": "  "}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": "长" * 301}, "long_reason"),
        ({"expires_on": None}, "day"),
        ({"expires_on": "2026-02-30"}, "day"),
        ({"expires_on": TODAY.isoformat()}, "past"),
        ({"expires_on": (TODAY + timedelta(days=181)).isoformat()}, "too_long"),
    ],
)
def test_reason_and_end_are_required_and_bounded(change, fault):
    with pytest.raises(OverrideRefusedError) as refused:
        read_wish({**GIVEN, **change}, TODAY, 180)
    assert refused.value.fault == fault


def test_no_setting_makes_it_last_longer_than_a_year():
    late = (TODAY + timedelta(days=366)).isoformat()
    with pytest.raises(OverrideRefusedError):
        read_wish({**GIVEN, "expires_on": late}, TODAY, 3650)
