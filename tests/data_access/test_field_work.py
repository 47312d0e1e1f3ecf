"""Inspections and visits written down by officers: on record, once, and only where they belong."""

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.field_work import mark_rectified, newest_work, record_work
from data_access.record_rows import RecordNotFoundError
from data_access.schema import audit_log, guarantor_visit, inspection, risk_due
from domain.clock import city_day
from domain.form import Fault, FormRefusedError
from domain.scope import NotAllowedError
from tests.conftest import NOON
from tests.domain.test_field_forms import INSPECTION, VISIT
from tests.dossiers import hold
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


@pytest.fixture
def record(engine):
    def one(scope, subject, given, opened_on=0, shop=1):
        with writing(engine, scope.place) as conn:
            return record_work(conn, scope, shop, subject, given, opened_on, NOON)

    return one


def test_an_inspection_stands_with_its_verdict_and_marks_the_risk(engine, who, record):
    number = record(who.office, "inspection", INSPECTION | {"id": 77, "establishment_id": 4})
    with reading(engine) as conn:
        row = conn.execute(select(inspection).where(inspection.c.id == number)).one()
        event = conn.execute(select(audit_log.c.event, audit_log.c.object_id)).one()
        assert conn.scalars(select(risk_due.c.establishment_id)).all() == [1]
    assert (row.establishment_id, row.result, row.hygiene_grade) == (1, "mostly", "B")
    assert tuple(event) == ("inspection_recorded", "1")


def test_the_second_of_two_who_opened_the_same_form_is_asked_to_look(engine, who, record):
    first = record(who.office, "inspection", INSPECTION)
    with pytest.raises(FormRefusedError) as refused:
        record(who.city, "inspection", INSPECTION)
    assert refused.value.findings[0].fault is Fault.SOMEBODY_FASTER
    with reading(engine) as conn:
        assert newest_work(conn, 1, "inspection") == first
    record(who.city, "inspection", INSPECTION, opened_on=first)


def test_a_visit_is_the_present_cadre_s(engine, who, record):
    with pytest.raises(FormRefusedError) as refused:
        record(who.office, "visit", VISIT)
    assert refused.value.findings[0].fault is Fault.HELD_BY_NOBODY
    with writing(engine) as conn:
        cadre = hold(conn, 1)
    record(who.office, "visit", VISIT)
    with reading(engine) as conn:
        row = conn.execute(select(guarantor_visit)).one()
    assert (row.guarantor_id, row.answers) == (cadre, "ppppppp")


@pytest.mark.parametrize("role", ["shop", "leader"])
def test_those_who_are_no_officers_record_nothing(who, record, role):
    with pytest.raises(NotAllowedError):
        record(getattr(who, role), "inspection", INSPECTION)


def test_another_s_establishment_does_not_exist(who, record):
    with pytest.raises(RecordNotFoundError):
        record(who.kangbashi, "inspection", INSPECTION)


def test_what_was_found_is_put_right_once(engine, who, record):
    number = record(who.office, "inspection", INSPECTION)
    with writing(engine, who.office.place) as conn:
        mark_rectified(conn, who.office, 1, "inspection", number, NOON)
        with pytest.raises(RecordNotFoundError):
            mark_rectified(conn, who.office, 1, "inspection", number, NOON)
        with pytest.raises(RecordNotFoundError):
            mark_rectified(conn, who.office, 2, "inspection", number, NOON)
        with pytest.raises(NotAllowedError):
            mark_rectified(conn, who.shop, 1, "inspection", number, NOON)
        done = conn.scalar(select(inspection.c.rectified_on))
    assert done == city_day(NOON)
