"""The search of the top bar: what each role finds, in words, and never more than is its own."""

import pytest
from sqlalchemy import update

from api.search import PER_MINUTE
from data_access.engine import writing
from data_access.schema import establishment
from domain.pinyin import initials
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.figure_rows import raised
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for number, name in {1: "𠮷野暖阳面馆", 4: "暖阳<b>小面</b>"}.items():
            known = {"name": name, "name_initials": initials(name)}
            conn.execute(update(establishment).where(establishment.c.id == number).values(**known))
        raised(conn, 1, NOON)
    return planted


def groups(browser, text):
    answer = browser.get("/search", query_string={"q": text})
    assert answer.status_code == 200
    return {one["title"]: one["items"] for one in answer.json["groups"]}


def test_hits_are_grouped_and_say_where_the_text_was_found(signed_in, who):
    asking = signed_in(who.city)
    found = groups(asking, "暖阳")
    assert [one["title"] for one in found["单位"]] == ["暖阳<b>小面</b>", "𠮷野暖阳面馆"]
    assert found["单位"][0]["detail"] == "中型餐饮 · 康巴什区 滨河街道"
    assert found["单位"][0]["at"] == [0, 2]
    assert found["单位"][1]["at"] == [2, 4]  # counted in signs, not in halves of signs
    assert found["单位"][0]["href"] == "/establishment/4"
    assert groups(asking, "yny")["单位"][0]["at"] == [1, 4]  # by initials


def test_a_closed_establishment_is_found_by_its_credit_code_and_marked(signed_in, who, engine):
    with writing(engine) as conn:
        shop = update(establishment).where(establishment.c.id == 4)
        conn.execute(shop.values(status="closed", credit_code="92150603MA0K12340X"))
    hit = groups(signed_in(who.city), "92150603MA0K12340X")["单位"][0]
    assert hit["detail"] == "注销 · 中型餐饮 · 康巴什区 滨河街道"
    assert "单位" not in groups(signed_in(who.city), "暖阳<b>小面")


def test_pages_are_found_by_name_and_initials_for_those_who_may_open_them(signed_in, who):
    city, shop = signed_in(who.city), signed_in(who.shop)
    assert [one["href"] for one in groups(city, "dt")["页面"]] == ["/map"]
    assert [one["href"] for one in groups(city, "预")["页面"]] == ["/alerts"]
    assert "页面" not in groups(shop, "旗区")


def test_places_lead_to_the_banner_and_to_the_map_of_a_township(signed_in, who):
    found = groups(signed_in(who.city), "东胜")["地点"]
    assert [(one["title"], one["href"]) for one in found] == [("东胜区", "/district/150602")]
    town = groups(signed_in(who.dongsheng), "罕台")["地点"][0]
    assert (town["href"], town["detail"]) == ("/map?township=150602101", "东胜区")
    assert "地点" not in groups(signed_in(who.dongsheng), "康巴什")


def test_an_alert_is_found_by_its_number(signed_in, who):
    found = groups(signed_in(who.dongsheng), "YJ-20261119-00001")["预警"]
    assert [one["href"] for one in found] == ["/alerts/1"]
    assert groups(signed_in(who.kangbashi), "YJ-20261119-00001") == {}


def test_one_establishment_finds_itself_only_and_no_place(signed_in, who):
    found = groups(signed_in(who.shop), "暖阳")
    assert [one["title"] for one in found["单位"]] == ["𠮷野暖阳面馆"]
    assert [one["href"] for one in found.pop("单位")] == ["/register/own"]
    assert found == {}
    assert groups(signed_in(who.shop), "东胜") == {}


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_administrators_find_pages_only(signed_in, who, role):
    found = groups(signed_in(Scope(role, "admin")), "暖阳")
    assert found == {}
    assert groups(signed_in(Scope(role, "admin")), "1") == {}


def test_nobody_searches_without_a_session(server_app, who):
    assert server_app.server.test_client().get("/search?q=面馆").status_code == 401


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=%ff%fe", "q=%ed%a0%80", "q=" + "面" * 3000]
)
def test_odd_questions_are_answered_with_nothing(signed_in, who, query):
    answer = signed_in(who.city).get(f"/search?{query}")
    assert answer.status_code == 200
    assert answer.json["groups"] == []


def test_too_many_questions_are_refused_in_words_for_that_account_alone(signed_in, who):
    asking, other = signed_in(who.city), signed_in(who.dongsheng)
    answers = [asking.get("/search?q=x").status_code for _ in range(PER_MINUTE + 1)]
    assert answers == [200] * PER_MINUTE + [429]
    refused = asking.get("/search?q=x", headers={"Accept": "application/json"})
    assert refused.json["error"] == "操作过于频繁，请稍后再试"
    assert other.get("/search?q=x").status_code == 200
