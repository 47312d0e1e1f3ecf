"""Sessions in the table: what a token opens, when it ends, and who may see and end which."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data_access.accounts import NewAccount, add, find, set_active
from data_access.engine import reading, writing
from data_access.open_session import Ended, Opened, begin, expiry, holds, touch
from data_access.open_session import find as opened_by
from data_access.schema import account, audit_log, sign_in_session
from data_access.sessions import (
    Method,
    Reason,
    active_sessions,
    count_active,
    end_every,
    end_session,
)
from domain.scope import NotAllowedError, Role, Scope, system_scope
from settings import Security
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LIMITS = Security()


@pytest.fixture
def people(engine):
    """Scopes of three accounts: a bureau's, an office's, and who manages accounts."""
    with writing(engine) as conn:
        plant(conn)
        made = [
            add(conn, SYSTEM, new, None, NOON)
            for new in (
                NewAccount("bureau", "娜仁", Role.BANNER_BUREAU, banner_adcode="150602"),
                NewAccount("office", "交通所", Role.SUPERVISION_OFFICE, office_id=1),
                NewAccount("security", "高娃", Role.SECURITY_ADMIN),
            )
        ]
        return [replace(find(conn, SYSTEM, one).scope, account_id=one) for one in made]


def open_session(engine, owner, now=NOON):
    with writing(engine) as conn:
        found = find(conn, SYSTEM, owner.account_id)
        return begin(conn, owner, found, Method.PASSWORD, now, LIMITS, browser="Firefox")


def look(engine, token, now=NOON):
    with reading(engine) as conn:
        return opened_by(conn, SYSTEM, token, now)


def test_the_table_holds_no_token(engine, people):
    token = open_session(engine, people[0])
    assert isinstance(look(engine, token), Opened)
    with reading(engine) as conn:
        rows = [*conn.execute(select(sign_in_session)), *conn.execute(select(audit_log))]
    assert token not in str(rows)


def test_an_unknown_token_opens_nothing(engine, people):
    open_session(engine, people[0])
    assert look(engine, "x" * 43) is None
    assert look(engine, "") is None


def test_two_sign_ins_are_two_tokens(engine, people):
    assert open_session(engine, people[0]) != open_session(engine, people[0])


@pytest.mark.parametrize(
    ("role", "after"),
    [
        (Role.CITY_BUREAU, 30 * MINUTE),
        (Role.ESTABLISHMENT, 30 * MINUTE),
        (Role.SECURITY_ADMIN, 15 * MINUTE),
        (Role.AUDITOR, 15 * MINUTE),
        (Role.DEVICE, 24 * HOUR),
    ],
)
def test_idle_sessions_end_after_the_time_of_their_role(role, after):
    assert expiry(role, NOON, NOON, LIMITS) == NOON + after


def test_no_sign_of_life_stretches_a_session_past_its_limit_but_that_of_a_device(engine):
    late = NOON + timedelta(hours=11, minutes=50)
    assert expiry(Role.CITY_BUREAU, NOON, late, LIMITS) == NOON + 12 * HOUR
    assert expiry(Role.DEVICE, NOON, late, LIMITS) == late + 24 * HOUR


def test_a_device_that_is_never_switched_off_ends_all_the_same():
    limits = Security(device_session_days=7)
    last = NOON + timedelta(days=7) - HOUR
    assert expiry(Role.DEVICE, NOON, last, limits) == NOON + timedelta(days=7)
    assert expiry(Role.DEVICE, NOON, NOON, limits) == NOON + 24 * HOUR


def test_a_sign_of_life_moves_the_end(engine, people):
    token = open_session(engine, people[0])
    later = NOON + 20 * MINUTE
    with writing(engine) as conn:
        touch(conn, SYSTEM, look(engine, token), later, LIMITS)
    assert isinstance(look(engine, token, NOON + 49 * MINUTE), Opened)
    assert look(engine, token, NOON + 50 * MINUTE) == Ended(Reason.EXPIRED)


def test_a_disabled_account_and_one_without_its_place_open_nothing(engine, people):
    token = open_session(engine, people[0])
    with writing(engine) as conn:  # as if its bureau had been taken away behind our back
        conn.execute(
            update(account).where(account.c.id == people[0].account_id).values(banner_adcode=None)
        )
    assert look(engine, token) == Ended(Reason.PLACE_GONE)
    other = open_session(engine, people[1])
    with writing(engine) as conn:
        set_active(conn, SYSTEM, people[1].account_id, False, NOON)
    assert look(engine, other) == Ended(Reason.DISABLED)


def test_everybody_sees_their_own_and_who_manages_accounts_sees_all(engine, people):
    for person in (*people, people[0]):
        open_session(engine, person)
    bureau, office, security = people
    with reading(engine) as conn:
        assert {one.username for one in active_sessions(conn, bureau, now=NOON)} == {"bureau"}
        assert len(active_sessions(conn, bureau, now=NOON)) == 2
        assert count_active(conn, bureau, now=NOON) == 2
        assert len(active_sessions(conn, security, now=NOON)) == 4
        own = active_sessions(conn, security, now=NOON, account_id=office.account_id)
        assert [one.username for one in own] == ["office"]
        assert len(active_sessions(conn, security, now=NOON, limit=3, offset=3)) == 1
        assert active_sessions(conn, security, now=NOON + HOUR) == []
        with pytest.raises(NotAllowedError):
            active_sessions(conn, bureau, now=NOON, account_id=office.account_id)
        with pytest.raises(NotAllowedError):
            active_sessions(conn, Scope(Role.CITY_BUREAU, "token"), now=NOON)


def test_only_one_s_own_can_be_ended_but_by_who_manages_accounts(engine, people):
    bureau, office, security = people
    token = open_session(engine, office)
    session_id = look(engine, token).id
    with writing(engine) as conn:
        assert not end_session(conn, bureau, session_id, Reason.REVOKED, NOON)
        assert holds(conn, SYSTEM, session_id, NOON)
    with writing(engine) as conn:
        assert end_session(conn, security, session_id, Reason.REVOKED, NOON)
        assert not holds(conn, SYSTEM, session_id, NOON)
        assert not end_session(conn, security, session_id, Reason.REVOKED, NOON)
    assert look(engine, token) == Ended(Reason.REVOKED)
    with reading(engine) as conn:
        rows = conn.execute(
            select(audit_log.c.actor).where(audit_log.c.event == "session_ended")
        ).scalars()
        assert list(rows) == ["高娃"]


def test_all_but_one_can_be_ended(engine, people):
    kept, other = open_session(engine, people[0]), open_session(engine, people[0])
    with writing(engine) as conn:
        spared = look(engine, kept).id
        end_every(conn, people[0], people[0].account_id, Reason.REVOKED, NOON, but=spared)
    assert isinstance(look(engine, kept), Opened)
    assert look(engine, other) == Ended(Reason.REVOKED)


def test_what_has_run_out_is_closed_and_what_is_long_over_forgotten(engine, people):
    old = open_session(engine, people[0])
    open_session(engine, people[0], NOON + HOUR)
    with reading(engine) as conn:
        row = conn.execute(select(sign_in_session).order_by(sign_in_session.c.id)).first()
        assert (row.end_reason, row.ended_at) == ("expired", NOON + 30 * MINUTE)
    open_session(engine, people[0], NOON + timedelta(days=190))
    assert look(engine, old) is None
