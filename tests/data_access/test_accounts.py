"""Accounts: passwords, lock-out, sessions, and the place a role is bound to."""

from datetime import timedelta

import pytest

from data_access.accounts import NewAccount, add, every_account, find, set_active
from data_access.engine import reading, writing
from data_access.open_session import begin
from data_access.passwords import (
    FAILURES_UNTIL_LOCK,
    LOCK_TIME,
    AccountError,
    credentials,
    generate_password,
    password_fits,
    record_failure,
)
from data_access.sessions import Method
from domain.passwords import POLICIES, problem
from domain.scope import NotAllowedError, Role, system_scope
from settings import Security
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
PASSWORD = "Warm-Town-2026"
BUREAU = NewAccount("bureau", "娜仁", Role.BANNER_BUREAU, banner_adcode="150602")


@pytest.fixture
def bureau(engine):
    with writing(engine) as conn:
        plant(conn)
        return add(conn, SYSTEM, BUREAU, PASSWORD, NOON)


def attempt(engine, password, now=NOON):
    """What a sign-in does, without the web around it."""
    with reading(engine) as conn:
        known = credentials(conn, SYSTEM, "bureau")
    fits = password_fits(known, password, now)
    with writing(engine) as conn:
        if fits:
            owner = find(conn, SYSTEM, known.account_id)
            begin(conn, owner.scope, owner, Method.PASSWORD, now, Security())
        else:
            record_failure(conn, SYSTEM, known.account_id, now, what="password")
    return fits


def test_the_right_password_opens_and_a_wrong_one_does_not(engine, bureau):
    assert attempt(engine, PASSWORD)
    assert not attempt(engine, PASSWORD + "x")


def test_five_failures_lock_for_half_an_hour_even_for_the_right_password(engine, bureau):
    for _ in range(FAILURES_UNTIL_LOCK):
        attempt(engine, "wrong")
    assert not attempt(engine, PASSWORD)
    assert not attempt(engine, PASSWORD, NOON + LOCK_TIME - timedelta(seconds=1))
    assert attempt(engine, PASSWORD, NOON + LOCK_TIME)


def test_a_success_starts_the_count_anew(engine, bureau):
    for _ in range(FAILURES_UNTIL_LOCK - 1):
        attempt(engine, "wrong")
    assert attempt(engine, PASSWORD)
    for _ in range(FAILURES_UNTIL_LOCK - 1):
        attempt(engine, "wrong")
    assert attempt(engine, PASSWORD)


def test_an_unknown_name_fits_no_password(engine):
    assert not password_fits(None, "no account has this password", NOON)


def test_a_disabled_account_has_nothing_to_check_against(engine, bureau):
    with writing(engine) as conn:
        set_active(conn, SYSTEM, bureau, False, NOON)
    with reading(engine) as conn:
        assert credentials(conn, SYSTEM, "bureau") is None


def test_the_scope_holds_only_the_place_of_the_role(engine, bureau):
    with writing(engine) as conn:
        odd = NewAccount("odd", "x", Role.SUPERVISION_OFFICE, banner_adcode="150603", office_id=1)
        scope = find(conn, SYSTEM, add(conn, SYSTEM, odd, None, NOON)).scope
    assert (scope.banner_adcode, scope.office_id, scope.establishment_id) == (None, 1, None)


@pytest.mark.parametrize(
    ("new", "password", "words"),
    [
        (BUREAU, PASSWORD, "exists already"),
        (NewAccount("b", "b", Role.BANNER_BUREAU), PASSWORD, "without the place"),
        (NewAccount("c", "c", Role.CITY_BUREAU), "short1A", "at least 10"),
    ],
    ids=["taken name", "no place", "weak password"],
)
def test_what_cannot_be_made_is_refused_in_words(engine, bureau, new, password, words):
    with writing(engine) as conn, pytest.raises(AccountError, match=words):
        add(conn, SYSTEM, new, password, NOON)


def test_a_generated_password_that_spells_the_name_is_drawn_again(monkeypatch):
    drawn = iter("IKK2PYUZmKnMAUd6" + "IKK2PYUZmKnMAxd6")
    monkeypatch.setattr("data_access.passwords.secrets.choice", lambda _signs: next(drawn))
    assert generate_password("aud") == "IKK2PYUZmKnMAxd6"


def test_generated_passwords_keep_the_rules_and_differ():
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert not [
        password
        for password in made
        if any(problem(password, policy) for policy in POLICIES.values())
    ]


def test_no_person_reads_accounts(engine, bureau):
    with reading(engine) as conn:
        scope = find(conn, SYSTEM, bureau).scope
        with pytest.raises(NotAllowedError):
            every_account(conn, scope)


def test_no_password_and_no_hash_leaves_the_module(engine, bureau):
    with reading(engine) as conn:
        shown = repr(every_account(conn, SYSTEM))
    assert PASSWORD not in shown
    assert "argon2" not in shown
