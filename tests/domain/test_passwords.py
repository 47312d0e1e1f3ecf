"""Two profiles, because two norms contradict each other: each is tested against the other."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

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


@pytest.mark.parametrize(
    "password",
    [
        "Password123!", "P@ssw0rd2024!!", "iloveyou1234AB", "Sunshine-Monkey-99",  # leaked
        "Qwer1234!@#$", "1qaz@WSX3edc", "Zxcvbnm,./123", "!QAZ2wsx#EDC",  # keyboard
        "Abcdefgh12345", "9876543210Ab",  # sequences
        "Wangxiaoming@1990", "ZhangWei19900101!", "Woaini1314!!", "Lihua-Beijing-88",  # pinyin
        "Ordos@123456", "Dongsheng2026!", "Erdos-Bureau-2026", "Shian#2026#01",  # here
        "Nuancheng@2026", "FoodSafety2026!", "Abc!2026Abc!2026",
    ],
)  # fmt: skip
def test_what_guessing_programs_try_first_is_common(password):
    for policy in (OWASP, DENGBAO3):
        assert problem(password.ljust(policy.shortest, "!"), policy) is Problem.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "Kd7-pq9xZwTm", "correct horse battery", "vier-Lampen-und-9-Stuehle", "Hv2.uL8+wX3q",
        "草原上的羊群走得很慢很慢Aa1", "Caoyuan-shang-de-Yangqun-zou-de-man-7",
    ],
)  # fmt: skip
def test_what_nobody_tries_is_not(password):
    assert problem(password, OWASP) is None


def test_the_longest_password_is_judged_at_once():
    began = perf_counter()
    problem("4@8({[<369!1|7+0$5%2z" * 6, DENGBAO3)
    assert perf_counter() - began < 0.5


def test_the_name_of_the_account_is_no_part_of_its_password():
    assert problem("My-Narengerel-7", DENGBAO3, "narenGerel") is Problem.NAME
    assert problem("My-Narengerel-7", DENGBAO3, "bureau") is None


@pytest.mark.parametrize(
    ("password", "username"),
    [
        ("Xq-leregneran-7v", "narengerel"),  # backwards
        ("Xq-Nar3nger3l-7v", "narengerel"),
        ("Kw-bat.erdene-7Q", "bat.erdene"),
        ("Kw7-erdene-Qx!", "bat.erdene"),
    ],
)
def test_nor_is_the_name_in_disguise(password, username):
    assert problem(password, DENGBAO3, username) is Problem.NAME


def test_only_dengbao3_asks_for_a_new_one_after_90_days():
    long_ago = NOW - timedelta(days=90)
    assert is_due(DENGBAO3, long_ago, NOW)
    assert not is_due(DENGBAO3, long_ago + timedelta(seconds=1), NOW)
    assert is_due(DENGBAO3, None, NOW)
    assert not is_due(OWASP, None, NOW)
