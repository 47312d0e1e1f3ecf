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


def test_the_address_sets_the_filter_and_unknown_values_are_dropped(server_app, signed_in, who):
    query = "?risk=D,X,C&severity=1&category=small,<b>&banner=150602&control=done;--&evil=1"
    told = _store(_page(server_app, signed_in(who.city), query), "map-filter")
    assert told["risk"] == ["C", "D"]
    assert told["severity"] == ["1"]
    assert told["category"] == ["small"]
    assert told["control"] == []
    assert told["banner"] == ["150602"]


def test_a_place_out_of_scope_cannot_be_named_in_the_address(server_app, signed_in, who):
    tree = _page(server_app, signed_in(who.dongsheng), "?banner=150603&township=150603003")
    told = _store(tree, "map-filter")
    assert (told["banner"], told["township"]) == ([], [])
    assert "滨河街道" not in json.dumps(tree, ensure_ascii=False)


def test_the_first_view_is_the_asker_s_part_of_the_city(server_app, signed_in, who):
    city = _store(_page(server_app, signed_in(who.city)), "map-home")
    banner = _store(_page(server_app, signed_in(who.kangbashi)), "map-home")
    assert city[0][1] < banner[0][1] < banner[1][1] < city[1][1]
    assert banner == [pytest.approx([39.43, 109.6], abs=0.2), pytest.approx([39.75, 110], abs=0.2)]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("?establishment=2", 2),
        ("?establishment=0", None),
        ("?establishment=99999999999", None),
        ("?establishment=٣", None),
        ("?establishment=1%20or%201", None),
        ("", None),
    ],
)
def test_an_establishment_can_stand_in_the_address(server_app, signed_in, who, query, chosen):
    tree = _page(server_app, signed_in(who.city), query)
    assert _store(tree, "map-chosen") == chosen


def test_a_card_shows_the_establishment(signed_in, who):
    told = json.dumps(_card(signed_in(who.dongsheng), 1).json, ensure_ascii=False)
    assert "1号店" in told
    assert "/alerts?" in told
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


@pytest.mark.parametrize("forged", [None, "3", {"ids": "3"}, {"ids": [{}, "x", -3]}, {"n": "9"}])
def test_a_forged_list_of_unlocated_is_empty(signed_in, who, forged):
    answer = _call(
        signed_in(who.city),
        ["map-lost-n.children", "map-lost.children"],
        {"map-lost-ids.data": forged},
        many=True,
    )
    assert answer.status_code == 200
    assert answer.json["response"]["map-lost"]["children"] is None


def test_the_unlocated_are_listed_by_name_within_the_scope(signed_in, who):
    ids = {"n": 2, "ids": [3, 4]}
    answer = _call(
        signed_in(who.dongsheng),
        ["map-lost-n.children", "map-lost.children"],
        {"map-lost-ids.data": ids},
        many=True,
    )
    listed = json.dumps(answer.json, ensure_ascii=False)
    assert "<script>alert(1)</script>" in listed  # as text: Dash escapes it
    assert "4号店" not in listed
