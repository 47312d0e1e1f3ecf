from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from data_access import figures
from data_access.areas import find
from data_access.engine import reading, writing
from data_access.league import league
from data_access.schema import camera, establishment
from data_access.standing import standing
from domain.alerts import AlertState
from domain.area import Area
from domain.control import ControlKind, ControlState, period_start
from domain.figures import Level
from domain.ranking import Rank, Smallest
from domain.scope import NotAllowedError, Role, Scope
from domain.share import Share
from tests.conftest import NOON
from tests.figure_rows import raised, roll_up, task
from tests.rows import LONG_AGO, plant

TODAY = date(2026, 11, 19)
WEEK = ControlKind.WEEKLY_REVIEW
DAY = timedelta(days=1)


@pytest.fixture
def city(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, state in ((1, ControlState.DONE), (3, ControlState.OPEN), (4, ControlState.DONE)):
            task(conn, shop, TODAY, state)
            task(conn, shop, TODAY - DAY, ControlState.MISSED if shop == 3 else ControlState.LATE)
            task(conn, shop, period_start(WEEK, TODAY), state, kind=WEEK)
        conn.execute(update(establishment).where(establishment.c.id == 1).values(risk_level="D"))
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level=None))
        conn.execute(update(camera).where(camera.c.id == 10).values(state="online"))
        conn.execute(update(camera).where(camera.c.id == 20).values(state="offline"))
        raised(conn, 1, NOON - DAY / 24, severity=1)
        raised(conn, 1, NOON - 5 * DAY, state=AlertState.CLOSED, rectified_at=NOON - 5 * DAY)
        raised(conn, 2, NOON - 5 * DAY, state=AlertState.RECTIFIED, rectified_at=NOON)
        raised(conn, 3, NOON - 5 * DAY, state=AlertState.CONFIRMED)
        raised(conn, 3, NOON - 40 * DAY, state=AlertState.CONFIRMED)
        raised(conn, 4, NOON - 5 * DAY, state=AlertState.FALSE)
        roll_up(conn)
    return planted


def test_banners_and_their_sum(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.city, Level.BANNER, TODAY, NOON)
    dongsheng, kangbashi = found.rows
    assert (dongsheng.code, dongsheng.name_zh) == ("150602", "东胜区")
    assert dongsheng.figures.establishments == 3
    assert dongsheng.figures.risk == {"D": 1, "B": 1, None: 1}
    assert dongsheng.figures.high_risk == Share(1, 2)
    assert dongsheng.figures.daily.answered == Share(1, 2)
    assert dongsheng.figures.weekly.answered == Share(1, 2)
    assert dongsheng.figures.monthly.answered.percent is None
    assert kangbashi.figures.daily.answered == Share(1, 1)
    assert found.total.establishments == 4
    assert found.total.daily.answered == Share(2, 3)
    assert [day.whole for day in found.total.days[-3:]] == [0, 3, 3]
    assert found.total.daily.due == 3


def test_cameras_never_looked_at_are_neither_online_nor_offline(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.dongsheng, Level.BANNER, TODAY, NOON)
    assert found.total.online == Share(1, 2)
    assert found.total.channels == 3


def test_on_time_counts_what_had_to_be_finished_within_thirty_days(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.city, Level.BANNER, TODAY, NOON)
    assert found.total.rectified_on_time == Share(1, 3)
    assert found.total.alerts_found == 1
    assert found.total.alerts.found == 5


def test_townships_of_a_banner_sum_to_the_banner(engine, city):
    with reading(engine) as conn:
        banners = league(conn, city.city, Level.BANNER, TODAY, NOON)
        towns = league(conn, city.dongsheng, Level.TOWNSHIP, TODAY, NOON)
    assert [row.name_zh for row in towns.rows] == ["交通街道", "罕台镇"]
    assert towns.total == banners.rows[0].figures


def test_an_office_sees_its_townships_only(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.office, Level.TOWNSHIP, TODAY, NOON)
    assert [row.code for row in found.rows] == ["150602001"]
    assert found.total.establishments == 2


def test_a_league_agrees_with_the_single_figures(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.city, Level.BANNER, TODAY, NOON)
        by_severity = figures.found_by_severity(conn, city.city, TODAY)
        categories = figures.categories(conn, city.city, TODAY)
    assert found.total.alerts_found == sum(by_severity.values())
    assert found.total.establishments == sum(row.establishments for row in categories)
    assert found.total.daily.due == sum(row.daily.due for row in categories)


def test_an_establishment_gets_no_league_and_no_average(engine, city):
    with reading(engine) as conn:
        with pytest.raises(NotAllowedError):
            league(conn, city.shop, Level.TOWNSHIP, TODAY, NOON)
        with pytest.raises(NotAllowedError):
            standing(conn, city.shop, Area(), TODAY, NOON, Smallest())


def test_a_bureau_learns_the_city_mean_and_its_rank_only(engine, city):
    with writing(engine) as conn:
        for n in range(20):
            place = "150602001" if n % 2 else "150603003"
            conn.execute(
                insert(establishment).values(
                    id=100 + n,
                    township_code=place,
                    name=f"{n}",
                    category="small",
                    created_at=LONG_AGO,
                    updated_at=LONG_AGO,
                )
            )
        of_it = Area(banner="150603")
        found = standing(conn, city.kangbashi, of_it, TODAY, NOON, Smallest(5, 5))
        larger = standing(conn, city.kangbashi, of_it, TODAY, NOON, Smallest(12, 5))
    assert found.city.reached == Share(2, 3)
    assert found.rank["alerts_per_hundred"] == Rank(1, 2)
    assert found.rank[ControlKind.DAILY_CONTROL] is None  # one duty is no ranking
    assert larger.rank["alerts_per_hundred"] is None


def test_equal_shares_have_equal_ranks_among_peers_of_one_banner(engine, city):
    with writing(engine) as conn:
        find_ = find(conn, city.city, Area("150602", "150602101"))
        found = standing(conn, find_.scope, find_.area, TODAY, NOON, Smallest(1, 1))
    assert found.rank["alerts_per_hundred"] == Rank(1, 2)  # 交通街道 has one, 罕台镇 none
    assert found.rank[ControlKind.WEEKLY_REVIEW] == Rank(2, 2)
    assert found.rank["rectified_on_time"] == Rank(2, 2)


def test_an_office_is_ranked_among_offices_of_its_banner(engine, city):
    bound = Scope(Role.SUPERVISION_OFFICE, "所", banner_adcode="150602", office_id=1)
    with reading(engine) as conn:
        found = standing(conn, bound, Area("150602", office=1), TODAY, NOON, Smallest(1, 1))
        banner = league(conn, city.dongsheng, Level.OFFICE, TODAY, NOON)
    assert found.rank[ControlKind.DAILY_CONTROL] == Rank(1, 1)  # 罕台镇 is of no office: no peer
    assert [(row.code, row.figures.establishments) for row in banner.rows] == [("1", 2), ("", 1)]
    assert banner.total.establishments == 3


def test_a_reach_of_several_days_sums_duties_and_alerts(engine, city):
    with reading(engine) as conn:
        found = league(conn, city.city, Level.BANNER, TODAY, NOON, since=TODAY - timedelta(days=5))
    assert found.total.reached == Share(4, 6)
    assert found.total.alerts_found == 5
    assert found.total.daily.answered == Share(2, 3)
