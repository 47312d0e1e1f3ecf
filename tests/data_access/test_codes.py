"""食安码: one valid code an establishment, each step by those who may, on the code they saw."""

import pytest
from sqlalchemy import func, select, update

from data_access.codes import CodeStateError, codes_of, issue, issue_missing, revoke
from data_access.engine import reading, writing
from data_access.history import change
from data_access.record_rows import RecordNotFoundError
from data_access.schema import audit_log, establishment, establishment_code
from data_access.sticker_rows import sticker_rows, street_codes, street_stickers
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.records import shop_row
from tests.rows import plant, plant_street


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def issued(engine, scope, shop=1):
    with writing(engine, scope.place) as conn:
        return issue(conn, scope, shop, NOON)


def test_a_code_is_issued_once_and_on_record(engine, who):
    code = issued(engine, who.office)
    with pytest.raises(CodeStateError):
        issued(engine, who.city)
    with reading(engine) as conn:
        [held] = codes_of(conn, who.office, 1)
        events = conn.scalars(select(audit_log.c.event)).all()
    assert (held.code, held.revoked_at, held.issued_by) == (code, None, "交通所")
    assert events == ["code_issued"]


@pytest.mark.parametrize("role", ["shop", "leader"])
def test_only_regulators_issue(engine, who, role):
    with pytest.raises(NotAllowedError):
        issued(engine, getattr(who, role))


def test_others_neither_issue_nor_read_nor_revoke(engine, who):
    code = issued(engine, who.office)
    with pytest.raises(RecordNotFoundError):
        issued(engine, who.kangbashi)
    with writing(engine, who.kangbashi.place) as conn:
        assert codes_of(conn, who.kangbashi, 1) == []
        assert sticker_rows(conn, who.kangbashi, [1]) == []
        with pytest.raises(RecordNotFoundError):
            revoke(conn, who.kangbashi, 1, code, "越权", NOON, replace=False)


def test_a_replaced_code_stays_with_its_reason_and_the_slower_one_is_told(engine, who):
    first = issued(engine, who.office)
    with writing(engine) as conn:
        second = revoke(conn, who.city, 1, first, "店主更换", NOON, replace=True)
        with pytest.raises(CodeStateError):
            revoke(conn, who.office, 1, first, "我也要换", NOON, replace=True)
        new, old = codes_of(conn, who.city, 1)
    assert (new.code, old.code) == (second, first)
    assert old.revoke_reason == "店主更换"


@pytest.mark.parametrize("reason", ["", "   ", "字" * 201, "a\x00b"])
def test_a_reason_is_needed(engine, who, reason):
    code = issued(engine, who.office)
    with writing(engine) as conn, pytest.raises(ValueError, match="reason"):
        revoke(conn, who.office, 1, code, reason, NOON, replace=False)


def test_missing_codes_are_given_within_the_scope_only(engine, who):
    issued(engine, who.office)
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 3).values(status="closed"))
    with writing(engine, who.dongsheng.place) as conn:
        assert issue_missing(conn, who.dongsheng, NOON) == 1  # 2; 1 has one, 3 is closed
    with reading(engine) as conn:
        owners = set(conn.scalars(select(establishment_code.c.establishment_id)))
        assert conn.scalar(select(func.count(establishment_code.c.code.distinct()))) == 2
    assert owners == {1, 2}


def test_a_street_prints_its_own(engine, who):
    with writing(engine) as conn:
        street = plant_street(conn)
        issue_missing(conn, who.city, NOON)
    with reading(engine, street.place) as conn:
        assert [row.name for row in street_stickers(conn, street, 1)] == ["1号店"]
        assert sticker_rows(conn, street, [2]) == []
        assert street_codes(conn, street, 1) == ("团结路示范街区", 1, 1)


def test_a_code_moves_along_with_its_establishment(engine, who):
    issued(engine, who.office)
    with writing(engine) as conn:
        old = shop_row(conn, 1)
        change(conn, who.city, "establishment", old, {"township_code": "150603003"}, NOON)
    with reading(engine, who.kangbashi.place) as conn:
        assert len(codes_of(conn, who.kangbashi, 1)) == 1
