"""API tokens: who makes them, what the table keeps, when they end."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data_access.api_tokens import (
    NewToken,
    Refused,
    TokenError,
    add,
    find_by_secret,
    note_use,
    revoke,
    tokens,
)
from data_access.engine import reading, writing
from data_access.schema import api_token, audit_log
from domain.scope import ALLOWED, Action, NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON
from tests.rows import plant

SECURITY = Scope(Role.SECURITY_ADMIN, "安管", account_id=5)
SYSTEM = system_scope("api")
LAST_DAY = date(2026, 12, 31)
WHOLE_CITY = NewToken("大数据局", None, LAST_DAY)


@pytest.fixture(autouse=True)
def places(engine):
    with writing(engine) as conn:
        plant(conn)


def make(engine, new=WHOLE_CITY):
    with writing(engine) as conn:
        return add(conn, SECURITY, new, NOON)


def found(engine, secret):
    with reading(engine) as conn:
        return find_by_secret(conn, SYSTEM, secret)


def test_the_secret_opens_and_stands_nowhere(engine):
    token_id, secret = make(engine)
    assert found(engine, secret).id == token_id
    assert found(engine, secret + "x") is None
    with reading(engine) as conn:
        kept = repr(conn.execute(select(api_token)).all())
        kept += repr(conn.execute(select(audit_log)).all())
        kept += repr(tokens(conn, SECURITY))
    assert secret not in kept
    assert secret[:8] in kept


def test_two_tokens_differ(engine):
    assert len({make(engine)[1] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewToken("  ", None, LAST_DAY), Refused.NAME),
        (NewToken("x" * 61, None, LAST_DAY), Refused.NAME),
        (NewToken("x", None, date(2026, 11, 19)), Refused.EXPIRY),
        (NewToken("x", None, date(2027, 11, 20)), Refused.EXPIRY),
        (NewToken("x", "150699", LAST_DAY), Refused.BANNER),
    ],
)
def test_what_will_not_do_is_refused(engine, new, reason):
    with pytest.raises(TokenError) as refused:
        make(engine, new)
    assert refused.value.reason is reason


def test_a_token_ends_on_its_day_or_when_it_is_revoked(engine):
    token_id, secret = make(engine)
    assert found(engine, secret).opens(NOON + timedelta(days=42))
    assert not found(engine, secret).opens(NOON + timedelta(days=43))
    with writing(engine) as conn:
        assert revoke(conn, SECURITY, token_id, NOON)
        assert not revoke(conn, SECURITY, token_id, NOON)
        assert not revoke(conn, SECURITY, 999, NOON)
    assert not found(engine, secret).opens(NOON)


def test_a_token_may_do_nothing_and_sees_its_banner(engine):
    _id, secret = make(engine, NewToken("东胜", "150602", LAST_DAY))
    asker = found(engine, secret).scope("10.1.1.1")
    assert asker.place == "banner:150602"
    assert not [action for action in Action if asker.allows(action)]
    assert ALLOWED[asker.role] == frozenset()


def test_uses_are_on_record_once_a_minute(engine):
    _id, secret = make(engine)
    token = found(engine, secret)
    asker = token.scope("10.1.1.1")
    with writing(engine) as conn:
        done = [
            note_use(conn, token, asker, NOON + timedelta(seconds=s), "/api/v1/status")
            for s in (0, 1, 59, 60)
        ]
    assert done == [True, False, False, True]
    assert found(engine, secret).last_used_from == "10.1.1.1"
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).where(audit_log.c.event == "api_read")).all()
    assert [(row.actor, row.object_kind, row.account_id) for row in rows] == [
        ("api:大数据局", "api_token", None)
    ] * 2


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.CITY_BUREAU])
def test_only_the_security_administrator_makes_and_ends_tokens(engine, role):
    token_id, _secret = make(engine)
    other = Scope(role, "x")
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            add(conn, other, WHOLE_CITY, NOON)
        with pytest.raises(NotAllowedError):
            revoke(conn, other, token_id, NOON)
        with pytest.raises(NotAllowedError):
            tokens(conn, other)
        with pytest.raises(NotAllowedError):
            find_by_secret(conn, SECURITY, "x")
