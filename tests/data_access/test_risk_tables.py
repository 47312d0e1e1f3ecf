"""Versions of the table: previewed without a trace, published by the city bureau, then in force."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data_access.engine import reading, writing
from data_access.inspection_due import overdue_inspections
from data_access.risk import level_counts, risk_of, worst
from data_access.risk_moves import biggest_rises, most_improved
from data_access.risk_tables import (
    TableConflictError,
    newest_version,
    preview,
    publish,
    table_on,
    versions,
)
from data_access.risk_work import mark_city, work_off
from data_access.schema import audit_log, risk_due, risk_table
from domain.risk_shipped import FIRST
from domain.risk_table import TableRefusedError, as_content
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.data_access.test_risk import SYSTEM, TODAY, city
from tests.figure_rows import inspected


def stricter():
    content = as_content(FIRST)
    content["cells"]["category"]["choices"]["medium"] = 22
    content["cells"]["daily_missed"]["steps"] = [[1, 13]]
    return content


def test_a_preview_says_who_moves_and_writes_nothing(engine):
    seen = city(engine)
    with reading(engine) as conn:
        found = preview(conn, seen.city, stricter(), NOON)
        before = risk_of(conn, seen.city, 4)
    assert found.moved == len(found.rows)
    assert {one.establishment_id for one in found.rows} <= {1, 2, 3, 4}
    assert sum(found.before.values()) == sum(found.after.values()) == 4
    row = next((one for one in found.rows if one.establishment_id == 4), None)
    if row:
        assert row.score > row.before == before.score
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(risk_table)) == 0


def test_a_new_version_holds_from_its_day_on(engine):
    seen = city(engine)
    tomorrow = TODAY + timedelta(days=1)
    with writing(engine) as conn:
        made = publish(conn, seen.city, stricter(), tomorrow, "从严", 1, NOON)
    with reading(engine) as conn:
        assert (table_on(conn, TODAY).version, table_on(conn, tomorrow).version) == (1, made)
        assert [one.version for one in versions(conn)] == [2, 1]
        assert conn.scalar(select(func.count()).select_from(risk_due)) == 0
        old = risk_of(conn, seen.city, 4)
        assert conn.scalar(select(audit_log.c.actor).where(audit_log.c.event == "risk_table"))
    mark_city(engine, SYSTEM, NOON + timedelta(days=1))
    work_off(engine, SYSTEM, NOON + timedelta(days=1))
    with reading(engine) as conn:
        found = risk_of(conn, seen.city, 4)
        rises = biggest_rises(conn, seen.city, TODAY, limit=5)
    assert (old.table_version, found.table_version) == (1, 2)
    assert found.score > old.score
    assert (rises[0].establishment_id, rises[0].cause) == (4, "table")


def test_one_that_holds_today_makes_everybody_due(engine):
    seen = city(engine)
    with writing(engine) as conn:
        publish(conn, seen.city, stricter(), TODAY, "从严", 1, NOON)
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(risk_due)) == 4


@pytest.mark.parametrize("days", [-1, 366])
def test_a_version_begins_today_or_within_a_year(engine, days):
    seen = city(engine)
    with writing(engine) as conn, pytest.raises(TableRefusedError):
        publish(conn, seen.city, stricter(), TODAY + timedelta(days=days), "x", 1, NOON)


def test_only_the_city_bureau_drafts_and_the_slower_of_two_is_told(engine):
    seen = city(engine)
    for scope in (seen.dongsheng, seen.office, seen.leader, seen.shop):
        with writing(engine) as conn, pytest.raises(NotAllowedError):
            publish(conn, scope, stricter(), TODAY, "x", 1, NOON)
        with reading(engine) as conn, pytest.raises(NotAllowedError):
            preview(conn, scope, stricter(), NOON)
    with writing(engine) as conn:
        publish(conn, seen.city, stricter(), TODAY, "一", 1, NOON)
    with writing(engine) as conn, pytest.raises(TableConflictError):
        publish(conn, seen.city, stricter(), TODAY, "二", 1, NOON)
    with reading(engine) as conn:
        assert newest_version(conn) == 2


def test_lists_tell_the_worst_who_moved_and_how_many_then(engine):
    seen = city(engine)
    later = NOON + timedelta(days=10)
    with writing(engine) as conn:
        inspected(conn, 4, "150603003", "conforming", TODAY + timedelta(days=5))
    mark_city(engine, SYSTEM, later)
    work_off(engine, SYSTEM, later)
    with reading(engine) as conn:
        falls = most_improved(conn, seen.city, TODAY, limit=5)
        found = worst(conn, seen.city, limit=2)
        then, now = level_counts(conn, seen.city, TODAY), level_counts(conn, seen.city)
        assert most_improved(conn, seen.dongsheng, TODAY, limit=5) == []
    assert [one.establishment_id for one in falls] == [4]
    assert falls[0].score < falls[0].before
    assert found[0].score >= found[1].score
    assert found[0].points
    assert sum(then.values()) == sum(now.values()) == 4


def test_overdue_inspections_follow_the_level_and_the_scope(engine):
    seen = city(engine)
    year = TODAY + timedelta(days=366)
    with reading(engine) as conn:
        now = overdue_inspections(conn, seen.city, TODAY)
        later = overdue_inspections(conn, seen.city, year)
        own = overdue_inspections(conn, seen.kangbashi, year)
    assert {row.establishment_id for row in now.rows} == {2, 3}  # never inspected, no opening day
    assert {row.establishment_id for row in later.rows} == {1, 2, 3, 4}
    assert (later.total, own.total) == (4, 1)
    assert own.rows[0].due_on < year
