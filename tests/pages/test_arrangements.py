"""停业与代理 and 学校假期 as a browser meets them: what is shown, done, refused and hidden."""

import json

import pytest
from sqlalchemy import select

from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.reminders import remind
from data_access.schema import control_reminder, declared_closure, establishment, school_break
from domain.clock import city_day
from domain.control import ControlKind
from domain.scope import system_scope
from domain.workdays import CalendarBasis
from tests import served
from tests.conftest import NOON
from tests.rows import plant

TODAY = city_day(NOON)
DAILY = ControlKind.DAILY_CONTROL


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        open_period(conn, system_scope("scheduler"), DAILY, TODAY, NOON)
        return planted


def act(client, body, step, number, form="", values=None, shown=1):
    """What a browser posts when a button of a small form is pressed."""
    pressed = {"act": step, "number": number, "type": "small-act"}
    fields = [
        ({"type": "small-field", "form": form, "name": name}, value)
        for name, value in (values or {}).items()
    ]
    state = [
        [((key, "value"), value) for key, value in fields],
        [((key, "id"), key) for key, _value in fields],
    ]
    if shown is not None:
        state.append(("arrangements-shown.data", shown))
    changed = json.dumps(pressed, separators=(",", ":"), sort_keys=True) + ".n_clicks"
    body_of = {
        "output": f"{body}.children",
        "outputs": {"id": body, "property": "children"},
        "inputs": [served._given([((pressed, "n_clicks"), 1)])],
        "state": [served._given(one) for one in state],
        "changedPropIds": [changed],
    }
    return client.post(served.ADDRESS, json=body_of, headers=served.HEADERS)


CLOSING = {"starts": TODAY.isoformat(), "ends": TODAY.isoformat(), "reason": "<b>装修</b>"}


def test_an_establishment_declares_a_closure_and_takes_it_back(signed_in, who, engine):
    client = signed_in(who.shop)
    assert "停业报备" in served.text(served.page(client, "/arrangements/own"))
    told = served.text(act(client, "arrangements-body", "closure", 0, "closure", CLOSING).json)
    assert "已保存" in told
    assert "停业中" in told
    with reading(engine) as conn:
        made = conn.execute(select(declared_closure)).one()
    assert (made.establishment_id, made.reason) == (1, "<b>装修</b>")
    told = served.text(act(client, "arrangements-body", "withdraw-closure", made.id).json)
    assert "已撤回" in told


def test_what_is_refused_is_said_beside_the_field_and_what_was_typed_stays(signed_in, who, engine):
    given = CLOSING | {"starts": "2026-11-01"}
    answer = act(signed_in(who.shop), "arrangements-body", "closure", 0, "closure", given)
    told = served.text(answer.json)
    assert "不能早于今天" in told
    assert "<b>装修</b>" in told
    with reading(engine) as conn:
        assert conn.execute(select(declared_closure)).all() == []


def test_another_s_page_does_not_exist_and_a_forged_call_changes_nothing(signed_in, who, engine):
    for asker, number in ((who.shop, 2), (who.kangbashi, 1)):
        client = signed_in(asker)
        assert "没有找到这份档案" in served.text(served.page(client, f"/arrangements/{number}"))
        answer = act(client, "arrangements-body", "closure", 0, "closure", CLOSING, shown=number)
        assert "店面" not in served.text(answer.json)
    leader = signed_in(who.leader)
    page = served.text(served.page(leader, "/arrangements/1"))
    assert "没有停业报备" in page
    assert "报备停业" not in page
    assert act(leader, "arrangements-body", "closure", 0, "closure", CLOSING).status_code == 403
    for odd in ("1", None, 10**30, -1, [1]):
        answer = act(leader, "arrangements-body", "closure", 0, "closure", CLOSING, shown=odd)
        assert answer.status_code < 500
    with reading(engine) as conn:
        assert conn.execute(select(declared_closure)).all() == []


def test_hours_are_saved_from_the_page(signed_in, who, engine):
    given = {"rest_weekdays": ["7", "1"], "closes_after_midnight": "2"}
    answer = act(signed_in(who.office), "arrangements-body", "hours", 0, "hours", given)
    assert "已保存" in served.text(answer.json)
    own = establishment.c
    with reading(engine) as conn:
        row = conn.execute(
            select(own.rest_weekdays, own.closes_after_midnight).where(own.id == 1)
        ).one()
    assert row == ("17", 2)


BREAK = {
    "name": "临时停课",
    "banner_adcode": "150602",
    "starts": TODAY.isoformat(),
    "ends": TODAY.isoformat(),
}


def test_a_bureau_publishes_a_break_and_an_office_only_reads_it(signed_in, who, engine):
    answer = act(
        signed_in(who.dongsheng), "school-terms-body", "break", 0, "break", BREAK, shown=None
    )
    assert "已生效，1 项" in served.text(answer.json)
    office = signed_in(who.office)
    page = served.text(served.page(office, "/school-terms"))
    assert "临时停课" in page
    assert "放假第一天" not in page
    answer = act(office, "school-terms-body", "break", 0, "break", BREAK, shown=None)
    assert answer.status_code == 403
    with reading(engine) as conn:
        assert len(conn.execute(select(school_break)).all()) == 1


def test_a_missing_holiday_notice_is_said_on_the_page(signed_in, who, monkeypatch):
    monkeypatch.setattr("domain.workdays.basis", lambda _day: CalendarBasis.WEEK_RULE)
    page = served.text(served.page(signed_in(who.city), "/school-terms"))
    assert "放假通知尚未收录" in page


def test_reminders_stand_on_the_own_page_and_are_noted_as_read(signed_in, who, engine):
    with writing(engine) as conn:
        remind(conn, who.office, [1], DAILY, TODAY, "请尽快", NOON)
    client = signed_in(who.shop)
    page = served.text(served.page(client, "/"))
    assert "1 条未读提醒" in page
    assert "请尽快" in page
    answer = client.post(
        served.ADDRESS,
        json={
            "output": "own-opened.data",
            "outputs": {"id": "own-opened", "property": "data"},
            "inputs": [served._property("own-reminders.children", None)],
            "changedPropIds": ["own-reminders.children"],
            "state": [],
        },
        headers=served.HEADERS,
    )
    assert answer.status_code == 200
    with reading(engine) as conn:
        assert conn.scalar(select(control_reminder.c.read_at)) == NOON
