from datetime import date, datetime, timedelta
from json import dumps, loads

import pytest

from domain.clock import CITY_TIME
from domain.control import ControlKind
from domain.form import Fault, FormRefusedError
from domain.statement_reading import (
    MOST_STEPS,
    TEXT_LENGTH,
    read_monthly,
    read_statement,
    read_weekly,
    statement_of,
)
from domain.statements import Judged, Step, Topic

MONDAY, FIRST = date(2026, 11, 16), date(2026, 11, 1)
WEEKLY = {
    "risk": "medium",
    "judgement": "冷库温度两次偏高",
    "reported_to": "乌云",
    "analysis": "问题集中在冷藏区\n\n  C02 连续两周出现  ",
    "topics": {"pests": "更换挡鼠板 1 处", "samples": ""},
    "measures": [{"what": "维修冷库压缩机", "owner": "巴特尔", "due": "2026-11-20"}],
}
MONTHLY = {
    "held_at": "2026-11-30T15:00",
    "chair": "乌云",
    "attendees": "巴特尔、李娜，王强",
    "absent": ["赵敏（病假）"],
    "report": "本月日管控执行率 100%",
    "training_hours": "12",
    "complaints": 0,
    "priorities": "元旦供餐保障",
    "resolutions": [{"what": "更换旧砧板", "owner": "李娜", "due": "2026-12-10"}],
}


def faults(error: FormRefusedError) -> dict[str, Fault]:
    return {one.field: one.fault for one in error.findings}


def test_weekly_words_are_read_and_come_back_from_storage():
    made = read_weekly(WEEKLY, MONDAY)
    assert made.risk is Judged.MEDIUM
    assert made.analysis == "问题集中在冷藏区\nC02 连续两周出现"
    assert made.topics == {Topic.PESTS: "更换挡鼠板 1 处"}
    assert made.measures == (Step("维修冷库压缩机", "巴特尔", date(2026, 11, 20)),)
    assert made.unclosed is None
    stored = loads(dumps(made.data()))
    assert statement_of(ControlKind.WEEKLY_REVIEW, stored, MONDAY) == made


def test_monthly_words_are_read_and_come_back_from_storage():
    made = read_monthly(MONTHLY, FIRST)
    assert made.held_at == datetime(2026, 11, 30, 15, tzinfo=CITY_TIME)
    assert made.attendees == ("巴特尔", "李娜", "王强")
    assert (made.training_hours, made.complaints, made.samples) == (12, 0, None)
    stored = loads(dumps(made.data()))
    assert statement_of(ControlKind.MONTHLY_DISPATCH, stored, FIRST) == made


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"risk": "none"}, "risk", Fault.NOT_A_CHOICE),
        ({"risk": None}, "risk", Fault.MISSING),
        ({"judgement": " \n "}, "judgement", Fault.MISSING),
        ({"judgement": "长" * (TEXT_LENGTH + 1)}, "judgement", Fault.TOO_LONG),
        ({"analysis": "a\x00b"}, "analysis", Fault.ODD_SIGNS),
        ({"reported_to": "名" * 41}, "reported_to", Fault.TOO_LONG),
        ({"measures": []}, "measures", Fault.MISSING),
        ({"measures": "维修"}, "measures", Fault.NOT_A_CHOICE),
        ({"measures": [7]}, "measures.0.what", Fault.MISSING),
        ({"measures": [{"what": "修", "owner": "李"}]}, "measures.0.due", Fault.MISSING),
        ({"measures": WEEKLY["measures"] * (MOST_STEPS + 1)}, "measures", Fault.TOO_LONG),
        (
            {"measures": [{"what": "修", "owner": "李", "due": "2026-11-15"}]},
            "measures.0.due",
            Fault.BEFORE_CHECK,
        ),
        ({"topics": {"pests": "长" * 201}}, "topics.pests", Fault.TOO_LONG),
        ({"topics": {"weather": "晴"}}, "topics", Fault.NOT_A_CHOICE),
        ({"topics": ["pests"]}, "topics", Fault.NOT_A_CHOICE),
    ],
)
def test_a_wrong_weekly_field_is_named(change, field, fault):
    with pytest.raises(FormRefusedError) as refused:
        read_weekly(WEEKLY | change, MONDAY)
    assert faults(refused.value)[field] is fault
    assert all(name.startswith(field.split(".")[0]) for name in faults(refused.value))


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"held_at": ""}, "held_at", Fault.MISSING),
        ({"held_at": "明天"}, "held_at", Fault.NOT_A_DAY),
        ({"held_at": "2026-10-31T15:00"}, "held_at", Fault.BEFORE_CHECK),
        ({"held_at": "9999-12-31T23:59-12:00"}, "held_at", Fault.TOO_FAR),
        ({"chair": ""}, "chair", Fault.MISSING),
        ({"attendees": " 、 "}, "attendees", Fault.MISSING),
        ({"attendees": ["名" * 41]}, "attendees.0", Fault.TOO_LONG),
        ({"training_hours": "-1"}, "training_hours", Fault.NOT_A_COUNT),
        ({"complaints": "²"}, "complaints", Fault.NOT_A_COUNT),
        ({"resolutions": []}, "resolutions", Fault.MISSING),
    ],
)
def test_a_wrong_monthly_field_is_named(change, field, fault):
    with pytest.raises(FormRefusedError) as refused:
        read_monthly(MONTHLY | change, FIRST)
    assert faults(refused.value) == {field: fault}


def test_a_calm_week_needs_no_measure():
    assert read_weekly(WEEKLY | {"risk": "low", "measures": []}, MONDAY).measures == ()


def test_a_daily_record_has_no_statement_and_the_others_need_one():
    assert read_statement(ControlKind.DAILY_CONTROL, {"risk": "low"}, MONDAY) is None
    with pytest.raises(FormRefusedError) as refused:
        read_statement(ControlKind.WEEKLY_REVIEW, None, MONDAY)
    assert {"risk", "judgement", "reported_to"} == set(faults(refused.value))


def test_a_meeting_after_midnight_counts_by_the_clock_of_the_city():
    made = read_monthly(MONTHLY | {"held_at": "2026-10-31T16:30+00:00"}, FIRST)
    assert made.held_at - timedelta(minutes=30) == datetime(2026, 11, 1, tzinfo=CITY_TIME)


def test_what_is_stored_and_none_of_ours_is_refused():
    with pytest.raises(ValueError, match="weekly_review"):
        statement_of(ControlKind.WEEKLY_REVIEW, {"risk": "low"}, MONDAY)
