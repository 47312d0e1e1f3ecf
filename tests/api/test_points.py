import gzip
import json
import random
from itertools import accumulate

import pytest
from sqlalchemy import insert, update

from data_access import changes
from data_access.engine import writing
from data_access.places_loading import load_places
from data_access.schema import establishment
from domain.categories import Category
from settings import load
from tests.conftest import NOON
from tests.rows import LONG_AGO, plant

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(update(establishment).values(lon=109.98, lat=39.81))
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 1)
            .values(name='"><img src=x onerror=alert(1)>')
        )
    return planted


def _ids(answer):
    return list(accumulate(json.loads(gzip.decompress(answer.data))["ids"]))


def test_points_come_packed_and_a_second_time_only_as_a_304(signed_in, who):
    browser = signed_in(who.city)
    first = browser.get("/map/points", headers=GZIP)
    assert first.status_code == 200
    assert first.headers["Content-Encoding"] == "gzip"
    assert "no-store" in first.headers["Cache-Control"]
    assert _ids(first) == [1, 2, 3, 4]
    again = browser.get("/map/points", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_makes_new_points(signed_in, who, engine):
    browser = signed_in(who.city)
    first = browser.get("/map/points", headers=GZIP)
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level="D"))
        changes.bump(conn, changes.Topic.REGISTER)
    again = browser.get("/map/points", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert json.loads(gzip.decompress(again.data))["risks"] == "BDBB"


def test_who_knows_a_version_gets_only_what_changed_since(signed_in, who, engine):
    browser = signed_in(who.city)
    first = browser.get("/map/points", headers=GZIP).headers["ETag"].strip('"')
    assert browser.get(f"/map/points?since={first}", headers=GZIP).status_code == 304
    with writing(engine) as conn:
        for number in range(5, 30):  # so that one change is no fifth of all
            conn.execute(insert(establishment).values(**_shop(number)))
        changes.bump(conn, changes.Topic.REGISTER)
    second = browser.get("/map/points", headers=GZIP).headers["ETag"].strip('"')
    with writing(engine) as conn:
        conn.execute(update(establishment).where(establishment.c.id == 2).values(risk_level="D"))
        conn.execute(update(establishment).where(establishment.c.id == 9).values(status="closed"))
        changes.bump(conn, changes.Topic.REGISTER)
    answer = browser.get(f"/map/points?since={second}", headers=GZIP)
    told = json.loads(gzip.decompress(answer.data))
    assert (told["since"], [row[0] for row in told["rows"]], told["gone"]) == (second, [2], [9])
    third = browser.get("/map/points", headers=GZIP).headers["ETag"].strip('"')
    assert told["version"] == third


@pytest.mark.parametrize("since", ["", "0" * 24, "x", "../../etc", "a" * 5000])
def test_an_unknown_version_gets_the_whole(signed_in, who, since):
    answer = signed_in(who.city).get("/map/points", headers=GZIP, query_string={"since": since})
    assert _ids(answer) == [1, 2, 3, 4]


def test_a_version_of_another_scope_is_not_known(signed_in, who, engine):
    version = signed_in(who.city).get("/map/points", headers=GZIP).headers["ETag"].strip('"')
    answer = signed_in(who.dongsheng).get(f"/map/points?since={version}", headers=GZIP)
    assert _ids(answer) == [1, 2, 3]


def test_an_unknown_datum_is_refused(signed_in, who):
    browser = signed_in(who.city)
    assert browser.get("/map/points?datum=bd09").status_code == 400
    assert browser.get("/map/banners?datum=%00").status_code == 400


def test_cells_are_cut_for_own_townships_only(signed_in, who):
    told = signed_in(who.dongsheng).get("/map/townships", headers=GZIP)
    features = json.loads(gzip.decompress(told.data))["features"]
    assert features
    assert {item["properties"]["code"][:6] for item in features} == {"150602"}


def test_nobody_gets_points_of_others_also_not_from_the_cache(signed_in, who):
    assert _ids(signed_in(who.city).get("/map/points", headers=GZIP)) == [1, 2, 3, 4]
    assert _ids(signed_in(who.dongsheng).get("/map/points", headers=GZIP)) == [1, 2, 3]
    assert _ids(signed_in(who.office).get("/map/points", headers=GZIP)) == [1, 2]
    assert _ids(signed_in(who.shop).get("/map/points", headers=GZIP)) == [1]


@pytest.mark.parametrize("path", ["/map/points", "/map/banners", "/map/townships", "/map/names/1"])
def test_without_a_session_there_is_nothing(server_app, who, path):
    answer = server_app.server.test_client().get(path)
    assert answer.status_code in (302, 401)
    assert b"ids" not in answer.data


def test_names_are_told_one_at_a_time_and_only_own_ones(signed_in, who):
    browser = signed_in(who.dongsheng)
    assert browser.get("/map/names/1").json == {"name": '"><img src=x onerror=alert(1)>'}
    assert browser.get("/map/names/4").status_code == 404
    assert browser.get("/map/names/999").status_code == 404
    assert browser.get(f"/map/names/{10**20}").status_code == 404


def test_own_banners_are_told_from_the_others(signed_in, who):
    told = signed_in(who.dongsheng).get("/map/banners", headers=GZIP)
    features = json.loads(gzip.decompress(told.data))["features"]
    own = {item["properties"]["name"] for item in features if item["properties"]["own"]}
    assert own == {"东胜区"}
    assert sum(item["geometry"]["type"] == "Point" for item in features) == 9


def test_the_whole_city_is_small_enough(signed_in, who, engine):
    chance = random.Random(1)
    with writing(engine) as conn:
        load_places(conn, load().city)
        conn.execute(
            insert(establishment),
            [_shop(n, chance) for n in range(5, 11_267)],
        )
        changes.bump(conn, changes.Topic.REGISTER)
    answer = signed_in(who.city).get("/map/points", headers=GZIP)
    assert len(_ids(answer)) == 11_266
    assert len(answer.data) <= 100_000


def _shop(number, chance=None):
    chance = chance or random.Random(number)
    return {
        "id": number,
        "name": f"{number}号店",
        "township_code": chance.choice(["150602001", "150603003", "150602101"]),
        "category": chance.choice(list(Category)),
        "status": "active",
        "risk_level": chance.choice("ABCD"),
        "hygiene_grade": chance.choice("ABC"),
        "lon": 109.98 + chance.gauss(0, 0.05),
        "lat": 39.81 + chance.gauss(0, 0.05),
        "created_at": LONG_AGO,
        "updated_at": NOON,
    }
