"""What a person owes beside the answers, and what of it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from data_access.control import submit
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.schema import control_deputy, control_paper, control_photo, control_task
from domain.checklists import Answer
from domain.control import ControlKind, ControlState, Refusal, RefusedError
from domain.pace import unpack_pace
from domain.scope import system_scope
from domain.submission import Submission
from tests.data_access.test_control import clean, failing
from tests.rows import plant
from tests.sheets import asked
from tests.signatures import SIGNATURE, paper

DAY = date(2026, 11, 19)
MONDAY = date(2026, 11, 16)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
DAILY, WEEKLY = ControlKind.DAILY_CONTROL, ControlKind.WEEKLY_REVIEW
SYSTEM = system_scope("scheduler")
PHOTO = {
    "establishment_id": 1,
    "township_code": "150602001",
    "kind": DAILY,
    "period_start": DAY,
    "item": "daily.H02",
    "purpose": "found",
    "sha256": "0" * 64,
    "path": "x.jpg",
    "width": 800,
    "height": 600,
    "size_bytes": 1,
    "phash": "0" * 16,
    "received_at": MORNING,
    "uploaded_by": "刘艳",
}


@pytest.fixture
def person(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        for kind in (DAILY, WEEKLY):
            open_period(conn, SYSTEM, kind, DAY, MORNING)
    return replace(scopes.shop, account_id=5)


def refusal(engine, scope, record) -> RefusedError:
    with pytest.raises(RefusedError) as refused, writing(engine) as conn:
        submit(conn, scope, record, MORNING)
    with reading(engine) as conn:
        state = conn.scalar(
            select(control_task.c.state).where(
                control_task.c.establishment_id == 1, control_task.c.kind == record.kind
            )
        )
        assert state == ControlState.OPEN
    return refused.value


def test_what_came_with_a_record_is_kept(engine, person):
    opened = MORNING - timedelta(minutes=3)
    seconds = {"daily.A01": None, "daily.A02": 4, "daily.A03": 130}
    record = clean(
        paper=paper(opened_at=opened, client_at=MORNING - timedelta(hours=1), seconds=seconds)
    )
    with writing(engine) as conn:
        submit(conn, person, record, MORNING)
    with reading(engine) as conn:
        kept = conn.execute(select(control_paper)).one()
    assert (kept.signature, kept.opened_at, kept.device) == (SIGNATURE, opened, "0123456789abcdef")
    assert kept.client_at == MORNING - timedelta(hours=1)
    assert unpack_pace(kept.pace)[:4] == (None, 4, 130, None)
    assert len(kept.pace) == 2 * len(record.answers)
    assert kept.facts["shop"]["name"] == "1号店"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("given", [None, paper(signature=""), paper(signature="M1 1L2 2")])
def test_a_person_signs(engine, person, given):
    assert refusal(engine, person, clean(paper=given)).refusal is Refusal.UNSIGNED


def test_a_failed_item_of_a_person_has_a_photo(engine, person):
    record = failing(paper=paper())
    refused = refusal(engine, person, record)
    assert (refused.refusal, refused.items) == (Refusal.PHOTO_MISSING, ("daily.H02",))
    with writing(engine) as conn:
        conn.execute(insert(control_photo).values(PHOTO | {"item": "daily.H01"}))
    assert refusal(engine, person, record).refusal is Refusal.PHOTO_MISSING
    with writing(engine) as conn:
        conn.execute(insert(control_photo).values(PHOTO))
        assert submit(conn, person, record, MORNING).created


def test_a_deputy_is_named_before(engine, person):
    record = clean(submitted_by="王强", paper=paper(deputy_for="刘艳"))
    assert refusal(engine, person, record).refusal is Refusal.NO_DEPUTY
    named = {
        "establishment_id": 1,
        "township_code": "150602001",
        "kind": DAILY,
        "name": "王强",
        "stands_in_for": "刘艳",
        "starts": DAY,
        "ends": DAY,
        "named_by": "刘艳",
        "named_at": MORNING,
    }
    with writing(engine) as conn:
        conn.execute(insert(control_deputy).values(named))
        assert submit(conn, person, record, MORNING).created


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_weekly_report_of_a_person_has_its_words(engine, person):
    answers = {item.id: Answer.PASS for item in asked(WEEKLY)}
    record = Submission(1, WEEKLY, MONDAY, "刘艳", answers, paper=paper())
    assert refusal(engine, person, record).refusal is Refusal.INCOMPLETE
    with writing(engine) as conn:
        said = {"risk": "low"}
        assert submit(conn, person, replace(record, paper=paper(statement=said)), MORNING).created
        assert conn.scalar(select(control_paper.c.statement)) == said


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_people_of_the_demonstration_owe_nothing_more(engine, person):
    with writing(engine) as conn:
        assert submit(conn, replace(person, account_id=None), failing(), MORNING).created
