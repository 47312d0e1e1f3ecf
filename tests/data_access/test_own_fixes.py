from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access.engine import reading, writing
from data_access.own_fixes import own_fixes, own_weeks
from data_access.schema import camera, control_finding, health_certificate, licence, person
from domain.alerts import AlertState
from domain.control import ControlState
from domain.own_day import FixKind
from domain.scope import NotAllowedError
from domain.share import Share
from tests.conftest import NOON
from tests.figure_rows import raised, task
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, days in ((1, 20), (2, -5)):
            conn.execute(
                insert(licence).values(
                    establishment_id=shop,
                    number=f"JY2150602000001{shop}",
                    number_valid=True,
                    expires_on=TODAY + days * DAY,
                )
            )
        raised(conn, 1, NOON - 2 * DAY, severity=2, state=AlertState.CONFIRMED)
        raised(conn, 1, NOON, severity=1)
        raised(conn, 2, NOON, severity=1, state=AlertState.CONFIRMED)
        task(conn, 1, TODAY, ControlState.OPEN)
        task(conn, 1, TODAY - DAY, ControlState.DONE)
        task(conn, 1, TODAY - 7 * DAY, ControlState.MISSED)
        task(conn, 2, TODAY, ControlState.OPEN)
        conn.execute(
            insert(control_finding).values(
                establishment_id=1,
                kind="daily_control",
                period_start=TODAY - DAY,
                township_code="150602001",
                item="daily.H02",
                due_at=NOON + 2 * DAY,
            )
        )
        conn.execute(update(camera).where(camera.c.id.in_((10, 20))).values(state="offline"))
        for number, days in ((1, 5), (2, 300), (3, None)):
            conn.execute(
                insert(person).values(
                    id=number,
                    establishment_id=1,
                    township_code="150602001",
                    name=f"员工{number}",
                    post="cook",
                    created_at=NOON,
                    updated_at=NOON,
                )
            )
            if days is not None:
                conn.execute(
                    insert(health_certificate).values(
                        person_id=number,
                        establishment_id=1,
                        township_code="150602001",
                        number=f"H{number}",
                        expires_on=TODAY + days * DAY,
                    )
                )
    return planted


def test_what_waits_for_the_establishment_stands_by_its_deadline(engine, who):
    with reading(engine, who.shop.place) as conn:
        fixes = own_fixes(conn, who.shop, TODAY, NOON)
    assert [(fix.kind, fix.what) for fix in fixes] == [
        (FixKind.RECTIFY, "ai.no_mask"),
        (FixKind.DUTY, "daily_control"),
        (FixKind.FINDING, "daily.H02"),
        (FixKind.CERTIFICATE, "员工1"),
        (FixKind.CERTIFICATE, "员工3"),
        (FixKind.CAMERA, "C-01"),
        (FixKind.LICENCE, ""),
    ]
    assert fixes[0].number == 1


def test_an_ended_licence_has_no_day_to_wait_for(engine, who):
    other = type(who.shop)(who.shop.role, "2号店", establishment_id=2)
    with reading(engine, other.place) as conn:
        fixes = own_fixes(conn, other, TODAY, NOON)
    licences = [fix for fix in fixes if fix.kind is FixKind.LICENCE]
    assert [fix.due_at for fix in licences] == [None]


def test_weeks_count_itself_only(engine, who):
    with reading(engine, who.shop.place) as conn:
        weeks = own_weeks(conn, who.shop, TODAY)
    assert len(weeks) == 12
    assert [week.on_time for week in weeks[-2:]] == [Share(0, 1), Share(1, 2)]
    assert weeks[-1].alerts == 2


def test_nobody_else_has_an_own_page(engine, who):
    with reading(engine) as conn, pytest.raises(NotAllowedError):
        own_fixes(conn, who.city, TODAY, NOON)
