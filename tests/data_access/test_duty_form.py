"""What a form shows: the items that apply, what is known of them, what one tap may confirm."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from components.duty_sheet import sections
from data_access.control import submit
from data_access.control_periods import open_period
from data_access.control_record import record
from data_access.duty_form import duty_form
from data_access.engine import reading, writing
from data_access.schema import (
    alert,
    camera,
    control_deputy,
    establishment,
    health_certificate,
    licence,
    person,
)
from domain.checklists import Answer, NotAsked
from domain.control import ControlKind, ControlState
from domain.duty_form import Known
from domain.scope import NotAllowedError, system_scope
from tests.data_access.test_control import clean, failing
from tests.rows import LONG_AGO, plant

DAY = date(2026, 11, 19)
YESTERDAY = DAY - timedelta(days=1)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
DAILY, WEEKLY = ControlKind.DAILY_CONTROL, ControlKind.WEEKLY_REVIEW
SYSTEM = system_scope("scheduler")
STANDING = ("daily.B04", "daily.D04", "daily.D07", "daily.E01", "daily.F02", "daily.I03")


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        conn.execute(update(establishment).values(safety_officer="刘艳", principal="王强"))
        for day in (YESTERDAY, DAY):
            open_period(conn, SYSTEM, DAILY, day, MORNING - timedelta(days=1))
        open_period(conn, SYSTEM, WEEKLY, DAY, MORNING)
    return scopes


def form_of(engine, scope, kind=DAILY, start=DAY):
    with reading(engine) as conn:
        return duty_form(conn, scope, kind, start, MORNING)


def set_up_well(conn) -> None:
    """A shop of which everything is known and good."""
    conn.execute(
        insert(licence).values(
            establishment_id=1, number="JY1", number_valid=True, expires_on=date(2029, 6, 30)
        )
    )
    conn.execute(
        insert(person).values(
            id=1,
            establishment_id=1,
            township_code="150602001",
            name="刘艳",
            post="safety_officer",
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
    )
    conn.execute(
        insert(health_certificate).values(
            person_id=1,
            establishment_id=1,
            township_code="150602001",
            number="H1",
            expires_on=date(2027, 3, 1),
        )
    )
    conn.execute(update(camera).values(state="online", last_look_at=MORNING))


def test_what_is_known_stands_beside_its_item(engine, planted):
    with writing(engine) as conn:
        set_up_well(conn)
    form = form_of(engine, planted.shop)
    known = {item: (fact.about, fact.good) for item, fact in form.known.items()}
    assert known == {
        "daily.A01": (Known.LICENCE, True),
        "daily.A03": (Known.CERTIFICATES, True),
        "daily.I01": (Known.CAMERAS, True),
        "daily.I02": (Known.ALERTS, True),
        "daily.I04": (Known.FINDINGS, True),
    }
    # The alerts say nothing of the sensors that the same item asks about.
    assert form.settled == tuple(item for item in known if item != "daily.I02")
    assert form.known["daily.A01"].day == date(2029, 6, 30)
    assert (form.known["daily.I01"].part, form.known["daily.I01"].whole) == (1, 1)


def test_what_speaks_against_a_pass_is_never_confirmed_together(engine, planted):
    with writing(engine) as conn:
        set_up_well(conn)
        conn.execute(update(licence).values(expires_on=YESTERDAY))
        conn.execute(update(health_certificate).values(expires_on=YESTERDAY))
        conn.execute(update(camera).values(state="offline"))
        conn.execute(
            insert(alert).values(
                alert_class="ai.rodent",
                severity=1,
                establishment_id=1,
                township_code="150602001",
                state="raised",
                dedupe_key="1/ai.rodent",
                raised_at=MORNING - timedelta(days=1),
                raised_on=YESTERDAY,
                last_seen_at=MORNING - timedelta(days=1),
                confirm_by=MORNING,
                rectify_by=MORNING,
            )
        )
        submit(conn, planted.shop, failing(period_start=YESTERDAY), MORNING - timedelta(days=1))
    form = form_of(engine, planted.shop)
    assert len(form.known) == 5
    assert not any(fact.good for fact in form.known.values())
    assert form.settled == ()
    assert [one.case.item for one in form.findings] == ["daily.H02"]
    assert form.findings[0].item.zh.startswith("挡鼠板")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_was_never_looked_at_is_no_fact(engine, planted):
    form = form_of(engine, planted.shop)
    assert {"daily.A01", "daily.A03", "daily.I01"}.isdisjoint(form.known)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_honest_day_of_a_small_shop_takes_25_taps(engine, planted):
    """34 items apply; 5 are known, 6 had no use the day before, and one tap confirms these."""
    with writing(engine) as conn:
        set_up_well(conn)
        day_before = dict(clean().answers) | dict.fromkeys(STANDING, Answer.NOT_APPLICABLE)
        record = clean(period_start=YESTERDAY, answers=day_before)
        submit(conn, planted.shop, record, MORNING - timedelta(days=1))
    form = form_of(engine, planted.shop)
    assert form.standing == STANDING
    drawn = sections(form)
    once, alone = drawn[0], drawn[1:]
    assert {row.id: row.once for row in once.rows} == dict.fromkeys(form.settled, "p") | (
        dict.fromkeys(STANDING, "n")
    )
    taps = 1 + sum(len(section.rows) for section in alone)
    assert sum(len(section.rows) for section in drawn) == len(form.items) == 34
    assert taps == 25


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_new_small_shop_is_asked_nothing_that_the_register_rules_out(engine, planted):
    """Its first day: 33 items without camera, cold room, takeaway; 31 taps, since nobody
    has said yet that it has no gas, no frying, no delivered tableware. The next day takes 25."""
    with writing(engine) as conn:
        set_up_well(conn)
        conn.execute(camera.delete())
    form = form_of(engine, planted.shop)
    assert len(form.items) == 33
    assert form.standing == ()
    drawn = sections(form)
    assert 1 + sum(len(section.rows) for section in drawn[1:]) == 31
    with reading(engine) as conn:
        found = record(conn, planted.office, 1, DAILY, DAY)
    assert {item.code: why for item, why in found.left_out} == {
        "D05": NotAsked.NO_CANTEEN,
        "D06": NotAsked.NO_COLD_ROOM,
        "G01": NotAsked.NO_SAMPLES,
        "G02": NotAsked.NO_SCHOOL,
        "G03": NotAsked.NO_CANTEEN,
        "G04": NotAsked.NO_TAKEAWAY,
        "I01": NotAsked.NO_CAMERAS,
    }


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_may_sign_and_who_stands_in(engine, planted):
    with writing(engine) as conn:
        conn.execute(
            insert(control_deputy).values(
                establishment_id=1,
                township_code="150602001",
                kind=DAILY,
                name="赵敏",
                stands_in_for="刘艳",
                starts=YESTERDAY,
                ends=DAY,
                named_by="王强",
                named_at=MORNING,
            )
        )
    signers = [(one.name, one.stands_in_for) for one in form_of(engine, planted.shop).signers]
    assert signers[0] == ("刘艳", None)
    assert signers[-1] == ("赵敏", "刘艳")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_form_is_of_ones_own_duty(engine, planted):
    form = form_of(engine, planted.shop, WEEKLY, date(2026, 11, 16))
    assert (form.name, form.state) == ("1号店", ControlState.OPEN)
    assert form.known["weekly.R01"].whole == 2
    assert (DAILY, DAY) in form.others
    assert form_of(engine, planted.shop, DAILY, DAY + timedelta(days=1)) is None
    assert form_of(engine, replace(planted.shop, establishment_id=77)) is None
    with pytest.raises(NotAllowedError):
        form_of(engine, planted.office)
