"""The record's page as a browser uses it: read, saved, told of conflicts, and closed to others."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.engine import reading, writing
from data_access.establishment_record import save
from data_access.history import newest_of
from data_access.schema import camera, establishment, person, status_change
from domain.clock import city_day
from tests import served
from tests.conftest import NOON
from tests.posted import open_page, words
from tests.records import ground, shop_row
from tests.rows import plant

FACTS = ("name", "category", "township_code", "address", "lon", "lat", "datum", "credit_code")
FACTS += ("principal", "safety_officer", "phone", "opened_on", "guarantor_tier")
FACTS += ("hygiene_grade", "cold_room", "takeaway", "rest_weekdays", "closes_after_midnight")
TODAY = city_day(NOON)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        return plant(conn)


def known_in(tree):
    return served.store(tree, "record-known")


def send(client, known, values, how="check"):
    """What a browser posts when the button of a form is clicked."""
    buttons = [({"type": "record-save", "how": one}, "n_clicks") for one in ("check", "anyway")]
    ids = [{"type": "record-field", "name": name} for name in values]
    pressed = json.dumps({"how": how, "type": "record-save"}, separators=(",", ":"))
    return served.post(
        client,
        ["record-head.children", "record-body.children"],
        [[(button, int(button[0]["how"] == how)) for button in buttons]],
        [
            [((one, "value"), values[one["name"]]) for one in ids],
            [((one, "id"), one) for one in ids],
            ("record-known.data", known),
        ],
        f"{pressed}.n_clicks",
    )


def form_of(client, path, query=""):
    known = known_in(open_page(client, path, query))
    return known, dict(known["base"])


def answered(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["record-body"]["children"]


def row(engine, number=1):
    with reading(engine) as conn:
        return shop_row(conn, number)


def test_the_page_tells_name_status_grades_and_place(signed_in, who):
    told = words(open_page(signed_in(who.office), "/register/1"))
    for text in ("1号店", "正常", "小型餐饮", "东胜区 交通街道", "B较低", "未评定", "保存"):
        assert text in told


@pytest.mark.parametrize("tab", ["facts", "licences", "people", "cameras", "status", "history"])
def test_every_tab_opens_for_everybody_who_sees_the_place(signed_in, who, tab):
    for scope in (who.city, who.leader, who.office):
        told = words(open_page(signed_in(scope), "/register/1", f"?tab={tab}"))
        assert "1号店" in told
    own = words(open_page(signed_in(who.shop), "/register/own", f"?tab={tab}"))
    assert "1号店" in own


@pytest.mark.parametrize("path", ["/register/99", "/register/0", "/register/x", "/register/1/2"])
def test_what_does_not_exist_and_what_others_own_look_alike(signed_in, who, path):
    client = signed_in(who.kangbashi)
    foreign = words(open_page(client, "/register/1"))
    assert foreign == words(open_page(client, path))
    assert "没有找到" in foreign


def test_the_fixed_addresses_below_register_are_their_own_pages(signed_in, who):
    client = signed_in(who.city)
    assert "建立档案" in words(open_page(client, "/register/new"))
    assert "没有疑似重复的主体" in words(open_page(client, "/register/duplicates"))


@pytest.mark.parametrize("path", ["/register/new", "/register/duplicates", "/register/own"])
def test_pages_that_are_not_for_a_role_do_not_exist_for_it(signed_in, who, path):
    told = words(open_page(signed_in(who.leader), path))
    assert "没有找到这个页面" in told


def test_who_may_only_look_gets_facts_and_no_form(signed_in, who):
    for scope, path in ((who.leader, "/register/1"), (who.shop, "/register/own")):
        tree = open_page(signed_in(scope), path)
        assert known_in(tree) is None
        assert "1号店" in words(tree)
        assert "保存" not in words(tree)


def test_an_establishment_gets_the_form_of_its_people_only(signed_in, who):
    client = signed_in(who.shop)
    assert known_in(open_page(client, "/register/own", "?tab=people&form=person&part=new"))
    assert known_in(open_page(client, "/register/own", "?tab=cameras&form=camera&part=new")) is None
    assert known_in(open_page(client, "/register/own", "?tab=status")) is None


def test_a_save_is_said_and_shown(signed_in, who, engine):
    client = signed_in(who.office)
    known, values = form_of(client, "/register/1")
    assert set(values) == set(FACTS)
    body = answered(send(client, known, {**values, "name": "<i>新名</i>"}))
    assert "已保存" in words(body)
    assert known_in(body)["version"] == 2
    assert row(engine)["name"] == "<i>新名</i>"
    told = served.text(open_page(client, "/register/1"))
    assert "<i>新名</i>" in told  # text of a component, never markup


def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_stays(signed_in, who, engine):
    client = signed_in(who.office)
    known, values = form_of(client, "/register/1")
    body = answered(send(client, known, {**values, "name": "", "phone": "12", "address": "某街"}))
    told = words(body)
    assert "请填写此项" in told
    assert "不是有效的手机" in told
    assert "某街" in served.text(body)
    assert known_in(body)["filled"] is True
    assert row(engine)["version"] == 1


def test_the_slower_of_two_is_told_and_loses_nothing(signed_in, who, engine):
    client = signed_in(who.city)
    known, values = form_of(client, "/register/1")
    with writing(engine) as conn:
        at = NOON - timedelta(minutes=3)
        save(conn, who.office, 1, {"phone": "13800001234"}, 1, at, ground())
    mine = {**values, "address": "某街1号"}
    body = answered(send(client, known, mine))
    told = words(body)
    assert "交通所 已于 11:57 修改了此档案" in told
    assert "联系电话" in told
    assert "13800001234" in told
    assert "某街1号" in served.text(body)
    assert row(engine)["address"] is None
    renewed = known_in(body)
    assert renewed["version"] == 2
    again = {**mine, "phone": "13800001234"}
    assert "已保存" in words(answered(send(client, renewed, again)))
    found = row(engine)
    assert (found["address"], found["phone"]) == ("某街1号", "13800001234")


def test_the_slower_of_two_at_a_camera_is_told_and_loses_nothing(signed_in, who, engine):
    mine, theirs = signed_in(who.city), signed_in(who.office)
    at = "?tab=cameras&form=camera&part=10"
    known, values = form_of(mine, "/register/1", at)
    other, same = form_of(theirs, "/register/1", at)
    address = "rtsp://10.0.0.9/1"
    more = {"source": address, "user": "a", "password": "geheim"}
    assert "已保存" in words(answered(send(theirs, other, {**same, "label": "C-08", **more})))
    body = answered(send(mine, known, {**values, "label": "C-07"}))
    told = words(body)
    assert "修改了此摄像头" in told
    assert "名称现为 C-08您填写的不同" in told
    assert "视频账号密码现为 已登记（不显示）" in told
    renewed = known_in(body)
    assert renewed["base"]["source"] == address
    assert address in served.text(body)
    assert "C-07" in served.text(body)
    assert "已保存" in words(answered(send(mine, renewed, {**values, "label": "C-07", **more})))
    with reading(engine) as conn:
        assert conn.scalar(select(camera.c.label).where(camera.c.id == 10)) == "C-07"


def test_what_was_removed_meanwhile_can_be_saved_as_new(signed_in, who, engine):
    mine, theirs = signed_in(who.city), signed_in(who.office)
    known, values = form_of(mine, "/register/1", "?tab=cameras&form=camera&part=10")
    pressed = {"act": "remove", "number": 10, "subject": "camera", "type": "record-act"}
    assert "已删除" in words(acted(theirs, pressed))
    body = answered(send(mine, known, {**values, "label": "C-07"}))
    assert "删除了此摄像头" in words(body)
    assert "已保存" in words(answered(send(mine, known_in(body), {**values, "label": "C-07"})))
    with reading(engine) as conn:
        found = select(camera.c.label).where(camera.c.establishment_id == 1)
        assert list(conn.scalars(found)) == ["C-07"]


def test_a_part_that_somebody_changed_meanwhile_is_not_deleted(signed_in, who, engine):
    mine, theirs = signed_in(who.city), signed_in(who.office)
    known, values = form_of(theirs, "/register/1", "?tab=cameras&form=camera&part=10")
    assert "已保存" in words(answered(send(theirs, known, {**values, "label": "C-07"})))
    pressed = {"act": "remove", "number": 10, "subject": "camera", "type": "record-act"}
    told = words(acted(mine, pressed, {"id": 1, "mark": 0}))
    assert f"未删除：{who.office.actor} 已于" in told
    assert "C-07" in told
    with reading(engine) as conn:
        seen = newest_of(conn, 1)
    assert "已删除" in words(acted(mine, pressed, {"id": 1, "mark": seen}))
    told = words(acted(theirs, pressed, {"id": 1, "mark": seen}))
    assert f"{who.city.actor} 已于" in told
    assert "删除了此摄像头" in told


def test_a_point_elsewhere_is_saved_only_when_meant(signed_in, who, engine):
    client = signed_in(who.city)
    known, values = form_of(client, "/register/1")
    there = {**values, "lon": "109.29", "lat": "40.4"}
    assert "与所填旗区不符" in words(answered(send(client, known, there)))
    assert row(engine)["lon"] is None
    assert "已保存" in words(answered(send(client, known, there, how="anyway")))
    assert row(engine)["lon"] == 109.29


def test_a_swapped_point_brings_a_button_with_the_right_one(signed_in, who):
    client = signed_in(who.city)
    known, values = form_of(client, "/register/1")
    body = answered(send(client, known, {**values, "lon": "39.82", "lat": "109.99"}))
    assert "填反了" in words(body)
    assert "采用 109.99，39.82" in words(body)


def test_a_person_is_added_by_the_establishment_itself(signed_in, who, engine):
    client = signed_in(who.shop)
    known, values = form_of(client, "/register/own", "?tab=people&form=person&part=new")
    body = answered(send(client, known, {**values, "name": "王小丽", "post": "cook"}))
    assert "已保存" in words(body)
    assert "王小丽" in words(body)
    with reading(engine) as conn:
        number = conn.scalar(select(person.c.id))
    query = f"?tab=people&form=health_certificate&part=new-{number}"
    known, values = form_of(client, "/register/own", query)
    until = (TODAY + timedelta(days=7)).isoformat()
    body = answered(send(client, known, {**values, "number": "H-1", "expires_on": until}))
    assert "还有 7 天" in words(body)


def test_a_camera_never_shows_its_password_again(signed_in, who, engine):
    client = signed_in(who.dongsheng)
    known, values = form_of(client, "/register/1", "?tab=cameras&form=camera&part=10")
    given = {**values, "source": "rtsp://10.0.0.9/1", "user": "admin", "password": "geheim"}
    body = answered(send(client, known, given))
    assert "已存账号密码" in words(body)
    assert "geheim" not in served.text(body)
    shown = served.text(open_page(client, "/register/1", "?tab=cameras&form=camera&part=10"))
    assert "geheim" not in shown
    assert "admin" not in shown
    told = words(open_page(client, "/register/1", "?tab=history"))
    assert "已登记（不显示）" in told
    with reading(engine) as conn:
        assert "geheim" not in str(conn.execute(select(camera)).all())


def test_a_change_of_status_is_recorded_shown_and_withdrawn(signed_in, who, engine):
    client = signed_in(who.city)
    known, values = form_of(client, "/register/1", "?tab=status")
    coming = {**values, "status": "closed", "reason": "拆迁"}
    coming["effective_on"] = (TODAY + timedelta(days=5)).isoformat()
    body = answered(send(client, known, coming))
    assert "待生效" in words(body)
    assert row(engine)["status"] == "active"
    with reading(engine) as conn:
        number = conn.scalar(select(status_change.c.id))
    pressed = {"act": "withdraw", "number": number, "subject": "status", "type": "record-act"}
    body = acted(client, pressed)
    assert "已撤回" in words(body)
    now = {**coming, "effective_on": TODAY.isoformat()}
    known, _values = form_of(client, "/register/1", "?tab=status")
    assert "已生效" in words(answered(send(client, known, now)))
    assert row(engine)["status"] == "closed"


def acted(client, pressed, shown=None):
    key = next(
        key
        for key in client.application.config["callbacks"]
        if key.startswith("..record-head.children@")
    )
    body = {
        "output": key,
        "outputs": [
            {"id": part.partition(".")[0], "property": part.partition(".")[2]}
            for part in key.strip(".").split("...")
        ],
        "inputs": [[{"id": pressed, "property": "n_clicks", "value": 1}]],
        "state": [{"id": "record-shown", "property": "data", "value": shown or {"id": 1}}],
        "changedPropIds": [json.dumps(pressed, separators=(",", ":")) + ".n_clicks"],
    }
    answer = client.post(served.ADDRESS, json=body, headers=served.HEADERS)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["record-body"]["children"]


@pytest.fixture(autouse=True)
def callbacks(server_app):
    server_app.server.config["callbacks"] = list(server_app.callback_map)


def test_history_is_told_in_words(signed_in, who):
    client = signed_in(who.city)
    known, values = form_of(client, "/register/1")
    send(
        client,
        known,
        {
            **values,
            "risk_level": "D",
            "hygiene_grade": "A",
            "category": "large",
            "cold_room": ["yes"],
        },
    )
    told = words(open_page(client, "/register/1", "?tab=history"))
    for text in ("市局", "量化等级", "小型餐饮", "大型餐饮", "有专间"):
        assert text in told


def test_a_new_establishment_is_made_and_opened(signed_in, who, engine):
    client = signed_in(who.office)
    known, values = form_of(client, "/register/new")
    refused = answered(send(client, known, {**values, "name": "新店"}))
    assert "请填写此项" in words(refused)
    given = {**values, "name": "新店", "category": "small", "township_code": "150602001"}
    body = answered(send(client, known, given))
    with reading(engine) as conn:
        number = conn.scalar(select(establishment.c.id).where(establishment.c.name == "新店"))
    assert f"/register/{number}" in served.text(body)


@pytest.mark.parametrize(
    "known",
    [
        None,
        [],
        "x",
        {},
        {"form": "facts", "id": 4, "version": 1, "base": {}},
        {"form": "facts", "id": "1", "version": 1},
        {"form": "person", "id": 4, "part": None},
        {"form": "camera", "id": 1, "part": 40},
        {"form": "camera", "id": 1, "part": 10**20},
        {"form": "camera", "id": 1, "part": 10, "version": 10**20},
        {"form": "status", "id": 10**20},
        {"form": "facts", "id": True, "version": 1, "base": {}},
    ],
)
def test_a_forged_form_changes_nothing(signed_in, who, engine, known):
    client = signed_in(who.dongsheng)
    values = dict.fromkeys(("name", "post", "label", "position", "status", "reason"), "x")
    answer = send(client, known, {**values, "effective_on": TODAY.isoformat()})
    assert answer.status_code in (200, 204)
    assert "4号店" not in answer.get_data(as_text=True)
    with reading(engine) as conn:
        rows = conn.execute(select(establishment.c.name, establishment.c.version)).all()
        assert sorted(rows) == [(f"{n}号店", 1) for n in (1, 2, 3, 4)]
        assert not conn.execute(select(person)).all()
        assert not conn.execute(select(status_change)).all()


def test_news_are_said_and_nothing_moves(signed_in, who, engine):
    client = signed_in(who.city)
    shown = served.store(open_page(client, "/register/1"), "record-shown")
    with writing(engine) as conn:
        save(conn, who.office, 1, {"phone": "13800001234"}, 1, NOON, ground())

    def told(mark):
        from tests.posted import filled

        inputs = [("live-register", "data", 5), ("record-shown", "data", mark)]
        return words(filled(client, ("record-news", "children"), inputs))

    assert "刚刚有更新" in told(shown)
    assert told({"id": 1, "mark": 10**6}) == ""
    assert told({"id": "x"}) == ""
    assert told(None) == ""
