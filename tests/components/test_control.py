"""Components of the control board: numbers with their denominators, states that are not colour."""

from datetime import UTC, date, datetime

import pytest

from components.control_heat import heat_class, heat_table
from components.control_list import duty_note, duty_table
from components.control_period import own_card, period_card
from components.control_record import record_panel
from components.control_words import due_words, period_words, span_words
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, ControlState
from domain.control_board import (
    Duties,
    DutyRow,
    Heat,
    HeatRow,
    PeriodSummary,
    Record,
    RecordFinding,
)
from domain.figures import NO_TASKS, Completion
from domain.first_checklists import first_checklist
from domain.scope import Role, Scope

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


def test_a_card_never_shows_a_percentage_without_its_numbers():
    card = period_card(
        summary(Completion(open=204, done=2900, late=80, excused=102), Completion(missed=7)),
        chosen=True,
        href="/a",
        unanswered="/open",
        left_behind="/missed",
    )
    words = all_text(card)
    for part in ("93.6", "2,980", "204", "应报 3,184", "免报 102", "7", "当日 24:00"):
        assert part in words
    assert {link.href for link in found_in(card, "Link")} == {"/a", "/open", "/missed"}


def test_a_period_without_duties_is_unknown_not_zero():
    words = all_text(
        period_card(summary(Completion()), chosen=False, href="/", unanswered="/", left_behind="/")
    )
    assert "— %" in words
    assert "0.0" not in words


def test_an_establishment_reads_its_state_in_words():
    words = all_text(
        own_card(
            summary(Completion(open=1), Completion(missed=1)), chosen=True, href="/", record="/r"
        )
    )
    assert "待完成" in words
    assert "缺报" in words
    assert "%" not in words


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


def test_the_running_period_is_a_figure_not_a_cell():
    cells = (Completion(done=9, missed=1), Completion(done=10), Completion(open=6, done=4))
    starts = (date(2026, 11, 17), date(2026, 11, 18), DAY)
    table = heat_table(
        Heat(DAILY, starts, True, (HeatRow("150602", "东胜区", "Dongsheng", cells),)),
        lambda code: f"/control?banner={code}",
    )
    row = table.children[1]
    assert [cell.className for cell in found_in(row, "I")] == ["nc-h3", "nc-h6"]
    assert found_in(row, "I")[0].title == "11月17日 周二 按时 9 / 应报 10（90.0 %）"
    assert all_text(row).split() == ["东胜区", "40.0"]
    assert found_in(row, "Link")[0].href == "/control?banner=150602"


def row(number: int, streak: int, state=ControlState.MISSED, risk="D") -> DutyRow:
    return DutyRow(number, f"{number}号店", "交通街道", Category.SMALL, risk, None, state, streak)


def test_a_list_says_how_long_each_has_been_missing():
    found = Duties(DAILY, DAY, (row(1, 31), row(2, 4), row(3, 0, ControlState.OPEN, None)), 574)
    table = duty_table(found, row_type="r", chosen=2)
    rows = found_in(table, "Tbody")[0].children
    assert [all_text(one.children[4]) for one in rows] == ["≥31 日", "4 日", "—"]
    assert [one.className for one in rows] == ["", "is-sel", ""]
    assert rows[1].id == {"type": "r", "establishment": 2}
    assert [all_text(one.children[6]) for one in rows] == ["缺报", "缺报", "待完成"]
    assert duty_note(found) == "共 574 家，列出连续缺报最久的 3 家"


def test_nobody_missing_is_good_news():
    table = duty_table(Duties(DAILY, DAY, (), 0), row_type="r", chosen=None)
    assert "没有未完成的单位" in all_text(table)


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
        "findings": {"daily.A02": RecordFinding("未公示", "当日补贴", "刘艳", NOON, None)},
        "earlier": date(2026, 11, 18),
        "later": None,
        "last_answered": DAY,
    }
    return Record(**values | changes)


def test_a_record_shows_every_answer_and_what_is_done_about_failures():
    panel = record_panel(BUREAU, record(), day_type="d")
    words = all_text(panel)
    for part in ("合格 4", "不合格 1", "不适用 1", "未填 0", "6 / 6", "逾期补填", "刘艳"):
        assert part in words
    for part in ("A02 未公示", "措施：当日补贴", "限期 11月19日 12:00", "未整改"):
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


def test_only_periods_that_exist_can_be_stepped_to():
    steps = [one.id for one in found_in(record_panel(BUREAU, record(), day_type="d"), "Button")]
    assert steps == [{"type": "d", "start": "2026-11-18", "at": "back"}]


def test_an_unanswered_record_leads_to_the_last_answered_one():
    bare = tuple((item, None) for item, _answer in record().items)
    panel = record_panel(
        BUREAU,
        record(
            state=ControlState.MISSED,
            items=bare,
            findings={},
            submitted_at=None,
            submitted_by=None,
            last_answered=date(2026, 11, 17),
        ),
        day_type="d",
    )
    assert "查看最近一次填报：11月17日" in all_text(panel)
    assert "0 / 6" in all_text(panel)
    assert "未填 6" in all_text(panel)


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
