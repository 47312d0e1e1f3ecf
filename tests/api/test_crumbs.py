"""The way to a page has names only where the asker may go."""

import pytest

from data_access.engine import writing
from tests.conftest import NOON
from tests.figure_rows import raised
from tests.posted import post
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        raised(conn, 1, NOON)
    return planted


def way(browser, address):
    answer = browser.get("/crumbs", query_string={"at": address})
    assert answer.status_code == 200
    return [(step["name"], step["href"]) for step in answer.json]


CITY = ("全市", "/district")
DONGSHENG = ("东胜区", "/district/150602")
TOWN = ("交通街道", "/district/150602/150602001")
OFFICE = ("交通市场监督管理所", "/office/1")


def test_the_way_to_a_place_begins_at_the_top_of_what_is_seen(signed_in, who):
    city, banner, office = (signed_in(one) for one in (who.city, who.dongsheng, who.office))
    assert way(city, "/district") == [CITY]
    assert way(city, "/district/150602?period=week") == [CITY, DONGSHENG]
    assert way(city, "/district/150602/150602001") == [CITY, DONGSHENG, TOWN]
    assert way(city, "/office/1") == [CITY, DONGSHENG, OFFICE]
    assert way(banner, "/district") == [DONGSHENG]
    assert way(banner, "/district/150602/150602001") == [DONGSHENG, TOWN]
    assert way(office, "/district") == [OFFICE]
    assert way(office, "/district/150602/150602001") == [OFFICE, TOWN]


def test_a_place_of_others_has_no_name(signed_in, who):
    asking = signed_in(who.kangbashi)
    for path in ("/district/150602", "/district/150602/150602001", "/office/1", "/office/9"):
        assert way(asking, path) == []


def test_an_alert_leads_back_to_its_establishment(signed_in, who):
    steps = way(signed_in(who.dongsheng), "/alerts/1")
    assert steps[0] == ("1号店", "/establishment/1")
    assert way(signed_in(who.shop), "/alerts/1")[0] == ("1号店", "/register/own")
    assert steps[1] == ("未戴口罩 YJ-20261119-00001", None)
    assert way(signed_in(who.kangbashi), "/alerts/1") == []


def test_an_establishment_stands_in_its_banner_and_township(signed_in, who):
    steps = way(signed_in(who.city), "/register/3")
    assert [name for name, _href in steps] == ["东胜区", "罕台镇", "3号店"]
    assert way(signed_in(who.office), "/register/3") == []
    assert way(signed_in(who.shop), "/register/1") == [("1号店", None)]


def test_a_list_narrowed_by_its_address_says_to_what(signed_in, who):
    asking = signed_in(who.city)
    assert [name for name, _ in way(asking, "/alerts?banner=150602")] == ["东胜区"]
    assert [name for name, _ in way(asking, "/map?township=150602101")] == ["东胜区", "罕台镇"]
    assert way(signed_in(who.dongsheng), "/alerts?banner=150602") == []  # its own place already
    assert way(signed_in(who.shop), "/alerts?banner=150602") == []


@pytest.mark.parametrize(
    "address",
    [
        *("", "/", "//evil", "/alerts/٣", "/alerts/99999999999", "/register/-1", "/district/%27"),
        *("\0", "//[", "http://[::1"),
    ],
)
def test_odd_addresses_have_no_way(signed_in, who, address):
    assert way(signed_in(who.city), address) == []


def test_nobody_is_told_a_name_without_a_session(server_app):
    assert server_app.server.test_client().get("/crumbs?at=/alerts/1").status_code == 401


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/register/3", "3号店 · 主体档案 · 暖城食安"),
        ("/register/99", "主体档案 · 暖城食安"),
        ("/district/150602", "东胜区 · 旗区 · 暖城食安"),
        ("/register", "暖城食安 · 主体库"),
    ],
)
def test_the_tab_of_a_page_about_one_thing_begins_with_its_name(signed_in, who, path, title):
    assert tab(signed_in(who.city), path) == title


def test_a_tab_names_nothing_that_the_asker_may_not_see(signed_in, who):
    assert tab(signed_in(who.office), "/register/3") == "主体档案 · 暖城食安"


def tab(browser, path):
    answer = post(
        browser,
        [("_pages_content", "children"), ("_pages_store", "data")],
        [("_pages_location", "pathname", path), ("_pages_location", "search", "")],
    )
    return answer.json["response"]["_pages_store"]["data"]["title"]
