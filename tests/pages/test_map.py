import json

import pytest
from sqlalchemy import update

from data_access.engine import writing
from data_access.schema import establishment
from tests.rows import plant


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        conn.execute(update(establishment).values(lon=109.98, lat=39.81))
        conn.execute(
            update(establishment)
            .where(establishment.c.id == 3)
            .values(name="<script>alert(1)</script>", lon=None, lat=None)
        )
    return planted


def _page(server_app, browser, query=""):
    """The page's tree as Dash sends it."""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/map"},
            {"id": "_pages_location", "property": "search", "value": query},
        ],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }
    answer = browser.post(
        "/_dash-update-component", json=body, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["_pages_content"]["children"]


def _call(browser, output, values, *, many=False):
    """POST one callback; `values` maps `id.property` to its value, in the callback's order."""
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in output]
    text = "..".join(["", *("...".join(output).split("..."))]) if many else output[0]
    body = {
        "output": f"..{'...'.join(output)}.." if many else text,
        "outputs": outputs if many else outputs[0],
        "inputs": [
            {"id": key.rsplit(".", 1)[0], "property": key.rsplit(".", 1)[1], "value": value}
            for key, value in values.items()
        ],
        "changedPropIds": [next(iter(values))],
        "state": [],
    }
    return browser.post(
        "/_dash-update-component", json=body, headers={"Origin": "http://localhost"}
    )


def _card(browser, chosen):
    values = {"map-chosen.data": chosen}
    values |= {f"live-{topic}.data": 1 for topic in ("register", "control", "alerts", "cameras")}
    return _call(browser, ["map-card.children"], values)


def _store(tree, name):
    """Data of one store of a tree."""
    if isinstance(tree, dict):
        if tree.get("props", {}).get("id") == name:
            return tree["props"].get("data")
        found = (_store(value, name) for value in tree.values())
    elif isinstance(tree, list):
        found = (_store(value, name) for value in tree)
    else:
        return None
    return next((one for one in found if one is not None), None)


def test_a_place_out_of_scope_cannot_be_named_in_the_address(server_app, signed_in, who):
    tree = _page(server_app, signed_in(who.dongsheng), "?banner=150603&township=150603003")
    told = _store(tree, "map-start")
    assert told["banners"] == ["150602"]
    assert {code[:6] for code in told["townships"]} == {"150602"}
    assert "滨河街道" not in json.dumps(tree, ensure_ascii=False)


def test_the_first_view_is_the_asker_s_part_of_the_city(server_app, signed_in, who):
    city = _store(_page(server_app, signed_in(who.city)), "map-start")["home"]
    banner = _store(_page(server_app, signed_in(who.kangbashi)), "map-start")["home"]
    assert city[0][1] < banner[0][1] < banner[1][1] < city[1][1]
    assert banner == [pytest.approx([39.43, 109.6], abs=0.2), pytest.approx([39.75, 110], abs=0.2)]


def test_a_banner_in_the_address_is_what_is_seen_first(server_app, signed_in, who):
    browser = signed_in(who.city)
    asked = _store(_page(server_app, browser, "?banner=150603"), "map-start")["home"]
    assert asked == _store(_page(server_app, signed_in(who.kangbashi)), "map-start")["home"]
    whole = _store(_page(server_app, browser), "map-start")["home"]
    unknown = _page(server_app, browser, "?banner=999999&township=<b>")
    assert _store(unknown, "map-start")["home"] == whole


def test_a_card_shows_the_establishment(signed_in, who):
    told = json.dumps(_card(signed_in(who.dongsheng), 1).json, ensure_ascii=False)
    assert "1号店" in told
    assert "/establishment/1" in told
    assert "未发放" in told  # no 食安码 was issued
    assert "未接入" not in told  # it has a camera, which was never looked at
    assert "尚未巡查到画面" in told


def test_a_card_of_others_reads_like_one_that_does_not_exist(signed_in, who):
    browser = signed_in(who.dongsheng)
    assert _card(browser, 4).json == _card(browser, 999).json
    assert "4号店" not in _card(browser, 4).get_data(as_text=True)


@pytest.mark.parametrize("forged", ["x", -1, 1.5, True, [1], {"id": 1}, 10**30, None])
def test_a_forged_choice_shows_no_card(signed_in, who, forged):
    answer = _card(signed_in(who.city), forged)
    assert answer.status_code == 200
    assert answer.json["response"]["map-card"]["children"] is None


@pytest.mark.parametrize("forged", [None, 7, ["号店"], {"a": 1}, "号", "x" * 100_000])
def test_a_forged_search_finds_nothing(signed_in, who, forged):
    answer = _call(signed_in(who.city), ["map-results.children"], {"map-search.value": forged})
    assert answer.status_code == 200
    assert "1号店" not in answer.get_data(as_text=True)


def test_search_lists_own_establishments_only(signed_in, who):
    answer = _call(signed_in(who.kangbashi), ["map-results.children"], {"map-search.value": "号店"})
    listed = json.dumps(answer.json, ensure_ascii=False)
    assert "4号店" in listed
    assert "1号店" not in listed


def test_search_marks_a_closed_establishment_found_by_its_number(signed_in, who, engine):
    with writing(engine) as conn:
        shop = update(establishment).where(establishment.c.id == 4)
        conn.execute(shop.values(status="closed", credit_code="92150603MA0K12340X"))
    values = {"map-search.value": "92150603MA0K12340X"}
    answer = _call(signed_in(who.city), ["map-results.children"], values)
    assert "注销 · 康巴什区 滨河街道" in json.dumps(answer.json, ensure_ascii=False)


LISTS = [("map-lost-ids", "map-lost-n", "map-lost"), ("map-seen-ids", "map-seen-n", "map-seen")]


@pytest.mark.parametrize("forged", [None, "3", {"ids": "3"}, {"ids": [{}, "x", -3]}, {"n": "9"}])
@pytest.mark.parametrize(("store", "head", "rows"), LISTS)
def test_a_forged_list_is_empty(signed_in, who, forged, store, head, rows):
    answer = _call(
        signed_in(who.city),
        [f"{head}.children", f"{rows}.children"],
        {f"{store}.data": forged},
        many=True,
    )
    assert answer.status_code == 200
    assert answer.json["response"][rows]["children"] is None


@pytest.mark.parametrize(("store", "head", "rows"), LISTS)
def test_a_list_says_how_many_there_are_in_groups_of_thousands(signed_in, who, store, head, rows):
    answer = _call(
        signed_in(who.city),
        [f"{head}.children", f"{rows}.children"],
        {f"{store}.data": {"n": 11166, "ids": [1]}},
        many=True,
    )
    assert "11,166 家，列出 1 家" in answer.json["response"][head]["children"]


@pytest.mark.parametrize(("store", "head", "rows"), LISTS)
def test_lists_hold_names_within_the_scope_in_the_order_asked(signed_in, who, store, head, rows):
    answer = _call(
        signed_in(who.dongsheng),
        [f"{head}.children", f"{rows}.children"],
        {f"{store}.data": {"n": 3, "ids": [3, 1, 4]}},
        many=True,
    )
    listed = json.dumps(answer.json, ensure_ascii=False)
    assert "<script>alert(1)</script>" in listed  # as text: Dash escapes it
    assert listed.index("script") < listed.index("1号店")
    assert "4号店" not in listed
