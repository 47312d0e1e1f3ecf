from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from data_access.engine import reading, writing
from data_access.expired_access import Removed, remove_expired
from data_access.schema import account, api_token, sign_in_session
from domain.scope import NotAllowedError, Role, Scope, system_scope
from tests.conftest import NOON

SYSTEM = system_scope("scheduler")


def test_only_what_ended_long_ago_goes(engine):
    with writing(engine) as conn:
        conn.execute(
            insert(account).values(
                id=1, username="a", display_name="a", role="auditor", created_at=NOON
            )
        )
        for number, days in enumerate((0, 29, 31)):
            conn.execute(
                insert(sign_in_session).values(
                    token_hash=str(number),
                    account_id=1,
                    started_at=NOON - timedelta(days=days),
                    seen_at=NOON - timedelta(days=days),
                    expires_at=NOON - timedelta(days=days),
                    address="",
                    browser="",
                    method="password",
                )
            )
        for name, expires, revoked in (
            ("valid", date(2027, 1, 1), None),
            ("expired lately", date(2026, 11, 1), None),
            ("expired", date(2026, 10, 1), None),
            ("revoked", date(2027, 1, 1), NOON - timedelta(days=31)),
        ):
            conn.execute(
                insert(api_token).values(
                    name=name,
                    token_hash=name,
                    prefix="x",
                    created_by="a",
                    created_at=NOON,
                    expires_on=expires,
                    revoked_at=revoked,
                )
            )
    with writing(engine) as conn:
        assert remove_expired(conn, SYSTEM, NOON, 30) == Removed(sessions=1, tokens=2)
        assert remove_expired(conn, SYSTEM, NOON, 30) == Removed(0, 0)
    with reading(engine) as conn:
        assert conn.scalars(select(sign_in_session.c.token_hash)).all() == ["0", "1"]
        left = conn.scalars(select(api_token.c.name).order_by(api_token.c.id)).all()
        assert left == ["valid", "expired lately"]
    with writing(engine) as conn, pytest.raises(NotAllowedError):
        remove_expired(conn, Scope(Role.SYSTEM_ADMIN, "x"), NOON, 30)
