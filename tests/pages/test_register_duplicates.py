"""Duplicates on the screen: listed with reasons, told apart, merged, closed to others."""

import json

import pytest
from sqlalchemy import select, update

from data_access import history
from data_access.accounts import NewAccount, add
from data_access.engine import reading, writing
from data_access.schema import account, change_batch, establishment
from domain.scope import Role, Scope
from tests import served
from tests.conftest import NOON
from tests.posted import links, open_page, words
from tests.records import shop_row
from tests.rows import plant

PATH = "/register/duplicates"


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
        same = establishment.c.id.in_((1, 3))
        conn.execute(update(establishment).where(same).values(name="<b>面馆", credit_code="91X"))
        conn.execute(update(establishment).where(establishment.c.id == 3).values(phone="6677"))
    return people


def press(client, act, pair, taken=()):
    pressed = {"act": act, "pair": pair, "type": "duplicate-step"}
    boxes = [({"type": "duplicate-take", "name": name}, [name]) for name in taken]
    body = {
        "output": "duplicates-body.children",
        "outputs": {"id": "duplicates-body", "property": "children"},
        "inputs": [[{"id": pressed, "property": "n_clicks", "value": 1}]],
        "state": [[{"id": one, "property": "value", "value": value} for one, value in boxes]],
        "changedPropIds": [json.dumps(pressed, separators=(",", ":")) + ".n_clicks"],
    }
    answer = client.post(served.ADDRESS, json=body, headers=served.HEADERS)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["duplicates-body"]["children"]


def test_a_pair_is_listed_with_its_reason_and_what_differs(signed_in, who):
    tree = open_page(signed_in(who.dongsheng), PATH)
    told = words(tree)
    for text in ("信用代码与名称相同", "6677", "罕台镇", "共 1 对", "<b>面馆"):
        assert text in told
    assert f"{PATH}?pair=1-3" in links(tree)


def test_pairs_beyond_the_own_place_are_not_there(signed_in, who):
    for scope in (who.kangbashi, who.office):
        client = signed_in(scope)
        assert "没有疑似重复" in words(open_page(client, PATH))
        told = words(open_page(client, PATH, "?pair=1-3"))
        assert "没有找到这两份档案" in told
        assert "6677" not in told


def test_a_pair_told_apart_leaves_the_list(signed_in, who):
    client = signed_in(who.dongsheng)
    assert "已记为不是重复" in words(press(client, "apart", "1-3"))
    assert "没有疑似重复" in words(open_page(client, PATH))


def test_a_merge_takes_the_chosen_values_and_can_be_undone(signed_in, who, engine):
    client = signed_in(who.dongsheng)
    assert "保留哪份档案" in words(open_page(client, PATH, "?pair=1-3"))
    assert "已合并到" in words(press(client, "merge", "1-3", ["phone"]))
    with reading(engine) as conn:
        assert shop_row(conn, 1)["phone"] == "6677"
        assert shop_row(conn, 3)["status"] == "merged"
        batch = conn.scalar(select(change_batch.c.id))
    told = words(open_page(client, "/register/3"))
    assert "此档案已并入" in told
    assert "保存" not in told
    with writing(engine) as conn:
        history.undo_batch(conn, who.city, batch, NOON)
        assert shop_row(conn, 3)["status"] == "active"


def test_the_form_says_what_becomes_of_accounts_and_that_becomes_of_them(signed_in, who, engine):
    clerk = Scope(Role.SECURITY_ADMIN, "安全")
    with writing(engine) as conn:
        new = NewAccount("shop3", "店", Role.ESTABLISHMENT, establishment_id=3)
        number = add(conn, clerk, new, None, NOON)
    client = signed_in(who.dongsheng)
    told = words(open_page(client, PATH, "?pair=1-3"))
    assert "1 个账号将随合并改绑到保留的档案" in told
    press(client, "merge", "1-3")
    with reading(engine) as conn:
        bound = select(account.c.establishment_id).where(account.c.id == number)
        assert conn.scalar(bound) == 1


def test_a_mark_of_an_office_is_named_and_counted_where_its_bureau_and_city_see_it(
    signed_in, who, engine
):
    with writing(engine) as conn:
        same = establishment.c.id.in_((1, 2))
        conn.execute(update(establishment).where(same).values(name="<b>面馆", credit_code="91X"))
    office = signed_in(who.office)
    press(office, "apart", "1-2")
    assert links(open_page(office, PATH))["/register/batches?kind=distinct"].startswith("1 次")
    for reader in (office, signed_in(who.dongsheng), signed_in(who.city)):
        page = open_page(reader, "/register/batches", "?kind=distinct")
        assert links(page)["/register/batches?kind=distinct"] == "不是重复1"
        assert links(page)[f"{PATH}?pair=1-2"] == "#1 与 #2 不是重复"
        assert "distinct" not in words(page)
        assert "撤销" in words(page).partition("交通所")[2]
        assert "1-2" not in "".join(links(open_page(reader, PATH)))
    elsewhere = open_page(signed_in(who.kangbashi), "/register/batches", "?kind=distinct")
    assert links(elsewhere)["/register/batches?kind=distinct"] == "不是重复0"
    assert "交通所" not in words(elsewhere)


def test_the_form_turns_round_when_the_other_record_is_to_stay(signed_in, who):
    client = signed_in(who.dongsheng)
    key = next(
        key
        for key in client.application.config.get("callbacks", [])
        if key.startswith("duplicates-body.children@")
    )
    output = ("duplicates-body", key.partition(".")[2])
    state = [("duplicates-pair", "data", [1, 3])]
    body = {
        "output": key,
        "outputs": {"id": output[0], "property": output[1]},
        "inputs": [{"id": "duplicate-survivor", "property": "value", "value": 3}],
        "state": [{"id": one, "property": prop, "value": value} for one, prop, value in state],
        "changedPropIds": ["duplicate-survivor.value"],
    }
    answer = client.post(served.ADDRESS, json=body, headers=served.HEADERS)
    assert '"pair": "3-1"' in served.text(answer.json)


@pytest.mark.parametrize(
    "pair", [7, "", "1", "1-1", "1-4", "4-1", "0-1", "1-99999999999", "x-y", "1-3-2"]
)
@pytest.mark.parametrize("act", ["merge", "apart"])
def test_a_forged_pair_changes_nothing(signed_in, who, engine, act, pair):
    told = words(press(signed_in(who.dongsheng), act, pair, ["phone"]))
    assert "没有找到这两份档案" in told
    with reading(engine) as conn:
        assert not conn.execute(select(change_batch)).all()


def test_leaders_and_establishments_cannot_merge(signed_in, who):
    for scope in (who.leader, who.shop):
        pressed = {"act": "merge", "pair": "1-3", "type": "duplicate-step"}
        answer = signed_in(scope).post(
            served.ADDRESS,
            json={
                "output": "duplicates-body.children",
                "outputs": {"id": "duplicates-body", "property": "children"},
                "inputs": [[{"id": pressed, "property": "n_clicks", "value": 1}]],
                "state": [[]],
                "changedPropIds": [json.dumps(pressed, separators=(",", ":")) + ".n_clicks"],
            },
            headers=served.HEADERS,
        )
        assert answer.status_code == 403


@pytest.fixture(autouse=True)
def callbacks(server_app):
    server_app.server.config["callbacks"] = list(server_app.callback_map)
