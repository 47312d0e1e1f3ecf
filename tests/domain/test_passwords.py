"""Two profiles, because two norms contradict each other: each is tested against the other."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.passwords import POLICIES, Problem, Profile, is_due, problem

OWASP, DENGBAO3 = POLICIES[Profile.OWASP], POLICIES[Profile.DENGBAO3]
NOW = datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "owasp", "dengbao3"),
    [
        ("Kd7-pq9xZ", Problem.SHORT, Problem.SHORT),  # 9
        ("Kd7-pq9xZw", Problem.SHORT, None),  # 10 of four classes
        ("kd7pq9xzwm", Problem.SHORT, Problem.PLAIN),  # 10 of two classes
        ("blau gruen rot gelb", None, Problem.PLAIN),  # long and plain
        ("草原上的羊群走得很慢很慢", None, Problem.PLAIN),
        ("Kd7pq9xzwmLr", None, None),
        ("Password123!", Problem.COMMON, Problem.COMMON),
        ("1qaz2wsx3edc", Problem.COMMON, Problem.PLAIN),
        ("Aa1!Aa1!Aa1!", Problem.COMMON, Problem.COMMON),  # four signs, over and over
        ("x" * 129, Problem.LONG, Problem.LONG),
        ("", Problem.SHORT, Problem.SHORT),
    ],
)
def test_each_profile_has_its_own_verdict(password, owasp, dengbao3):
    assert problem(password, OWASP) == owasp
    assert problem(password, DENGBAO3) == dengbao3


def test_the_name_of_the_account_is_no_part_of_its_password():
    assert problem("My-Narengerel-7", DENGBAO3, "narenGerel") is Problem.NAME
    assert problem("My-Narengerel-7", DENGBAO3, "bureau") is None


def test_only_dengbao3_asks_for_a_new_one_after_90_days():
    long_ago = NOW - timedelta(days=90)
    assert is_due(DENGBAO3, long_ago, NOW)
    assert not is_due(DENGBAO3, long_ago + timedelta(seconds=1), NOW)
    assert is_due(DENGBAO3, None, NOW)
    assert not is_due(OWASP, None, NOW)
