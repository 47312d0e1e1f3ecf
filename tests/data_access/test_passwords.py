"""Own new passwords: what is refused, what is kept, and whose sessions end."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from data_access import passwords
from data_access.accounts import NewAccount, add, find
from data_access.engine import reading, writing
from data_access.passwords import (
    PasswordError,
    change_own,
    give_password,
    new_hash,
    own_password,
    password_fits,
)
from data_access.schema import account, audit_log
from domain.passwords import Problem, Profile
from domain.scope import NotAllowedError, Role, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
FIRST = "First-Word-1"


@pytest.fixture
def owner(engine):
    with writing(engine) as conn:
        new = NewAccount("bureau", "娜仁", Role.CITY_BUREAU)
        made = add(conn, SYSTEM, new, FIRST, NOON)
        return replace(find(conn, SYSTEM, made).scope, account_id=made)


def change(engine, owner, new, profile=Profile.DENGBAO3):
    with reading(engine) as conn:
        own = own_password(conn, owner)
    fresh = new_hash(own, new, profile)
    with writing(engine) as conn:
        change_own(conn, owner, own, fresh, 0, NOON)


def test_the_last_five_may_not_come_back_but_the_one_before_may(engine, owner):
    for number in range(2, 6):
        change(engine, owner, f"Other-Word-{number}")
    with pytest.raises(PasswordError) as refused:
        change(engine, owner, FIRST)
    assert refused.value.problem is Problem.FORMER
    change(engine, owner, "Other-Word-6")
    change(engine, owner, FIRST)


def test_under_owasp_only_the_present_one_may_not_come_back(engine, owner):
    change(engine, owner, "Quite another word", Profile.OWASP)
    with pytest.raises(PasswordError):
        change(engine, owner, "Quite another word", Profile.OWASP)
    change(engine, owner, FIRST, Profile.OWASP)


def test_a_given_password_must_be_replaced_and_an_own_one_need_not(engine, owner):
    def must():
        with reading(engine) as conn:
            return find(conn, SYSTEM, owner.account_id).must_change_password

    assert must()
    change(engine, owner, "Other-Word-2")
    assert not must()
    with writing(engine) as conn:
        give_password(conn, SYSTEM, owner.account_id, "Third-Word-3", NOON)
    assert must()


def test_nobody_gives_a_password_to_another(engine, owner):
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            give_password(conn, owner, owner.account_id, "Third-Word-3", NOON)
        own = own_password(conn, owner)
        with pytest.raises(NotAllowedError):
            change_own(conn, replace(owner, account_id=99), own, "x", 0, NOON)


def test_an_unknown_name_costs_a_whole_verification(monkeypatch, engine):
    """Equal work is what makes equal time; nothing here is timed."""
    verified = []

    class Counting(PasswordHasher):
        def verify(self, kept, password):
            verified.append(kept)
            return super().verify(kept, password)

    counting = Counting(time_cost=1, memory_cost=64)
    monkeypatch.setattr(passwords, "_HASHER", counting)
    assert not password_fits(None, "whatever", NOON)
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$")


def test_the_log_knows_of_the_change_and_not_of_the_password(engine, owner):
    change(engine, owner, "Other-Word-2")
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log)).mappings().all()
        kept = conn.execute(select(account.c.former_hashes)).scalar_one()
    assert rows[-1]["event"] == "password_changed"
    assert "Other-Word" not in str(rows)
    assert FIRST not in str(kept)
