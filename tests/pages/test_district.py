"""旗区 as browsers ask for it: own or a choice; another banner looks like one that is not there."""

from datetime import date

import pytest
from sqlalchemy import update

from data_access.engine import writing
from data_access.schema import establishment
from domain.control import ControlState
from tests.conftest import NOON
from tests.figure_rows import raised, roll_up, task
from tests.posted import LIVE, filled, links, open_page, post, words
from tests.rows import plant

TODAY = date(2026, 11, 19)
HEAD = [("district-title", "children"), ("district-kpis", "children")]
TOWNS = [("district-towns", "children")]
WATCHED = [("district-watched", "children")]


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for shop, state in ((1, ControlState.DONE), (3, ControlState.OPEN), (4, ControlState.DONE)):
            task(conn, shop, TODAY, state)
        raised(conn, 4, NOON, severity=1)
        raised(conn, 1, NOON, severity=2)
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level=None))
        roll_up(conn)
    return planted


def asked(adcode):
    return [("district-place", "data", adcode)]


def test_a_city_role_chooses_a_banner(who, signed_in):
    page = open_page(signed_in(who.leader), "/district")
    assert set(links(page)) == {"/district/150602", "/district/150603"}


def test_a_bureau_has_its_own_at_once(who, signed_in):
    page = str(open_page(signed_in(who.dongsheng), "/district"))
    assert "district-towns" in page


def test_a_banner_shows_its_share_and_itself_beside_the_city(who, signed_in):
    title, cards = filled(signed_in(who.city), HEAD, LIVE, asked("150602"))
    assert "东胜区3 家餐饮单位　·　占全市 75.0%　·　1 街道 1 镇" in words(title)
    daily = words(cards[1])
    assert "50.0%" in daily
    assert "低于全市 16.7 百分点" in daily
    assert "1 / 2 家" in daily


@pytest.mark.parametrize(
    "path",
    ["/district/150603", "/district/159999", "/district/1506", "/district/150602/1", "/district/x"],
)
def test_another_banner_and_none_look_alike(who, signed_in, path):
    browser = signed_in(who.dongsheng)
    nowhere = open_page(browser, "/district/000000")
    assert open_page(browser, path) == nowhere
    assert "没有找到这个页面" in words(nowhere)


def test_a_query_cannot_smuggle_another_banner_in(who, signed_in):
    page = open_page(signed_in(who.dongsheng), "/district/150602", "?adcode=150603")
    assert "没有找到这个页面" in words(page)


@pytest.mark.parametrize("adcode", ["150603", "159999", "", 150602, ["150602"], "150602' OR 1=1"])
def test_forged_places_get_nothing(who, signed_in, adcode):
    browser = signed_in(who.dongsheng)
    for outputs in (HEAD, WATCHED):
        assert post(browser, outputs, LIVE, asked(adcode)).status_code == 403


def test_a_city_role_must_name_a_banner(who, signed_in):
    assert post(signed_in(who.city), HEAD, LIVE, asked(None)).status_code == 403


def test_establishments_have_no_district(who, signed_in):
    browser = signed_in(who.shop)
    assert "没有找到这个页面" in words(open_page(browser, "/district"))
    assert post(browser, HEAD, LIVE, asked(None)).status_code == 403


def test_the_watch_list_says_why_and_stays_inside(who, signed_in):
    browser = signed_in(who.city)
    own = filled(browser, WATCHED[0], LIVE, asked("150602"))
    assert "1号店交通街道 · 橙色预警未办结" in words(own)
    assert links(own)["/register/1"] == "1号店"
    assert links(own)["/map?establishment=1"] == "交通街道"
    assert "4号店" not in words(own)
    assert "4号店滨河街道 · 红色预警未办结" in words(
        filled(browser, WATCHED[0], LIVE, asked("150603"))
    )


def test_risk_that_was_never_assessed_is_a_part_of_its_own(who, signed_in):
    outputs = [("district-daily", "figure"), ("district-daily-words", "children")]
    outputs += [("district-daily-table", "children"), ("district-risk", "children")]
    live = [("live-control", "data", 1), ("live-register", "data", 1)]
    mix = filled(signed_in(who.dongsheng), outputs, live, asked(None))[3]
    bar = mix[0]["props"]["children"][1]["props"]
    assert bar["aria-label"] == "A 0.0%，B 66.7%，C 0.0%，D 0.0%，未评定 33.3%"


def test_townships_are_the_rows_and_their_sum_the_banner(who, signed_in):
    state = [*asked("150602"), ("district-order", "data", "daily")]
    table = words(filled(signed_in(who.city), TOWNS[0], LIVE, state))
    assert "交通街道" in table
    assert "东胜区合计" in table
    assert "滨河街道" not in table
