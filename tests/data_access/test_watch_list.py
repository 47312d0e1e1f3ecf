from datetime import date, timedelta

from sqlalchemy import update

from data_access.engine import reading, writing
from data_access.schema import establishment
from data_access.watch_list import watch_list
from domain.alerts import AlertState
from domain.control import ControlState
from tests.conftest import NOON
from tests.figure_rows import raised, task
from tests.rows import plant

TODAY = date(2026, 11, 19)


def missed(conn, shop, *days_ago):
    for n in days_ago:
        task(conn, shop, TODAY - timedelta(days=n), ControlState.MISSED)


def test_red_before_orange_before_streak_before_level(engine):
    with writing(engine) as conn:
        city = plant(conn).city
        conn.execute(update(establishment).where(establishment.c.id == 4).values(risk_level="D"))
        raised(conn, 3, NOON, severity=1)
        raised(conn, 3, NOON, severity=4)
        raised(conn, 2, NOON, severity=2)
        raised(conn, 2, NOON, severity=2, state=AlertState.CLOSED)
        missed(conn, 1, 1, 2, 3)
        found = watch_list(conn, city, TODAY, NOON)
    assert [one.establishment_id for one in found] == [3, 2, 1, 4]
    assert found[0].open_alerts == {1: 1, 4: 1}
    assert found[1].open_alerts == {2: 1}
    assert found[2].missed_days == 3
    assert (found[3].risk_level, found[3].open_alerts, found[3].missed_days) == ("D", {}, 0)


def test_a_streak_ends_at_the_first_day_that_was_answered(engine):
    with writing(engine) as conn:
        city = plant(conn).city
        missed(conn, 1, 1, 2, 4, 5, 6)
        missed(conn, 2, 2, 3, 4)
        missed(conn, 3, 1)
        found = {
            one.establishment_id: one.missed_days for one in watch_list(conn, city, TODAY, NOON)
        }
    assert found == {1: 2}


def test_good_establishments_do_not_fill_the_list(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        raised(conn, 1, NOON, severity=3)
        assert watch_list(conn, planted.city, TODAY, NOON) == []


def test_the_list_is_bounded_and_scoped(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop in (1, 2, 3, 4):
            raised(conn, shop, NOON, severity=1)
    with reading(engine) as conn:
        assert len(watch_list(conn, planted.city, TODAY, NOON, limit=2)) == 2
        own = watch_list(conn, planted.kangbashi, TODAY, NOON)
        office = watch_list(conn, planted.office, TODAY, NOON)
    assert [one.establishment_id for one in own] == [4]
    assert [one.establishment_id for one in office] == [1, 2]
