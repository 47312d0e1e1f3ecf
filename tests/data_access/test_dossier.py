"""Reads of a dossier: the calendar counts the tasks, and what is not for the asker is not read."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from data_access.control_calendar import control_year
from data_access.dossier import holders, inspections, outline, visits
from data_access.dossier_papers import papers, sources
from data_access.dossier_standing import standing
from data_access.engine import reading, writing
from data_access.record_rows import RecordNotFoundError
from data_access.schema import control_task, inspection
from domain.clock import city_day
from domain.control import ControlKind, ControlState
from tests.conftest import NOON
from tests.dossiers import hold, inspect, visit
from tests.figure_rows import raised, task
from tests.rows import plant, plant_street

TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        known = plant(conn)
        cadre = hold(conn, 1)
        hold(conn, 1, "前任", until=date(2025, 6, 1))
        visit(conn, 1, cadre, TODAY - timedelta(days=20), note="内部意见")
        inspect(conn, 1, TODAY - timedelta(days=9), rectify_by=TODAY - timedelta(days=1))
        inspect(
            conn, 1, TODAY - timedelta(days=2), published_on=None, note="未公示", result="mostly"
        )
        raised(conn, 1, NOON, severity=2)
        return known


@pytest.fixture
def street(engine, who):
    with writing(engine) as conn:
        return plant_street(conn)


def test_the_calendar_counts_the_tasks_of_its_53_weeks(engine, who):
    states = list(ControlState)
    with writing(engine) as conn:
        for n in range(420):
            task(conn, 1, TODAY - timedelta(days=n), states[n % 4])
        for n in range(8):
            start = TODAY - timedelta(days=TODAY.weekday() + 7 * n)
            task(conn, 1, start, states[n % 3], kind=ControlKind.WEEKLY_REVIEW)
    with reading(engine, who.office.place) as conn:
        year = control_year(conn, who.office, 1, TODAY)
        known = conn.execute(
            select(control_task.c.kind, control_task.c.state, func.count())
            .where(control_task.c.period_start >= min(one.start for one in year))
            .group_by(control_task.c.kind, control_task.c.state)
        ).all()
    told = Counter((one.kind, one.state) for one in year)
    assert told == {(row[0], row[1]): row[2] for row in known}
    assert sum(told.values()) < 428  # what is older than the calendar stays out


def test_the_calendar_of_others_is_empty(engine, who):
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.OPEN)
    with reading(engine, who.kangbashi.place) as conn:
        assert control_year(conn, who.kangbashi, 1, TODAY) == []


def test_how_it_stands(engine, who):
    with writing(engine) as conn:
        task(conn, 1, TODAY, ControlState.LATE)
    with reading(engine, who.office.place) as conn:
        now = standing(conn, who.office, 1, TODAY)
        with pytest.raises(RecordNotFoundError):
            standing(conn, who.kangbashi, 1, TODAY)
    assert (now.open_alerts, now.worst, now.today) == (1, 2, ControlState.LATE)
    assert (now.visit_grade, now.visit_graded_on) == ("B", TODAY - timedelta(days=2))
    assert (now.holder, now.last_visit_on) == ("白超", TODAY - timedelta(days=20))
    assert (now.to_fix, now.late) == (1, 1)
    assert now.score is None


def test_an_establishment_reads_no_notes_phones_or_companions(engine, who):
    with reading(engine) as conn:
        [seen] = visits(conn, who.office, 1, 1).visits
        [own] = visits(conn, who.shop, 1, 1).visits
        assert (seen.note, seen.companion) == ("内部意见", "于文斌")
        assert (own.note, own.companion) == (None, None)
        assert [one.phone for one in holders(conn, who.shop, 1)] == [None, None]
        assert holders(conn, who.office, 1)[0].phone == "13900001111"
        assert sources(conn, who.shop, 1) == []


def test_the_present_cadre_stands_first(engine, who):
    with reading(engine) as conn:
        found = holders(conn, who.city, 1)
    assert [(one.name, one.until is None) for one in found] == [("白超", True), ("前任", False)]


def test_a_street_reads_published_inspections_without_names_and_nothing_of_cadres(
    engine, who, street
):
    with reading(engine, street.place) as conn:
        [seen] = inspections(conn, street, 1, 1).inspections
        assert (seen.inspectors, seen.note) == (None, None)
        now = standing(conn, street, 1, TODAY)
        assert (now.holder, now.held_since, now.last_visit_on) == (None, None, None)
        assert outline(conn, street, 1).open_alerts == 1
        for shop in (2, 99, 0, -1, 2**40):
            with pytest.raises(RecordNotFoundError):
                outline(conn, street, shop)


def test_what_is_kept_is_counted(engine, who):
    with reading(engine) as conn:
        found = papers(conn, who.city, 1)
        newest = conn.scalar(
            select(func.max(inspection.c.inspected_on)).where(inspection.c.establishment_id == 1)
        )
    kept = {one.kind: one.count for one in found}
    assert (kept["inspection"], kept["visit"], kept["evidence"]) == (2, 1, 0)
    since = {one.kind: one.newest for one in found}
    assert (since["inspection"], since["evidence"]) == (newest, None)
