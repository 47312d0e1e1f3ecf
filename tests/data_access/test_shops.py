from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access.engine import reading, writing
from data_access.schema import camera, establishment, showcase_street
from data_access.shops import shops
from domain.control import ControlState
from domain.scope import NotAllowedError, Role, Scope
from domain.share import Share
from tests.conftest import NOON
from tests.figure_rows import raised, task
from tests.rows import plant

TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
STREET = Scope(Role.STREET_MANAGER, "街区", street_id=1)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        row = {"id": 1, "township_code": "150602001", "name_zh": "暖阳里"}
        conn.execute(insert(showcase_street).values(row))
        conn.execute(update(establishment).where(establishment.c.id == 2).values(street_id=1))
        task(conn, 1, TODAY, ControlState.OPEN)
        for back, state in (
            (1, ControlState.DONE),
            (2, ControlState.MISSED),
            (3, ControlState.EXCUSED),
        ):
            task(conn, 1, TODAY - back * DAY, state)
        raised(conn, 1, NOON - 2 * DAY, severity=2)
        raised(conn, 1, NOON, severity=3)
        conn.execute(update(camera).where(camera.c.id == 10).values(state="online"))
    return planted


def test_an_office_sees_its_establishments_one_by_one(engine, who):
    with reading(engine, who.office.place) as conn:
        first, second = shops(conn, who.office, TODAY, NOON)
    assert (first.name, first.today, first.days) == ("1号店", ControlState.OPEN, Share(1, 2))
    assert first.states[-3:] == (ControlState.EXCUSED, ControlState.MISSED, ControlState.DONE)
    assert (first.open_alerts, first.overdue, first.worst) == (2, 1, 2)
    assert (first.online, first.cameras) == (1, 1)
    assert (second.today, second.days, second.open_alerts) == (None, Share(0, 0), 0)


def test_a_street_sees_its_own_shops_and_no_others(engine, who):
    with reading(engine, STREET.place) as conn:
        assert [shop.establishment_id for shop in shops(conn, STREET, TODAY, NOON)] == [2]


def test_who_sees_more_than_an_office_is_refused(engine, who):
    with reading(engine) as conn:
        for asker in (who.city, who.dongsheng, who.shop):
            with pytest.raises(NotAllowedError):
                shops(conn, asker, TODAY, NOON)
