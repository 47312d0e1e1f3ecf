from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.code_scans import count_scan, scans_of
from data_access.codes import issue, revoke
from data_access.engine import reading, writing
from data_access.history import change
from data_access.register_list import count
from data_access.schema import code_scan, establishment
from domain.clock import city_day
from domain.register_filter import RegisterFilter
from domain.scans import CodeScans
from tests.conftest import NOON
from tests.rows import plant

DAY = timedelta(days=1)
TODAY = city_day(NOON)
ISSUED = NOON - 40 * DAY


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def code(engine, who):
    with writing(engine) as conn:
        return issue(conn, who.city, 1, ISSUED)


def scan(engine, code, at, times):
    with writing(engine) as conn:
        for _ in range(times):
            count_scan(conn, code, at)


def listed(engine, asker, state):
    with reading(engine, asker.place) as conn:
        return count(conn, asker, RegisterFilter.parse({"code": state}), TODAY)


def told(engine, asker, number=1):
    with reading(engine, asker.place) as conn:
        return scans_of(conn, asker, number, TODAY)


def test_scans_are_counted_by_day_and_read_within_the_scope(engine, who, code):
    scan(engine, code, NOON, 3)
    scan(engine, code, NOON - DAY, 2)
    scan(engine, code, NOON - 5 * DAY, 4)
    scan(engine, code, NOON - 31 * DAY, 9)
    scan(engine, "0" * 16, NOON, 1)  # never issued
    assert told(engine, who.dongsheng) == {code: CodeScans(3, 5, 4, 0, settled=True)}
    assert told(engine, who.kangbashi) == {}


@pytest.mark.parametrize(
    ("recent", "before", "issued", "found"),
    [
        (20, 0, ISSUED, 1),
        (19, 0, ISSUED, 0),  # too few to say anything
        (20, 56, ISSUED, 1),  # ten a day, two before
        (20, 57, ISSUED, 0),
        (50, 0, NOON - 6 * DAY, 0),  # new on the wall
    ],
)
def test_a_burst_is_listed_and_said_alike(engine, who, recent, before, issued, found):
    with writing(engine) as conn:
        code = issue(conn, who.city, 1, issued)
    scan(engine, code, NOON, recent)
    scan(engine, code, NOON - 2 * DAY, before)
    assert told(engine, who.city)[code].burst is bool(found)
    assert listed(engine, who.city, "burst") == found
    assert listed(engine, who.kangbashi, "burst") == 0


def test_a_revoked_code_that_is_still_scanned_is_listed(engine, who, code):
    scan(engine, code, NOON - DAY, 2)
    with writing(engine) as conn:
        new = revoke(conn, who.city, 1, code, "遗失", NOON, replace=True)
    assert listed(engine, who.city, "revoked") == 0
    scan(engine, new, NOON, 1)
    scan(engine, code, NOON, 3)
    assert listed(engine, who.city, "revoked") == 1
    assert listed(engine, who.kangbashi, "revoked") == 0
    assert told(engine, who.city)[code].revoked == 3


def test_scans_move_with_their_establishment(engine, who, code):
    scan(engine, code, NOON, 1)
    with writing(engine) as conn:
        old = conn.execute(select(establishment).where(establishment.c.id == 1)).mappings().one()
        change(conn, who.city, "establishment", old, {"township_code": "150603003"}, NOON)
        assert conn.scalar(select(code_scan.c.township_code)) == "150603003"
    assert told(engine, who.dongsheng) == {}
