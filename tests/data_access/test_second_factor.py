"""Codes from a phone: each opens once, and the secret is sealed."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from data_access import recovery_codes
from data_access.accounts import NewAccount, add, find
from data_access.engine import reading, writing
from data_access.schema import account
from data_access.sealing import Sealer
from data_access.second_factor import accept, address, offer, offered_secret, reset
from domain.scope import NotAllowedError, Role, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("test")
SEAL = Sealer("a key of this installation", "second factor")
STEP = timedelta(seconds=30)


@pytest.fixture
def owner(engine):
    with writing(engine) as conn:
        made = add(conn, SYSTEM, NewAccount("audit", "审计", Role.AUDITOR), None, NOON)
        owner = replace(find(conn, SYSTEM, made).scope, account_id=made)
        offer(conn, owner, SEAL)
    return owner


@pytest.fixture
def totp(engine, owner):
    with reading(engine) as conn:
        return pyotp.TOTP(offered_secret(conn, owner, SEAL))


def given(engine, owner, code, now=NOON):
    with writing(engine) as conn:
        return accept(conn, owner, code, SEAL, now)


def test_a_code_works_once_and_no_older_one_after_it(engine, owner, totp):
    code = totp.at(NOON)
    assert given(engine, owner, code)
    assert not given(engine, owner, code)
    assert not given(engine, owner, totp.at(NOON - STEP))
    assert given(engine, owner, totp.at(NOON + STEP), NOON + STEP)


@pytest.mark.parametrize(
    ("off", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(engine, owner, totp, off, opens):
    assert given(engine, owner, totp.at(NOON + off * STEP)) is opens


def test_a_recovery_code_belongs_to_its_account_and_goes_with_the_factor(engine, owner):
    with writing(engine) as conn:
        codes = recovery_codes.make(conn, owner, SEAL, NOON)
        other = add(conn, SYSTEM, NewAccount("other", "他人", Role.AUDITOR), None, NOON)
        stolen = replace(owner, account_id=other)
        kept = select(account.c.recovery_hashes).where(account.c.id == owner.account_id)
        hashes = conn.scalar(kept)
        conn.execute(update(account).where(account.c.id == other).values(recovery_hashes=hashes))
        assert not recovery_codes.use(conn, stolen, codes[0], SEAL, NOON)
        assert not recovery_codes.use(conn, owner, codes[0], Sealer("another", "x"), NOON)
        assert recovery_codes.use(conn, owner, codes[0], SEAL, NOON)
        assert recovery_codes.count_left(conn, owner) == 9
        fresh = recovery_codes.make(conn, owner, SEAL, NOON)
        assert not recovery_codes.use(conn, owner, codes[1], SEAL, NOON)
        assert recovery_codes.use(conn, owner, fresh[9], SEAL, NOON)
        reset(conn, SYSTEM, owner.account_id, NOON)
        assert recovery_codes.count_left(conn, owner) == 0
        assert not recovery_codes.use(conn, owner, fresh[1], SEAL, NOON)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "²²²²²²", "\x00" * 6])
def test_what_is_no_code_opens_nothing(engine, owner, totp, code):
    assert not given(engine, owner, code)


def test_a_second_offer_keeps_the_secret_until_a_code_has_confirmed_it(engine, owner, totp):
    with writing(engine) as conn:
        offer(conn, owner, SEAL)
        assert offered_secret(conn, owner, SEAL) == totp.secret
    given(engine, owner, totp.at(NOON))
    with writing(engine) as conn:
        offer(conn, owner, SEAL)
        assert offered_secret(conn, owner, SEAL) is None
        assert find(conn, SYSTEM, owner.account_id).second_factor
    assert given(engine, owner, totp.at(NOON + STEP), NOON + STEP)


def test_the_secret_is_sealed_and_in_no_account(engine, owner, totp):
    with reading(engine) as conn:
        kept = conn.scalar(select(account.c.totp_secret))
        assert totp.secret not in kept
        assert totp.secret not in repr(find(conn, SYSTEM, owner.account_id))
    assert totp.secret in address(totp.secret, "audit", "暖城食安")


def test_only_who_manages_accounts_resets_it(engine, owner, totp):
    given(engine, owner, totp.at(NOON))
    with writing(engine) as conn, pytest.raises(NotAllowedError):
        reset(conn, owner, owner.account_id, NOON)
    with writing(engine) as conn:
        reset(conn, SYSTEM, owner.account_id, NOON)
        assert not find(conn, SYSTEM, owner.account_id).second_factor
    assert not given(engine, owner, totp.at(NOON + STEP), NOON + STEP)
