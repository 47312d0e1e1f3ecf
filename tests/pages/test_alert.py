from datetime import timedelta

import pytest
from sqlalchemy import select

from data_access.alerts import Finding, raise_alert, take_step
from data_access.engine import reading, writing
from data_access.evidence import EvidenceKind, store
from data_access.schema import alert
from domain.alerts import Step
from domain.scope import system_scope
from tests import served
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
BUTTON = {"type": "alert-step"}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        people = plant(conn)
        found = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)
        raise_alert(conn, PATROL, found, NOON)
    return people


def click(client, step, *, version=1, note="", known=None):
    steps = dict.fromkeys(("confirm", "dismiss", "rectify", "return", "close", step))
    buttons = [({**BUTTON, "step": name}, "n_clicks") for name in steps]
    known = {"alert": 1, "version": version} if known is None else known
    chosen = f'{{"step":"{step}","type":"alert-step"}}.n_clicks'
    return served.post(
        client,
        ["alert-message.children", "alert-taken.data"],
        [[(one, int(one[0]["step"] == step)) for one in buttons]],
        [("alert-note.value", note), ("alert-known.data", known), ("alert-taken.data", 0)],
        chosen,
    )


def followed(client, version, note="", changed="live-alerts.data"):
    outputs = ["alert-head.children", "alert-side.children", "alert-files.children"]
    return served.post(
        client,
        [*outputs, "alert-form.children", "alert-known.data"],
        [("live-alerts.data", 5), ("alert-taken.data", 1)],
        [("alert-known.data", {"alert": 1, "version": version}), ("alert-note.value", note)],
        changed,
    ).json["response"]


def said(answer):
    return served.text(answer.json["response"]["alert-message"])


def state_of(engine):
    with reading(engine) as conn:
        return conn.execute(select(alert.c.state)).scalar_one()


def test_the_page_tells_shop_clock_steps_and_files(signed_in, who, engine, tmp_path):
    with writing(engine) as conn:
        for kind, jpeg in ((EvidenceKind.CLEAN, b"clean"), (EvidenceKind.BOXED, b"boxed")):
            store(conn, PATROL, tmp_path / "served", 1, kind, jpeg, [], NOON)
    told = served.text(served.page(signed_in(who.city), "/alerts/1"))
    for words in ("1号店", "未戴口罩", "AI 巡查", "确认属实", "判为误报", "starter"):
        assert words in told
    assert "/media/evidence/2" in told
    assert "/media/evidence/1" in told
    assert "演示历史" not in told


@pytest.mark.parametrize("path", ["/alerts/2", "/alerts/1/2", "/alerts/x", "/alerts/-1"])
def test_what_is_no_alert_says_so(signed_in, who, path):
    assert "没有找到" in served.text(served.page(signed_in(who.city), path))


def test_an_alert_of_others_looks_like_none(signed_in, who):
    told = served.text(served.page(signed_in(who.kangbashi), "/alerts/1"))
    assert "没有找到" in told
    assert "1号店" not in told


def test_history_of_the_demo_says_that_it_has_no_picture(signed_in, who, engine):
    with writing(engine) as conn:
        conn.execute(alert.update().values(demo_history=True))
    assert "演示历史，无影像" in served.text(served.page(signed_in(who.city), "/alerts/1"))


def test_a_leader_may_look_but_not_judge(signed_in, who, engine):
    client = signed_in(who.leader)
    assert "确认属实" not in served.text(served.page(client, "/alerts/1"))
    assert "不能执行" in said(click(client, "confirm"))
    assert state_of(engine) == "raised"


def test_a_click_takes_the_step(signed_in, who, engine):
    assert "已保存：确认" in said(click(signed_in(who.office), "confirm"))
    assert state_of(engine) == "confirmed"


def test_a_false_alarm_needs_its_reason(signed_in, who, engine):
    client = signed_in(who.city)
    assert "请先填写说明" in said(click(client, "dismiss", note="  "))
    assert state_of(engine) == "raised"
    assert "已保存" in said(click(client, "dismiss", note="反光"))
    assert state_of(engine) == "false"


def test_the_slower_of_two_learns_who_was_faster_and_when(signed_in, who, engine):
    with writing(engine) as conn:
        take_step(conn, who.office, 1, Step.DISMISS, 1, "反光", NOON - timedelta(minutes=3))
    told = said(click(signed_in(who.city), "confirm"))
    assert "交通所 已于 11:57 判为误报" in told
    assert state_of(engine) == "false"


def test_closing_needs_the_rectification(signed_in, who, engine):
    assert "当前状态不能执行此操作" in said(click(signed_in(who.city), "close"))
    assert state_of(engine) == "raised"


@pytest.mark.parametrize(
    "known", [[], "x", {}, {"alert": "1", "version": 1}, {"alert": 10**12, "version": 1}]
)
def test_a_forged_alert_is_not_found(signed_in, who, engine, known):
    assert "没有找到此预警" in said(click(signed_in(who.city), "confirm", known=known))
    assert state_of(engine) == "raised"


@pytest.mark.parametrize("step", ["sighting", "raise", "burn"])
def test_a_step_that_no_person_takes_does_nothing(signed_in, who, engine, step):
    answer = click(signed_in(who.city), step)
    assert "alert-message" not in (answer.json or {}).get("response", {})
    assert state_of(engine) == "raised"


def test_a_draft_outlives_news_that_change_nothing_and_those_that_do(signed_in, who, engine):
    client = signed_in(who.city)
    assert "alert-form" not in followed(client, 1, "写到一半")
    with writing(engine) as conn:
        take_step(conn, who.office, 1, Step.CONFIRM, 1, None, NOON)
    told = followed(client, 1, "写到一半")
    assert "写到一半" in served.text(told["alert-form"])
    assert told["alert-known"]["data"] == {"alert": 1, "version": 2}


def test_after_the_own_step_the_form_is_empty_again(signed_in, who):
    client = signed_in(who.city)
    click(client, "confirm", note="属实")
    told = followed(client, 1, "属实", changed="alert-taken.data")
    assert "属实" not in served.text(told["alert-form"])
    assert "登记整改" in served.text(told["alert-form"])
