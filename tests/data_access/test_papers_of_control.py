"""Records read as they are printed: from the duty to the last step on its findings."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access import checklists
from data_access.control import submit
from data_access.control_beside import beside
from data_access.control_periods import open_period
from data_access.control_photos import keep_photo
from data_access.control_record import record
from data_access.engine import reading, writing
from data_access.findings import of_record, recheck, rectify
from data_access.paper_check import checked
from data_access.paper_facts import facts_at
from data_access.papers_of_control import paper, papers
from data_access.photo_reading import clean_photo
from data_access.schema import (
    camera,
    control_paper,
    establishment,
    health_certificate,
    inspection,
    person,
)
from domain.alerts import AlertState
from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.first_checklists import first_checklist
from domain.paper_token import opened, token_of
from domain.photos import PhotoPurpose
from domain.scope import system_scope
from tests.data_access.test_control import DAILY, DAY, MORNING, SYSTEM, clean, failing
from tests.domain.test_statements import WEEKLY
from tests.figure_rows import raised
from tests.photographs import photo
from tests.rows import plant

WEEK = ControlKind.WEEKLY_REVIEW
MONDAY = date(2026, 11, 16)
PUBLIC = system_scope("public page")


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
    return scopes


def handed_in(engine, who, record):
    with writing(engine) as conn:
        submit(conn, who.shop, record, MORNING)


def read(engine, scope, kind=DAILY, start=DAY, shop=1):
    with reading(engine) as conn:
        return paper(conn, scope, shop, kind, start)


def keep(engine, kind, start, **values):
    with writing(engine) as conn:
        conn.execute(
            insert(control_paper).values(
                establishment_id=1,
                kind=kind,
                period_start=start,
                township_code="150602001",
                **values,
            )
        )


def test_a_record_is_read_with_its_answers_and_findings(engine, who):
    handed_in(engine, who, failing())
    one = read(engine, who.shop)
    assert (one.number, one.version) == ("150602-R-20261119-000001", 1)
    assert (one.state, one.submitted_by, one.checklist_version) == ("done", "刘艳", 1)
    assert one.count(Answer.FAIL) == 1
    found = one.findings[0]
    assert (found.code, found.note, found.state) == ("H02", "后门缝隙大于6毫米", "open")
    assert found.text.startswith("挡鼠板")
    assert not one.facts.kept
    assert not one.signed


def test_who_does_not_see_the_establishment_sees_no_record(engine, who):
    handed_in(engine, who, clean())
    assert read(engine, who.kangbashi) is None
    assert read(engine, who.shop, shop=3) is None
    assert read(engine, who.office, start=DAY - timedelta(days=1)) is None
    with reading(engine) as conn:
        assert papers(conn, who.kangbashi, 1, DAILY, DAY, DAY) == []


def test_each_step_on_a_finding_is_a_version_and_the_printed_one_is_old(engine, who, tmp_path):
    handed_in(engine, who, failing())
    first = read(engine, who.shop)
    printed = opened(token_of(first, "key"), ["key"])
    with reading(engine) as conn:
        assert checked(conn, PUBLIC, printed).newest
        number = of_record(conn, who.shop, 1, DAILY, DAY)[0].id
    sent = clean_photo(photo())
    place = (1, DAILY, DAY, "daily.H02", PhotoPurpose.RECTIFIED)
    with writing(engine) as conn:
        keep_photo(conn, who.shop, tmp_path, *place, sent, MORNING)
    assert read(engine, who.shop) == first  # a picture alone is no step yet
    with writing(engine) as conn:
        rectify(conn, who.shop, number, by="刘艳", note="换好了", now=MORNING)
    second = read(engine, who.shop)
    assert (second.version, len(second.findings[0].photos)) == (2, 1)
    with writing(engine) as conn:
        recheck(
            conn, who.office, number, passed=True, note="已看", now=MORNING + timedelta(hours=1)
        )
    third = read(engine, who.shop)
    assert (third.version, third.findings[0].state) == (3, "closed")
    assert len({first.digest, second.digest, third.digest}) == 3
    with reading(engine) as conn:
        told = checked(conn, PUBLIC, printed)
    assert (told.newest, told.printed_version, told.version) == (False, 1, 3)
    assert told.digest == third.digest


def test_what_was_kept_with_a_record_outlives_a_change_of_the_register(engine, who):
    handed_in(engine, who, clean())
    with reading(engine) as conn:
        facts = facts_at(conn, 1, DAILY, DAY, MORNING)
    keep(engine, DAILY, DAY, facts=facts.data(), signature="M1 1L9 9")
    before = read(engine, who.shop)
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 1).values(name="新店名"))
    assert read(engine, who.shop) == before
    assert before.facts.kept
    assert before.signed
    assert before.facts.shop.name == "1号店"


def test_an_unanswered_duty_is_a_paper_without_answers(engine, who):
    one = read(engine, who.shop)
    assert one.state is ControlState.OPEN
    assert one.count(None) == len(one.items) > 30


def test_a_range_is_read_in_order(engine, who):
    handed_in(engine, who, clean())
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, DAY + timedelta(days=1), MORNING + timedelta(days=1))
        found = papers(conn, who.office, 1, DAILY, DAY - timedelta(days=9), DAY + timedelta(days=9))
    assert [one.start for one in found] == [DAY, DAY + timedelta(days=1)]


def week_of_findings(engine, who):
    handed_in(engine, who, failing())
    with writing(engine) as conn:
        later = DAY + timedelta(days=1)
        open_period(conn, SYSTEM, DAILY, later, MORNING + timedelta(days=1))
        record = replace(failing(), period_start=later)
        submit(conn, who.shop, record, MORNING + timedelta(days=1))
        open_period(conn, SYSTEM, WEEK, DAY, MORNING)
        conn.execute(
            insert(person).values(
                id=1, establishment_id=1, township_code="150602001", name="王强", post="cook",
                created_at=MORNING, updated_at=MORNING,
            )
        )  # fmt: skip
        conn.execute(
            insert(health_certificate).values(
                person_id=1, establishment_id=1, township_code="150602001", number="1",
                expires_on=DAY + timedelta(days=9),
            )
        )  # fmt: skip
        conn.execute(update(camera).where(camera.c.id == 10).values(state="online"))
        raised(conn, 1, MORNING, state=AlertState.FALSE)
        raised(conn, 1, MORNING, state=AlertState.CONFIRMED)


def test_a_week_is_counted_when_it_is_handed_in(engine, who):
    week_of_findings(engine, who)
    with reading(engine) as conn:
        figures = facts_at(conn, 1, WEEK, MONDAY, MORNING + timedelta(days=2)).figures
    assert (figures.daily.due, figures.daily.done) == (2, 2)
    assert figures.groups == (("场所环境与病媒防制", 2),)
    assert [(one.code, one.times) for one in figures.repeats] == [("H02", 2)]
    assert figures.alerts_all == 2
    assert [one.person for one in figures.certificates] == ["王强"]
    assert figures.cameras == (1, 1)
    assert figures.left == ()


def test_without_kept_facts_a_week_tells_only_what_is_over(engine, who):
    week_of_findings(engine, who)
    keep(engine, WEEK, MONDAY, statement=WEEKLY | {"analysis": None})
    one = read(engine, who.shop, WEEK, MONDAY)
    assert one.statement.reported_to == "乌云"
    with reading(engine) as conn:  # the board beside it says the same words
        found = record(conn, who.office, 1, WEEK, MONDAY)
        assert beside(conn, who.office, found).handed_in.statement == one.statement
    figures = one.facts.figures
    assert figures.daily.done == 2
    assert (figures.left, figures.certificates, figures.cameras) == (None, None, None)


def test_a_month_is_counted_with_its_inspections_and_alerts(engine, who):
    week_of_findings(engine, who)
    first = DAY.replace(day=1)
    with writing(engine) as conn:
        conn.execute(
            insert(inspection).values(
                establishment_id=1, township_code="150602001", kind="routine", inspected_on=DAY,
                inspectors="甲、乙", key_checked=9, key_failed=0, general_checked=9,
                general_failed=1, result="mostly", rule_version=1,
                recorded_at=MORNING,
            )
        )  # fmt: skip
        figures = facts_at(conn, 1, ControlKind.MONTHLY_DISPATCH, first, MORNING).figures
    assert (figures.passed, figures.failed, figures.found, figures.rectified) == (66, 2, 2, 0)
    assert (figures.alerts, figures.confirmed, figures.false) == (2, 1, 1)
    assert figures.inspections == (("2026-11-19", "日常监督检查", "基本符合"),)
    assert figures.weekly.due == 1


def test_a_record_keeps_the_wording_it_was_answered_under(engine, who):
    handed_in(engine, who, clean())
    before = read(engine, who.shop)
    first = first_checklist(DAILY)
    newer = tuple(replace(item, zh=f"改：{item.zh}") for item in first.items)
    with writing(engine) as conn:
        checklists.write(conn, [replace(first, version=2, effective_from=DAY, items=newer)])
    assert read(engine, who.shop) == before
    unanswered = read(engine, who.office, shop=2)
    assert unanswered.checklist_version == 2
    assert all(item.text.startswith("改：") for item in unanswered.items)
