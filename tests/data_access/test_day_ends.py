"""Figures at the end of a day: equal to what 总览 shows then, and absent where nobody was there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.day_ends import Noted, day_ends, note, online_by_township
from data_access.engine import writing
from data_access.league import league
from data_access.papers import kitchens_seen, papers
from data_access.schema import (
    camera,
    establishment,
    figure_snapshot,
    health_certificate,
    licence,
    person,
    risk_history,
)
from domain.day_ends import KEPT
from domain.figures import Level
from domain.measures import Measure
from domain.scope import NotAllowedError, system_scope
from domain.share import Share
from tests.conftest import NOON
from tests.rows import LONG_AGO, plant

SYSTEM = system_scope("test")
TODAY = date(2026, 11, 19)
DAY = timedelta(days=1)
LATE = datetime(2026, 11, 19, 15, 50, tzinfo=UTC)  # 23:50 in the city
ROWS = len(KEPT) * 3  # townships


@pytest.fixture
def city(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, days in ((1, 400), (2, 0), (3, -1)):
            conn.execute(
                insert(licence).values(
                    establishment_id=shop,
                    number=f"JY2150602000001{shop}",
                    number_valid=True,
                    expires_on=TODAY + days * DAY,
                )
            )
        complete = {"address": "街1号", "hygiene_grade": "A", "safety_officer": "李"}
        complete |= {"lon": 110.0, "lat": 39.8}
        conn.execute(update(establishment).where(establishment.c.id == 1).values(**complete))
        for number, state in ((10, "online"), (20, "offline"), (40, "online")):
            conn.execute(update(camera).where(camera.c.id == number).values(state=state))
        for shop, town, days in ((1, "150602001", 3), (3, "150602101", -1), (4, "150603003", 9)):
            _worker(conn, shop, town, TODAY + days * DAY)
    return planted


def _worker(conn, shop, town, until):
    conn.execute(
        insert(person).values(
            id=shop,
            establishment_id=shop,
            township_code=town,
            name="员工",
            post="cook",
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
    )
    conn.execute(
        insert(health_certificate).values(
            person_id=shop,
            establishment_id=shop,
            township_code=town,
            number=f"H{shop}",
            expires_on=until,
        )
    )


def test_what_is_noted_is_what_is_shown(engine, city):
    with writing(engine) as conn:
        assert note(conn, SYSTEM, LATE) == Noted(ROWS)
        for scope in (city.city, city.dongsheng, city.kangbashi, city.office):
            shown = papers(conn, scope, TODAY)
            assert day_ends(conn, scope, TODAY + DAY).yesterday == {
                Measure.ONLINE: league(conn, scope, Level.TOWNSHIP, TODAY, NOON).total.online,
                Measure.LICENCES: shown.register.licences_valid,
                Measure.CERTIFICATES: shown.people.share,
                Measure.KITCHENS: Share(
                    kitchens_seen(conn, scope, TODAY), shown.register.establishments
                ),
                Measure.PUBLIC: shown.register.public,
            }
        kept = day_ends(conn, city.city, TODAY + DAY).yesterday
    assert kept[Measure.ONLINE] == Share(2, 3)
    assert kept[Measure.LICENCES] == Share(2, 4)
    assert kept[Measure.PUBLIC] == Share(1, 4)
    assert kept[Measure.CERTIFICATES] == Share(2, 3)


def test_twice_is_once_and_midnight_ends_it(engine, city):
    with writing(engine) as conn:
        note(conn, SYSTEM, LATE - timedelta(minutes=9))
        conn.execute(update(camera).values(state="online"))
        assert note(conn, SYSTEM, LATE).figures == ROWS
        conn.execute(update(camera).values(state="offline"))
        assert note(conn, SYSTEM, LATE + timedelta(minutes=20)) == Noted()
        assert sum(1 for _ in conn.execute(select(figure_snapshot))) == ROWS
        kept = day_ends(conn, city.city, TODAY + DAY)
    assert kept.yesterday[Measure.ONLINE] == Share(4, 4)


def test_a_day_just_over_is_judged_as_that_day(engine, city):
    with writing(engine) as conn:
        assert note(conn, SYSTEM, LATE + timedelta(minutes=40)).figures == ROWS
        kept = day_ends(conn, city.city, TODAY + DAY).yesterday
    assert kept[Measure.LICENCES] == Share(2, 4)  # shop 2's ended with the day


def test_after_a_standstill_nothing_is_made_up(engine, city):
    with writing(engine) as conn:
        note(conn, SYSTEM, LATE - 5 * DAY)
        assert note(conn, SYSTEM, NOON) == Noted(0, 4)
        assert day_ends(conn, city.city, TODAY).yesterday == {}
        assert note(conn, SYSTEM, LATE) == Noted(ROWS, 4)
        later = day_ends(conn, city.city, TODAY + 2 * DAY)
    assert later.yesterday == {}
    assert later.week_before[Measure.LICENCES] == Share(3, 4)
    assert later.lines[Measure.LICENCES][-7:] == (75.0, None, None, None, None, 50.0, None)
    assert not later.demo


def test_one_establishment_and_one_who_may_not_note(engine, city):
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            day_ends(conn, city.shop, TODAY)
        with pytest.raises(NotAllowedError):
            note(conn, city.city, LATE)


def test_an_earlier_day_has_the_cameras_and_the_risk_of_then(engine, city):
    with writing(engine) as conn:
        note(conn, SYSTEM, LATE - DAY)
        conn.execute(update(camera).values(state="offline"))
        for shop, back, level in ((1, 9, "C"), (1, 2, "A"), (1, 0, "D"), (2, 3, None), (4, 0, "A")):
            conn.execute(
                insert(risk_history).values(
                    establishment_id=shop,
                    on_day=TODAY - back * DAY,
                    township_code="150602001",
                    score=9,
                    level=level,
                    cause="first",
                    table_version=1,
                )
            )
        then = league(conn, city.city, Level.BANNER, TODAY - DAY, NOON).total
        unknown = league(conn, city.city, Level.BANNER, TODAY - 2 * DAY, NOON).total
        now = league(conn, city.city, Level.BANNER, TODAY, NOON).total
        places = online_by_township(conn, city.office, TODAY - DAY)
    assert (then.online, then.risk) == (Share(2, 3), {"A": 1, None: 3})
    assert (now.online, now.risk) == (Share(0, 4), {"B": 4})
    assert unknown.online.percent is None
    assert then.establishments == now.establishments == 4
    assert places == {"150602001": Share(1, 2)}
