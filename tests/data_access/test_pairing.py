"""Pairing codes of devices: one use, a quarter of an hour, nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.accounts import AccountError, NewAccount, add, find, set_active
from data_access.engine import reading, writing
from data_access.pairing import CODE_TIME, issue_pairing_code, redeem
from data_access.schema import account
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
SECURITY = Scope(Role.SECURITY_ADMIN, "高娃")


@pytest.fixture
def screen(engine):
    with writing(engine) as conn:
        return add(conn, SYSTEM, NewAccount("wall", "指挥大屏", Role.DEVICE), None, NOON)


def issue(engine, screen, now=NOON, scope=SECURITY):
    with writing(engine) as conn:
        return issue_pairing_code(conn, scope, screen, now)


def used(engine, code, now=NOON):
    with writing(engine) as conn:
        found = redeem(conn, SYSTEM, code, now)
        return None if found is None else found.id


def test_a_code_pairs_one_screen_once_however_it_is_typed(engine, screen):
    code = issue(engine, screen)
    assert len(code) == 8
    assert used(engine, f" {code[:4].lower()}-{code[4:]} ") == screen
    assert used(engine, code) is None


def test_a_code_is_void_after_a_quarter_of_an_hour_or_when_a_newer_one_is_made(engine, screen):
    old = issue(engine, screen)
    assert used(engine, old, NOON + CODE_TIME) is None
    newer = issue(engine, screen)
    assert used(engine, old) is None
    assert used(engine, newer, NOON + CODE_TIME - timedelta(seconds=1)) == screen


def test_only_who_manages_accounts_makes_one_and_only_for_an_active_device(engine, screen):
    with pytest.raises(NotAllowedError):
        issue(engine, screen, scope=Scope(Role.SYSTEM_ADMIN, "x"))
    with writing(engine) as conn:
        person = add(conn, SYSTEM, NewAccount("bureau", "娜仁", Role.CITY_BUREAU), None, NOON)
        set_active(conn, SYSTEM, screen, False, NOON)
    for account_id in (person, screen, 99):
        with pytest.raises(AccountError, match="no active device"):
            issue(engine, account_id)


def test_a_disabled_device_is_not_paired_and_no_code_is_kept(engine, screen):
    code = issue(engine, screen)
    with reading(engine) as conn:
        assert code not in str(conn.execute(select(account)).all())
        assert replace(find(conn, SYSTEM, screen).scope, actor="").whole_city
    with writing(engine) as conn:
        set_active(conn, SYSTEM, screen, False, NOON)
    assert used(engine, code) is None
