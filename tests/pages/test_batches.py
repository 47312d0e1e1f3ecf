import pytest
from sqlalchemy import select

from data_access import batches
from data_access.engine import reading, writing
from data_access.register_bulk import Target, run
from data_access.schema import establishment
from domain.bulk_change import BulkChange
from domain.register_filter import RegisterFilter
from tests.conftest import NOON
from tests.listed import ALL, TODAY, plant_listed
from tests.posted import open_page, words


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant_listed(conn)


@pytest.fixture
def batch(engine, who):
    every = Target(RegisterFilter.parse({"status": ALL}))
    change = BulkChange.parse("guarantor_tier", "B")
    with writing(engine, who.dongsheng.place) as conn:
        return run(conn, who.dongsheng, every, change, TODAY, NOON, expected=3)


def _undo(server_app, browser, batch_id):
    """The answer to somebody who has confirmed an undo."""
    key = next(name for name in server_app.callback_map if "batches-said.children" in name)
    parts = [part.rpartition(".") for part in key[2:-2].split("...")]
    body = {
        "output": key,  # with the marks of outputs that several callbacks share
        "outputs": [{"id": one, "property": name} for one, _dot, name in parts],
        "inputs": [{"id": "batches-ask-yes", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["batches-ask-yes.n_clicks"],
        "state": [
            {"id": "batches-ask-id", "property": "data", "value": batch_id},
            {"id": "batches-kind", "property": "data", "value": ""},
        ],
    }
    answer = browser.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return words(answer.json["response"]["batches-said"]["children"])


def _tiers(engine):
    with reading(engine) as conn:
        return set(conn.scalars(select(establishment.c.guarantor_tier)))


def test_the_page_lists_what_was_changed_and_by_whom(server_app, signed_in, batch, who):
    told = words(open_page(signed_in(who.dongsheng), "/register/batches"))
    assert "包保层级 → B 级" in told
    assert "修改 3" in told
    assert "东胜局" in told


def test_a_list_that_is_not_whole_says_so(signed_in, engine, batch, who, monkeypatch):
    again = BulkChange.parse("guarantor_tier", "C")
    every = Target(RegisterFilter.parse({"status": ALL}))
    with writing(engine, who.dongsheng.place) as conn:
        run(conn, who.dongsheng, every, again, TODAY, NOON, expected=3)
    browser = signed_in(who.dongsheng)
    assert "仅列出" not in words(open_page(browser, "/register/batches"))
    monkeypatch.setattr(batches, "PAGE_ROWS", 1)
    assert "仅列出最近 1 个批次，共 2 个" in words(open_page(browser, "/register/batches"))
    told = words(open_page(browser, "/register/batches", "?kind=bulk"))
    assert "仅列出最近 1 个批次，共 2 个" in told


def test_others_see_neither_the_page_nor_the_batch(server_app, signed_in, batch, who):
    assert "包保层级" not in words(open_page(signed_in(who.kangbashi), "/register/batches"))
    for scope in (who.leader, who.shop):
        assert "批次" not in words(open_page(signed_in(scope), "/register/batches"))


@pytest.mark.parametrize("forged", ["own", None, True, -1, 10**20, "1", {"id": 1}])
def test_a_forged_undo_takes_nothing_back(server_app, signed_in, engine, batch, who, forged):
    said = _undo(server_app, signed_in(who.kangbashi), batch if forged == "own" else forged)
    assert "不能撤销" in said
    assert _tiers(engine) == {"B", None}


def test_an_undo_says_how_much_came_back_and_is_possible_once(
    server_app, signed_in, engine, batch, who
):
    browser = signed_in(who.dongsheng)
    assert _undo(server_app, browser, batch) == "已撤销 3 处改动。"
    assert _tiers(engine) == {"C", None}
    assert "不能撤销" in _undo(server_app, browser, batch)
    with reading(engine) as conn:
        assert batches.batch(conn, who.dongsheng, batch).state == "undone"
