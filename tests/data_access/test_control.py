"""Records handed in, duties excused: each once, in scope, with figures that agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from data_access.changes import Topic, numbers
from data_access.control import DutyNotFoundError, excuse_duty, submit
from data_access.control_periods import open_period
from data_access.control_rollup import rebuild
from data_access.engine import reading, writing
from data_access.schema import audit_log, control_finding, control_rollup, control_task
from domain.categories import Category
from domain.checklists import Answer
from domain.control import ControlKind, ControlState, Refusal, RefusedError
from domain.scope import NotAllowedError, system_scope
from domain.submission import ControlFinding, Submission
from tests.rows import plant
from tests.sheets import asked
from tests.signatures import paper

DAY = date(2026, 11, 19)
MORNING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
SYSTEM = system_scope("scheduler")
DAILY = ControlKind.DAILY_CONTROL


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
    return scopes


def clean(shop: int = 1, category: Category = Category.SMALL, **changes) -> Submission:
    answers = {item.id: Answer.PASS for item in asked(DAILY, category)}
    return replace(Submission(shop, DAILY, DAY, "刘艳", answers), **changes)


def failing(**changes) -> Submission:
    record = clean()
    finding = ControlFinding(
        "daily.H02", "后门缝隙大于6毫米", "更换门封条", "刘艳", MORNING + timedelta(hours=8)
    )
    answers = dict(record.answers) | {"daily.H02": Answer.FAIL}
    return replace(record, answers=answers, findings=(finding,), **changes)


def counts(conn) -> dict[str, int]:
    names = [state.value for state in ControlState]
    row = conn.execute(select(*(func.sum(control_rollup.c[name]) for name in names))).one()
    return {name: int(n or 0) for name, n in zip(names, row, strict=True) if n}


def test_a_clean_day_is_done_and_counted(engine, planted):
    with writing(engine) as conn:
        before = numbers(conn)[Topic.CONTROL]
    with writing(engine, planted.shop.place) as conn:  # as the web does: it sees no sums
        taken = submit(conn, planted.shop, clean(), MORNING)
        assert numbers(conn)[Topic.CONTROL] > before
    assert (taken.state, taken.created) == (ControlState.DONE, True)
    with writing(engine) as conn:
        row = conn.execute(select(control_task).where(control_task.c.establishment_id == 1)).one()
        assert (row.state, row.submitted_by, row.submitted_at) == ("done", "刘艳", MORNING)
        assert row.answers.count("p") == 34
        assert counts(conn) == {"open": 3, "done": 1}
        assert rebuild(conn) == []


def test_the_same_record_twice_is_once(engine, planted):
    for created in (True, False):
        with writing(engine) as conn:
            assert submit(conn, planted.shop, failing(), MORNING).created is created
    with writing(engine) as conn:
        assert counts(conn) == {"open": 3, "done": 1}
        assert conn.scalar(select(func.count()).select_from(control_finding)) == 1
        assert rebuild(conn) == []


@pytest.mark.parametrize(
    "second",
    [failing(), clean(submitted_by="别人")],
    ids=["other answers", "other person"],
)
def test_a_different_second_record_is_refused_in_words_and_changes_nothing(engine, planted, second):
    with writing(engine) as conn:
        submit(conn, planted.shop, clean(), MORNING)
    with pytest.raises(RefusedError) as refused, writing(engine) as conn:
        submit(conn, planted.shop, second, MORNING + timedelta(minutes=5))
    assert refused.value.refusal is Refusal.ALREADY_ANSWERED
    assert "已经提交" in refused.value.zh
    with reading(engine) as conn:
        row = conn.execute(select(control_task).where(control_task.c.establishment_id == 1)).one()
        assert (row.submitted_by, "f" in row.answers) == ("刘艳", False)


def test_after_midnight_it_is_late_and_after_two_it_is_refused(engine, planted):
    midnight = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    with writing(engine) as conn:
        assert submit(conn, planted.shop, clean(), midnight).state is ControlState.LATE
        assert counts(conn) == {"open": 3, "late": 1}
    with pytest.raises(RefusedError, match="locked"), writing(engine) as conn:
        submit(conn, SYSTEM, clean(3), midnight + timedelta(hours=2))


def without(item: str) -> dict[str, Answer]:
    return {key: answer for key, answer in clean().answers.items() if key != item}


@pytest.mark.parametrize(
    ("record", "refusal", "items"),
    [
        (clean(answers=without("daily.A01")), Refusal.INCOMPLETE, ("daily.A01",)),
        (
            clean(answers=dict(clean().answers) | {"daily.D06": Answer.PASS}),
            Refusal.UNKNOWN_ITEM,
            ("daily.D06",),
        ),
        (replace(failing(), findings=()), Refusal.FINDING_MISSING, ("daily.H02",)),
        (
            replace(failing(), findings=(replace(failing().findings[0], measure=" "),)),
            Refusal.FINDING_MISSING,
            ("daily.H02",),
        ),
        (clean(findings=failing().findings), Refusal.FINDING_WITHOUT_FAILURE, ("daily.H02",)),
        (
            replace(failing(), findings=failing().findings * 2),
            Refusal.FINDING_TWICE,
            ("daily.H02",),
        ),
        (clean(submitted_by="  "), Refusal.UNSIGNED, ()),
        (clean(checklist_version=2), Refusal.VERSION, ()),
    ],
)
def test_a_record_that_is_not_whole_is_refused_and_names_the_items(
    engine, planted, record, refusal, items
):
    with pytest.raises(RefusedError) as refused, writing(engine) as conn:
        submit(conn, planted.shop, record, MORNING)
    assert (refused.value.refusal, refused.value.items) == (refusal, items)
    with reading(engine) as conn:
        assert counts(conn) == {"open": 4}


def test_another_shop_is_not_there(engine, planted):
    with pytest.raises(DutyNotFoundError), writing(engine) as conn:
        submit(conn, planted.shop, clean(3), MORNING)
    with pytest.raises(DutyNotFoundError), writing(engine) as conn:
        submit(conn, planted.shop, clean(period_start=DAY + timedelta(days=1)), MORNING)


def test_officers_do_not_submit_and_shops_do_not_excuse(engine, planted):
    with pytest.raises(NotAllowedError), writing(engine) as conn:
        submit(conn, planted.city, clean(), MORNING)
    with pytest.raises(NotAllowedError), writing(engine) as conn:
        excuse_duty(conn, planted.shop, 1, DAILY, DAY, "停电", MORNING)


def test_an_excused_duty_leaves_the_denominator_with_reason_and_actor(engine, planted):
    with writing(engine) as conn:
        for _twice in range(2):
            excuse_duty(conn, planted.office, 1, DAILY, DAY, "停电一天", MORNING)
        assert counts(conn) == {"open": 3, "excused": 1}
        assert rebuild(conn) == []
        reason = conn.scalar(
            select(control_task.c.reason).where(control_task.c.establishment_id == 1)
        )
        assert reason == "停电一天（交通所）"
        excuse_duty(conn, planted.office, 2, DAILY, DAY, "停\x00电\u202e" + "久" * 300, MORNING)
        reason = conn.scalar(
            select(control_task.c.reason).where(control_task.c.establishment_id == 2)
        )
        assert (reason[:3], reason[-5:], len(reason)) == ("停电久", "（交通所）", 200)


def test_who_cooks_although_excused_may_still_report(engine, planted):
    with writing(engine) as conn:
        excuse_duty(conn, planted.office, 1, DAILY, DAY, "停电一天", MORNING)
        assert submit(conn, planted.shop, clean(), MORNING).state is ControlState.DONE
        assert counts(conn) == {"open": 3, "done": 1}
        assert rebuild(conn) == []


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("  ", Refusal.REASON_MISSING), ("停电", Refusal.NOTHING_TO_EXCUSE)],
)
def test_no_excuse_without_reason_or_for_an_answered_duty(engine, planted, reason, refusal):
    with writing(engine) as conn:
        submit(conn, planted.shop, clean(), MORNING)
    with pytest.raises(RefusedError) as refused, writing(engine) as conn:
        excuse_duty(conn, planted.city, 1, DAILY, DAY, reason, MORNING)
    assert refused.value.refusal is refusal


def test_an_office_excuses_nobody_beyond_its_townships(engine, planted):
    with pytest.raises(DutyNotFoundError), writing(engine) as conn:
        excuse_duty(conn, planted.office, 3, DAILY, DAY, "停电", MORNING)


def test_what_people_hand_in_and_excuse_is_on_record_once(engine, planted):
    shop, office = (
        replace(one, account_id=n) for n, one in ((5, planted.shop), (6, planted.office))
    )
    with writing(engine) as conn:
        submit(conn, planted.shop, clean(submitted_by="王"), MORNING)  # the demonstration
        for _twice in range(2):
            excuse_duty(conn, office, 2, DAILY, DAY, "停电一天", MORNING)
        with pytest.raises(RefusedError):
            submit(conn, shop, clean(), MORNING)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log)).all()
    assert [(row.event, row.object_id, row.account_id) for row in rows] == [
        ("control_excused", "2", 6)
    ]
    assert '"reason":"停电一天"' in rows[0].detail


def test_a_submission_is_on_record_once(engine, planted):
    shop = replace(planted.shop, account_id=5)
    with writing(engine) as conn:
        for _twice in range(2):
            submit(conn, shop, clean(paper=paper()), MORNING)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log)).all()
    assert [(row.event, row.object_kind, row.object_id) for row in rows] == [
        ("control_submitted", "establishment", "1")
    ]
