"""Components of the control board: numbers with their denominators, states that are not colour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from components.control_acts import act_preview, done_words
from components.control_heat import heat_class, heat_foot, heat_table
from components.control_list import changed_words, duty_note, duty_table, page_steps
from components.control_period import own_card, period_card
from components.control_ranking import ranking_table
from components.control_record import record_panel
from components.control_words import due_words, period_words, span_words
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.control_beside import Beside, HandedIn
from domain.control_board import (
    NOT_TOLD,
    Act,
    Duties,
    DutyRow,
    Heat,
    HeatRow,
    Listing,
    PeriodSummary,
    Record,
    Show,
    Told,
)
from domain.control_ranking import RankedPlace
from domain.figures import NO_TASKS, Completion
from domain.findings import FindingCase, FindingState
from domain.first_checklists import first_checklist
from domain.photos import Photo, PhotoPurpose
from domain.reminders import Reminder, Step
from domain.scope import Role, Scope
from domain.statement_reading import read_statement
from tests.domain.test_statements import WEEKLY as WEEKLY_WORDS

DAILY, WEEKLY, MONTHLY = ControlKind
BUREAU = Scope(Role.CITY_BUREAU, "市局")
DAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)


def all_text(tree) -> str:
    """Every word of a tree, in order."""
    if isinstance(tree, list | tuple):
        return " ".join(map(all_text, tree))
    if tree is None or isinstance(tree, str | int):
        return "" if tree is None else str(tree)
    return all_text(getattr(tree, "children", None))


def found_in(tree, kind: str) -> list:
    """All components of a type."""
    if isinstance(tree, list | tuple):
        return [one for part in tree for one in found_in(part, kind)]
    if tree is None or isinstance(tree, str | int):
        return []
    own = [tree] if type(tree).__name__ == kind else []
    return own + found_in(getattr(tree, "children", None), kind)


def summary(current: Completion, previous: Completion = NO_TASKS) -> PeriodSummary:
    due = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    return PeriodSummary(DAILY, DAY, DAY, due, 0.5, current, previous)


def lists(listing: Listing, show: Show) -> str:
    return f"/{listing}/{show}"


def test_a_card_never_shows_a_percentage_without_its_numbers():
    counts = Completion(open=204, done=2900, late=80, excused=102)
    card = period_card(
        summary(counts, Completion(missed=7)), chosen=True, href="/a", lists=lists, papers="/p"
    )
    words = all_text(card)
    for part in ("93.6", "2,980", "204", "3,184", "102", "80", "7", "当日 24:00", "每日检查记录"):
        assert part in words
    # Each number leads to the list that it is the length of.
    assert {link.href: all_text(link).strip() for link in found_in(card, "Link")} == {
        "/a": "日管控",
        "/current/answered": "2,980",
        "/current/unanswered": "204",
        "/current/due": "3,184",
        "/current/excused": "102",
        "/current/late": "80",
        "/previous/unanswered": "7",
        "/p": "每日检查记录",
    }


def test_a_period_without_duties_is_unknown_not_zero():
    words = all_text(period_card(summary(Completion()), chosen=False, href="/", lists=lists))
    assert "— %" in words
    assert "0.0" not in words


def test_an_establishment_reads_its_state_in_words_and_finds_its_form():
    own = summary(Completion(open=1), Completion(missed=1))
    words = all_text(own_card(own, chosen=True, href="/", record="/r"))
    assert "待完成" in words
    assert "缺报" in words
    assert "%" not in words
    assert "去填写" not in words
    card = own_card(own, chosen=True, href="/", record="/r", form="/duty/daily_control/2026-11-19")
    assert [one.href for one in found_in(card, "A")] == ["/duty/daily_control/2026-11-19"]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (839, "nc-h1"),
        (840, "nc-h2"),
        (880, "nc-h3"),
        (910, "nc-h4"),
        (940, "nc-h5"),
        (970, "nc-h6"),
    ],
)
def test_a_cell_is_coloured_by_the_share_on_time(done, expected):
    assert heat_class(Completion(done=done, missed=1000 - done)) == expected


def test_late_is_not_on_time_and_no_duty_is_hatched():
    assert heat_class(Completion(late=10)) == "nc-h1"
    assert heat_class(Completion(excused=10)) == "nc-h0"


def calendar(chosen=(None, None)):
    cells = (Completion(done=9, missed=1), Completion(done=10), Completion(open=6, done=4))
    starts = (date(2026, 11, 17), date(2026, 11, 18), DAY)
    return Heat(DAILY, starts, True, (HeatRow("150602", "东胜区", "Dongsheng", cells),)), chosen


def test_a_cell_opens_its_list_and_the_running_period_stands_apart():
    found, _none = calendar()
    table = heat_table(
        found,
        lambda code: f"/control?banner={code}",
        lambda code, start: f"/{code}/{start}",
        chosen=("150602", date(2026, 11, 18)),
    )
    cells = found_in(table.children[1], "A")
    assert [cell.className for cell in cells] == ["nc-h3", "nc-h6 is-on", "nc-heat__now"]
    assert [cell.href for cell in cells] == [
        "/150602/2026-11-17",
        "/150602/2026-11-18",
        "/150602/2026-11-19",
    ]
    assert cells[0].title == "11月17日 周二 按时 9 / 应报 10（90.0 %）"
    assert cells[2].title == "今日到现在：已完成 4 / 应报 10，尚未结束"
    # Not rounded up: 89.9 % is no 90.
    assert [cell.children for cell in cells] == ["90", "100", "40"]
    name, today = found_in(table.children[1], "Link")
    assert (name.href, all_text(name)) == ("/control?banner=150602", "东胜区")
    assert (today.href, all_text(today)) == ("/150602/2026-11-19", "40.0")


def test_the_calendar_is_said_in_a_sentence_too():
    words = all_text(heat_foot(calendar()[0]))
    assert "合计按时 19 / 应报 20（95.0 %）" in words
    assert "2 格中 0 格低于 84 %" in words


def test_places_too_small_to_rank_stand_apart_with_their_numbers():
    tasks = Completion(done=90, late=4, missed=6, excused=3)
    rows = [
        RankedPlace("1", "甲所", "甲所", "150602", tasks, 100.0, 88.0, 1),
        RankedPlace("2", "乙所", "乙所", "150602", Completion(done=3), 3.0, 90.0),
    ]
    table = ranking_table(rows, lambda code: f"/{code}")
    ranked, apart = found_in(table, "Tbody")
    assert all_text(ranked).split() == [
        *("1", "甲所", "100", "90", "/", "100", "90.0", "88.0", "+2.0", "4", "6", "3")
    ]
    assert "不排名" in all_text(apart)
    assert "乙所" in all_text(apart)


LIST = Duties(DAILY, DAY, (), 3)


def row(number: int, streak: int, state=ControlState.MISSED, risk="D", told=NOT_TOLD) -> DutyRow:
    return DutyRow(
        number,
        DAY,
        f"{number}号店",
        "交通街道",
        Category.SMALL,
        risk,
        None,
        state,
        streak,
        told=told,
    )


def test_a_list_says_how_long_each_has_been_missing_and_who_was_told():
    read = Told(3, NOON, NOON, handed=True)
    given = (row(1, 31, told=read), row(2, 4, told=Told(1, NOON)), row(3, 0, ControlState.OPEN))
    table = duty_table(LIST, given, chosen=(2, DAY), acts=True)
    rows = found_in(table, "Tbody")[0].children
    assert [all_text(one.children[5]) for one in rows] == ["≥31 日", "4 日", "—"]
    assert [one.className for one in rows] == ["", "is-sel", ""]
    assert [getattr(one, "data-shop") for one in rows] == ["1", "2", "3"]
    assert [all_text(one.children[7]) for one in rows] == [
        "已提醒 3 次 · 已读 已转包保",
        "已提醒 1 次 · 未读",
        "—",
    ]
    assert [all_text(one.children[8]) for one in rows] == ["缺报", "缺报", "待完成"]
    assert duty_note(Duties(DAILY, DAY, given, 574)) == "共 574 家"


def test_a_list_of_several_days_counts_duties_and_names_the_day_of_each():
    found = Duties(DAILY, DAY, (), 574, first=DAY - timedelta(days=3))
    table = duty_table(found, (row(1, 2), row(1, 1)), chosen=(1, DAY), acts=False)
    rows = found_in(table, "Tbody")[0].children
    assert [all_text(one.children[1]) for one in rows] == ["11/19"] * 2
    assert {getattr(one, "data-start") for one in rows} == {DAY.isoformat()}
    assert duty_note(found) == "共 574 次"


def test_who_may_not_act_has_nothing_to_tick():
    table = duty_table(LIST, (row(1, 1),), chosen=None, acts=False)
    marks = [getattr(one, "data-tick", None) for one in found_in(table, "Button")]
    assert marks == [None]


def test_nobody_missing_is_good_news():
    table = duty_table(LIST, (), chosen=None, acts=True)
    assert "没有未完成的单位" in all_text(table)


def test_pages_lead_on_and_back_but_not_beyond():
    def steps(page):
        found = Duties(DAILY, DAY, (), 120, page=page, pages=3)
        return [link.href for link in found_in(page_steps(found, str), "Link")]

    assert [steps(1), steps(2), steps(3)] == [["2"], ["1", "3"], ["2"]]
    assert page_steps(Duties(DAILY, DAY, (), 12), str) is None


@pytest.mark.parametrize(
    ("gone", "new", "words"),
    [(2, 0, "2 家已离开清单"), (0, 1, "1 家新进清单"), (2, 1, "2 家已离开清单，1 家新进清单")],
)
def test_what_changed_under_the_reader_is_said(gone, new, words):
    assert changed_words(gone, new) == words


def test_a_preview_says_who_is_meant_and_who_is_left_out():
    states = {ControlState.MISSED: 1, ControlState.DONE: 2}
    words = all_text(act_preview(Act.EXCUSE, states, [row(1, 1)], 5))
    for part in ("共 1 家", "1号店", "按时完成 2 家", "2 家当期没有任务或不在权限范围内", "撤销"):
        assert part in words


def record(**changes) -> Record:
    checklist = first_checklist(DAILY)
    sheet = checklist.items[:6]
    answers = [Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE, *[Answer.PASS] * 3]
    values = {
        "establishment_id": 5,
        "name": "5号店",
        "category": Category.SMALL,
        "risk_level": "D",
        "kind": DAILY,
        "start": DAY,
        "state": ControlState.LATE,
        "due_at": NOON,
        "submitted_at": NOON,
        "submitted_by": "刘艳",
        "reason": None,
        "checklist": checklist,
        "items": tuple(zip(sheet, answers, strict=True)),
        "earlier": date(2026, 11, 18),
        "later": None,
        "last_answered": DAY,
    }
    return Record(**values | changes)


def case(**changes) -> FindingCase:
    values = {
        "id": 1,
        "establishment_id": 5,
        "name": "5号店",
        "township_code": "150602001",
        "kind": DAILY,
        "start": DAY,
        "item": "daily.A02",
        "note": "未公示",
        "measure": "当日补贴",
        "owner": "刘艳",
        "due_at": NOON,
        "state": FindingState.OPEN,
        "rectified_at": None,
        "rectified_by": None,
        "rectified_note": None,
        "rechecked_at": None,
        "rechecked_by": None,
        "recheck_note": None,
        "returned": 0,
        "repeat_of": None,
        "checklist_version": 1,
    }
    return FindingCase(**values | changes)


def around(**changes) -> Beside:
    values = {
        "phone": "04771234567",
        "safety_officer": "刘艳",
        "guarantor": "孟杰",
        "handed_in": None,
        "drafted": None,
        "reminders": (),
        "cases": {"daily.A02": case()},
        "photos": {},
        "open_cases": (),
        "course": ((date(2026, 11, 18), ControlState.MISSED), (DAY, ControlState.LATE)),
    }
    return Beside(**values | changes)


def panel_of(found=None, beside=None, asker=BUREAU, **more):
    return record_panel(asker, found or record(), beside or around(), NOON, **more)


def test_a_record_shows_every_answer_and_what_is_done_about_failures():
    panel = panel_of()
    words = all_text(panel)
    for part in ("合格 4", "不合格 1", "不适用 1", "未填 0", "6 / 6", "逾期补填", "刘艳"):
        assert part in words
    for part in ("A02 未公示", "措施：当日补贴", "限期 11月19日 12:00（已超期）", "待整改"):
        assert part in words
    assert [one.className for one in found_in(panel, "Li")] == [
        "is-ok",
        "is-bad",
        "is-na",
        "is-ok",
        "is-ok",
        "is-ok",
    ]
    assert "食品安全法" in found_in(panel, "Li")[0].title
    assert found_in(panel, "Link")[0].href == "/establishment/5"


def test_a_finding_shows_its_photos_and_what_came_of_it():
    photo = Photo(
        7, 5, DAILY, DAY, "daily.A02", PhotoPurpose.FOUND, "0" * 64, "x.jpg", 800, 600, 9, "f" * 16,
        None, NOON, "刘艳",
    )  # fmt: skip
    done = case(
        state=FindingState.CLOSED,
        rectified_at=NOON,
        rectified_by="刘艳",
        rectified_note="已补贴",
        rechecked_at=NOON,
        rechecked_by="娜仁",
        recheck_note="属实",
        repeat_of=1,
    )
    panel = panel_of(beside=around(cases={"daily.A02": done}, photos={"daily.A02": (photo,)}))
    words = all_text(panel)
    for part in ("刘艳 整改：已补贴", "娜仁 复查：属实", "已销号", "1 图", "重复问题", "发现时"):
        assert part in words
    assert "已超期" not in words
    assert [one.src for one in found_in(panel, "Img")] == ["/media/photo/7"]


def test_who_handed_it_in_how_long_it_took_and_a_wrong_clock_are_said():
    ten = timedelta(minutes=10)
    paper = HandedIn("M0 0L9 9", "王海", NOON - timedelta(seconds=372), NOON + ten)
    panel = panel_of(beside=around(handed_in=paper))
    words = all_text(panel)
    for part in ("提交于 11月19日 12:00", "代 王海 填报", "填报用时 6 分 12 秒", "手写签名"):
        assert part in words
    assert "手机时钟快 10 分 0 秒" in words
    right = HandedIn(None, None, None, NOON + timedelta(seconds=40))
    assert "手机时钟" not in all_text(panel_of(beside=around(handed_in=right)))


def test_the_words_of_a_weekly_paper_stand_folded_with_the_way_to_the_document():
    weekly = replace(record(), kind=WEEKLY, start=date(2026, 11, 16))
    said = read_statement(WEEKLY, WEEKLY_WORDS | {"analysis": None}, weekly.start)
    came = HandedIn(None, None, None, None, said)
    (fold,) = found_in(panel_of(weekly, around(handed_in=came), files=True), "Details")
    words = all_text(fold)
    for part in ("风险研判 中", "未填写", said.measures[0].what, "乌云", "1 条措施"):
        assert part in words
    assert found_in(fold, "A")[0].href == "/papers/5/weekly_review/2026-11-16.pdf"
    (bare,) = found_in(panel_of(weekly, around(handed_in=came)), "Details")
    assert not found_in(bare, "A")  # who may not take the document is led nowhere


def test_only_periods_that_exist_can_be_stepped_to():
    steps = [getattr(one, "data-day", None) for one in found_in(panel_of(), "Button")]
    assert [one for one in steps if one] == ["2026-11-18", "2026-11-18", "2026-11-19"]


def test_an_unanswered_record_leads_to_the_last_answered_one_and_to_those_who_know():
    bare = tuple((item, None) for item, _answer in record().items)
    missed = record(
        state=ControlState.MISSED,
        items=bare,
        submitted_at=None,
        submitted_by=None,
        last_answered=date(2026, 11, 17),
    )
    panel = panel_of(missed, around(cases={}, open_cases=(case(),)))
    words = all_text(panel)
    for part in (
        "查看最近一次填报：11月17日",
        "0 / 6",
        "本期未提交，已锁定",
        "孟杰",
        "未销号的问题",
    ):
        assert part in words
    acts = {getattr(one, "data-act", None) for one in found_in(panel, "Button")}
    assert {"excuse", "remind", "print", "close"} <= acts
    reader = Scope(Role.MUNICIPAL_LEADER, "市领导")
    acts = {
        getattr(one, "data-act", None) for one in found_in(panel_of(missed, asker=reader), "Button")
    }
    assert "excuse" not in acts


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOON + timedelta(hours=1), "本期尚未提交，截止 11月19日 13:00"),
        (NOON, "本期逾期未提交，截止 11月19日 12:00，11月19日 14:00 前可补填"),
    ],
)
def test_after_the_deadline_an_open_one_is_overdue_and_can_still_be_handed_in(due, words):
    bare = tuple((item, None) for item, _answer in record().items)
    unanswered = {"items": bare, "submitted_at": None, "submitted_by": None}
    assert words in all_text(panel_of(record(state=ControlState.OPEN, due_at=due, **unanswered)))


def test_reminders_stand_beside_what_they_were_about():
    sent = Reminder(1, 5, DAILY, DAY, Step.OVERDUE, 1, NOON, "scheduler", None, None)
    by_hand = Reminder(2, 5, DAILY, DAY, Step.MANUAL, 1, NOON, "娜仁", "请尽快", NOON)
    handed = Reminder(3, 5, DAILY, DAY, Step.GUARANTOR, 1, NOON, "娜仁", None, None)
    missed = record(state=ControlState.MISSED)
    words = all_text(panel_of(missed, around(reminders=(sent, by_hand, handed))))
    assert "逾期提醒 11月19日 12:00 · 系统 · 未读" in words
    assert "人工催报 11月19日 12:00 · 娜仁 · 请尽快 · 已读 11月19日 12:00" in words
    # Nobody knows whether a cadre without an account has read it.
    assert words.partition("转包保干部 ")[2].startswith("11月19日 12:00 · 娜仁 ")


def test_who_was_left_out_is_said():
    assert done_words(Act.REMIND, 3, 2) == "已提醒 3 家，2 家刚提醒过，未重复发送"
    assert done_words(Act.HAND, 1) == "已转包保干部 1 家"


def test_a_masked_number_is_not_rung():
    calls = [one.href for one in found_in(panel_of(), "A")]
    assert calls == ["tel:04771234567"]
    assert found_in(panel_of(beside=around(phone="147****5626")), "A") == []


@pytest.mark.parametrize(
    ("kind", "start", "words"),
    [
        (DAILY, DAY, "11月19日 周四"),
        (WEEKLY, date(2026, 12, 28), "第 53 周 · 12/28–1/3"),
        (MONTHLY, date(2026, 11, 1), "2026年11月"),
    ],
)
def test_periods_have_names(kind, start, words):
    assert period_words(kind, start) == words


def test_due_moments_and_spans_have_words():
    assert due_words(WEEKLY, date(2026, 11, 22)) == "周日 24:00"
    assert due_words(MONTHLY, date(2026, 12, 5)) == "12月5日 24:00"
    assert span_words(MONTHLY, 2) == "2 个月"
