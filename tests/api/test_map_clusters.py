import pytest
from sqlalchemy import update

from data_access import map_tables
from data_access.changes import Topic, bump
from data_access.engine import reading, writing
from data_access.map_points import register_size
from data_access.schema import establishment
from tests.rows import plant

VIEW = {"bbox": "109,39,111,41", "zoom": "9"}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for n, lon in ((1, 109.98), (2, 109.981), (4, 109.78)):
            place = establishment.c.id == n
            conn.execute(update(establishment).where(place).values(lon=lon, lat=39.81))
    return planted


def _asked(browser, **more):
    answer = browser.get("/map/clusters", query_string=VIEW | more)
    assert answer.status_code == 200
    return answer.json


def test_each_asker_is_answered_from_the_own_part(server_app, signed_in, who):
    told = _asked(signed_in(who.city))
    assert (told["all"], told["passing"], told["seen"]) == (4, 4, 3)
    assert told["counts"]["banner"] == {"150602": 3, "150603": 1}
    assert told["lost"] == {"n": 1, "ids": [3]}
    assert sorted(row[0] for row in told["rows"]) == [1, 2, 4]
    told = _asked(signed_in(who.kangbashi), chosen="1")
    assert [row[0] for row in told["rows"]] == [4]
    assert told["all"] == 1
    assert told["chosen"] is None
    assert _asked(signed_in(who.shop))["all"] == 1


def test_the_filter_narrows_and_the_chosen_one_comes_along(server_app, signed_in, who):
    told = _asked(signed_in(who.city), banner="150603", chosen="2", mode="area")
    assert [row[0] for row in told["rows"]] == [4]
    assert told["chosen"][0] == 2
    assert told["shares"]["banner"]["150603"] == [1, 0, 1]


def test_many_in_view_come_as_cells(server_app, signed_in, who, monkeypatch):
    monkeypatch.setattr("api.map_clusters.MOST_POINTS", 1)
    told = _asked(signed_in(who.city), zoom="7")
    assert sum(told["cells"]["n"]) == told["seen"] == 3
    singles = [number for number in told["cells"]["id"] if number]
    assert [row[0] for row in told["rows"]] == singles


@pytest.mark.parametrize(
    "forged",
    [
        {"bbox": ""},
        {"bbox": "1,2,3"},
        {"bbox": "nan,39,111,41"},
        {"bbox": "111,39,109,41"},
        {"bbox": "109,39,999,41"},
        {"bbox": "109,-90,111,90"},
        {"bbox": "<script>,39,111,41"},
        {"zoom": "x"},
        {"zoom": "inf"},
        {"zoom": "-1"},
        {"zoom": "99"},
        {"by": "name"},
        {"datum": "mars"},
    ],
)
def test_a_forged_view_is_refused(server_app, signed_in, who, forged):
    answer = signed_in(who.city).get("/map/clusters", query_string=VIEW | forged)
    assert answer.status_code == 400


def test_above_the_setting_no_points_travel(server_app, signed_in, who, monkeypatch):
    browser = signed_in(who.city)
    most = server_app.server.extensions["nuancheng"].settings.map.server_clusters_above
    monkeypatch.setattr("api.points.register_size", lambda _conn, _scope: most + 1)
    assert browser.get("/map/points").json == {"many": most + 1}


def test_the_setting_is_held_against_the_own_part(server_app, signed_in, who, engine):
    for scope, size in ((who.city, 4), (who.office, 2), (who.shop, 1)):
        with reading(engine, scope.place) as conn:
            assert register_size(conn, scope) == size
    assert "ids" in signed_in(who.city).get("/map/points").json


def test_what_lags_behind_says_of_when_it_is(server_app, engine, signed_in, who, monkeypatch):
    browser = signed_in(who.city)
    monkeypatch.setattr(map_tables, "RESTS_FROM_S", -1.0)
    monkeypatch.setattr(map_tables, "REST_TIMES", 1e9)
    assert _asked(browser)["asOf"] is None
    with writing(engine) as conn:
        bump(conn, Topic.ALERTS)
    assert _asked(browser)["asOf"] == "12:00:00"
    export = browser.get("/export/map.csv").data.decode("utf-8-sig")
    assert "数据截至,2026-11-19 12:00:00" in export


def test_an_account_that_asks_without_end_is_slowed_down_alone(
    server_app, signed_in, who, monkeypatch
):
    monkeypatch.setattr("api.map_clusters.PER_MINUTE", 3)
    greedy, modest = signed_in(who.city), signed_in(who.dongsheng)
    codes = [greedy.get("/map/clusters", query_string=VIEW).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert modest.get("/map/clusters", query_string=VIEW).status_code == 200
