"""The auditor's reading of the log: filters, pages, and the row that every reading leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.audit import record
from data_access.audit_reading import note_export, note_reading, page, rows_after
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.audit import Event, Result
from domain.audit_filter import AuditFilter
from domain.scope import ADMINISTRATORS, NotAllowedError, Role, Scope
from tests.conftest import NOON

AUDITOR = Scope(Role.AUDITOR, "审计员", account_id=3, address="127.0.0.1")
OTHERS = sorted(ADMINISTRATORS - {Role.AUDITOR})


@pytest.fixture
def log(engine):
    """Rows 1 to 6, an hour apart; 3 and 6 were refused."""
    people = [("娜仁", 11), ("王%", 12)]
    with writing(engine) as conn:
        for n in range(1, 7):
            name, account = people[n % 2]
            who = Scope(Role.CITY_BUREAU, name, account_id=account, address=f"10.0.{n % 2}.1")
            event, result = (
                (Event.DENIED, Result.DENIED) if n % 3 == 0 else (Event.SIGN_IN, Result.OK)
            )
            at = NOON + timedelta(hours=n)
            record(conn, who, event, at, on=("account", n), result=result)


def ids(engine, wanted=AuditFilter(), **where):  # noqa: B008 - frozen
    with reading(engine) as conn:
        return [row.id for row in page(conn, AUDITOR, wanted, **where).rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(), [6, 5, 4, 3, 2, 1]),
        (AuditFilter(since=NOON + timedelta(hours=5)), [6, 5]),
        (AuditFilter(until=NOON + timedelta(hours=2)), [1]),
        (AuditFilter(event=Event.DENIED), [6, 3]),
        (AuditFilter(result=Result.OK, who="娜"), [4, 2]),
        (AuditFilter(who="%"), [5, 3, 1]),
        (AuditFilter(who="11"), [6, 4, 2]),
        (AuditFilter(address="10.0.1."), [5, 3, 1]),
        (AuditFilter(object_kind="account", object_id="4"), [4]),
        (AuditFilter(who="' OR 1=1 --"), []),
    ],
    ids=str,
)
def test_a_filter_lets_through_what_it_says(engine, log, wanted, found):
    assert ids(engine, wanted) == found
    with reading(engine) as conn:
        assert page(conn, AUDITOR, wanted).total == len(found)


def test_pages_follow_each_other_without_gap_or_overlap(engine, log):
    assert ids(engine, limit=2) == [6, 5]
    assert ids(engine, limit=2, below=5) == [4, 3]
    assert ids(engine, limit=2, above=2) == [4, 3]
    with reading(engine) as conn:
        first = page(conn, AUDITOR, AuditFilter(), limit=2)
        middle = page(conn, AUDITOR, AuditFilter(), limit=2, below=5)
        last = page(conn, AUDITOR, AuditFilter(), limit=2, below=3)
    assert [(one.newer, one.older) for one in (first, middle, last)] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_a_page_stays_when_rows_come_in(engine, log):
    before = ids(engine, limit=2, below=5)
    with writing(engine) as conn:
        record(conn, AUDITOR, Event.SIGN_IN, NOON)
    assert ids(engine, limit=2, below=5) == before


def test_reading_leaves_a_row_once_a_minute_and_filter(engine, log):
    denied = AuditFilter(event=Event.DENIED)
    later = NOON + timedelta(minutes=1)
    with writing(engine) as conn:
        done = [
            note_reading(conn, AUDITOR, AuditFilter(), NOON),
            note_reading(conn, AUDITOR, AuditFilter(), NOON + timedelta(seconds=30)),
            note_reading(conn, AUDITOR, denied, NOON + timedelta(seconds=30)),
            note_reading(conn, AUDITOR, AuditFilter(), later),
        ]
    assert done == [True, False, True, True]
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).where(audit_log.c.event == "audit_read")).all()
    assert [row.detail for row in rows] == [
        '{"filter":{}}',
        '{"filter":{"event":"denied"}}',
        '{"filter":{}}',
    ]


def test_an_export_has_rows_after_up_to_its_own(engine, log):
    wanted = AuditFilter(who="娜")
    with writing(engine) as conn:
        assert note_export(conn, AUDITOR, wanted, NOON, 6) == 3
    with reading(engine) as conn:
        rows = rows_after(conn, AUDITOR, wanted, 0, 6)
        assert rows_after(conn, AUDITOR, wanted, 6, 6) == []
        export = conn.execute(select(audit_log).order_by(audit_log.c.id.desc()).limit(1)).one()
    assert [row.id for row in rows] == [2, 4, 6]
    assert (export.event, export.detail) == ("exported", '{"filter":{"who":"娜"},"rows":3}')


@pytest.mark.parametrize("role", [*OTHERS, Role.CITY_BUREAU, Role.MUNICIPAL_LEADER])
def test_nobody_but_the_auditor_reads_the_log(engine, log, role):
    other = Scope(role, "x")
    with reading(engine) as conn:
        with pytest.raises(NotAllowedError):
            page(conn, other, AuditFilter())
        with pytest.raises(NotAllowedError):
            rows_after(conn, other, AuditFilter(), 0, 9)
        with pytest.raises(NotAllowedError):
            note_reading(conn, other, AuditFilter(), NOON)
