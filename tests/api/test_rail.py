"""The counts of the rail: each is the list behind it, of the asker alone, and follows the facts."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from data_access import job_runs
from data_access.changes import Topic, bump
from data_access.engine import writing
from data_access.schema import account
from domain.alerts import AlertState
from domain.clock import city_day
from domain.control import ControlState
from domain.jobs import Job, JobResult
from domain.scope import Role, Scope, system_scope
from tests.conftest import NOON
from tests.figure_rows import raised, task
from tests.rows import plant

TODAY = city_day(NOON)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def who(engine):
    """Shop 1: an open alert and an ended one, yesterday missed, today open; shop 4: an alert."""
    with writing(engine) as conn:
        planted = plant(conn)
        raised(conn, 1, NOON)
        raised(conn, 1, NOON, state=AlertState.CLOSED)
        raised(conn, 4, NOON)
        task(conn, 1, YESTERDAY, ControlState.MISSED)
        task(conn, 2, YESTERDAY, ControlState.DONE)
        task(conn, 3, YESTERDAY, ControlState.MISSED)
        task(conn, 1, TODAY, ControlState.OPEN)
    return planted


def told(browser):
    answer = browser.get("/live/badges")
    assert answer.status_code == 200
    return {path: one["count"] for path, one in answer.json.items()}


def test_each_asker_is_told_of_the_own_part_of_the_city(signed_in, who):
    assert told(signed_in(who.city)) == {"/alerts": 2, "/control": 2}
    assert told(signed_in(who.office)) == {"/alerts": 1, "/control": 1}
    assert told(signed_in(who.kangbashi)) == {"/alerts": 1}
    assert told(signed_in(who.shop)) == {"/alerts": 1, "/control": 1}  # today's, still to answer


def test_the_count_follows_what_happens(signed_in, engine, who):
    browser = signed_in(who.city)
    told(browser)
    with writing(engine) as conn:
        raised(conn, 2, NOON)
        bump(conn, Topic.ALERTS)
    assert told(browser)["/alerts"] == 3
    assert browser.get("/live/badges").json["/alerts"]["words"] == "3 件预警未办结"


def test_administrators_are_told_of_their_own_work_only(signed_in, engine, who):
    scheduler = system_scope("scheduler")
    system, security, auditor = (
        signed_in(Scope(role, "管理"))
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    )
    assert told(system) == told(security) == told(auditor) == {}
    with writing(engine) as conn:
        number = job_runs.start(conn, scheduler, Job.BACKUP, NOON)
        job_runs.finish(conn, scheduler, number, NOON, JobResult.FAILED, {"error": "disk full"})
        locked = NOON + timedelta(minutes=10)
        row = {"username": "anna", "display_name": "Anna", "role": Role.CITY_BUREAU}
        conn.execute(insert(account).values(**row, locked_until=locked, created_at=NOON))
    assert told(system) == {"/admin/jobs": 1}
    assert told(security) == {"/admin/accounts": 1}
    assert told(auditor) == {}
