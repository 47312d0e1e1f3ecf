"""A finding from found to closed: who, with what, in which order, and what repeats."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access.control import submit
from data_access.control_periods import open_period
from data_access.control_photos import keep_photo
from data_access.engine import reading, writing
from data_access.finding_repeats import repeats
from data_access.findings import (
    FindingNotFoundError,
    find,
    of_record,
    open_findings,
    people_of,
    recheck,
    rectify,
)
from data_access.photo_reading import clean_photo
from data_access.schema import (
    audit_log,
    control_finding,
    control_task,
    establishment,
    person,
    risk_due,
)
from domain.checklists import Answer
from domain.findings import FindingRefusal, FindingRefusedError, FindingState
from domain.photos import PhotoPurpose
from domain.scope import NotAllowedError
from tests.data_access.test_control import DAILY, DAY, MORNING, SYSTEM, clean, failing
from tests.photographs import photo
from tests.rows import plant

ITEM, KEY_ITEM = "daily.H01", "daily.H02"
LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, MORNING)
        conn.execute(
            update(establishment).where(establishment.c.id == 1).values(safety_officer="刘艳")
        )
        conn.execute(
            insert(person),
            [
                {
                    "establishment_id": 1,
                    "township_code": "150602001",
                    "name": name,
                    "post": "cook",
                    "left_on": left,
                    "created_at": MORNING,
                    "updated_at": MORNING,
                }
                for name, left in (("王强", None), ("李旧", DAY - timedelta(days=3)))
            ],
        )
    return scopes


def failed(item=ITEM, day=DAY):
    record = failing()
    finding = replace(record.findings[0], item=item)
    answers = dict(clean().answers) | {item: Answer.FAIL}
    return replace(record, answers=answers, findings=(finding,), period_start=day)


@pytest.fixture
def case(engine, who):
    with writing(engine) as conn:
        submit(conn, who.shop, failed(), MORNING)
        return of_record(conn, who.shop, 1, DAILY, DAY)[0]


def photographed(engine, who, folder, item=ITEM, now=MORNING, seed=2):
    sent = clean_photo(photo(seed))
    purpose = PhotoPurpose.RECTIFIED
    with writing(engine) as conn:
        keep_photo(conn, who.shop, folder, 1, DAILY, DAY, item, purpose, sent, now)


@pytest.fixture
def rectified(engine, who, case, tmp_path):
    photographed(engine, who, tmp_path)
    with writing(engine) as conn:
        return rectify(conn, who.shop, case.id, by=" 刘 艳 ", note="换好了", now=MORNING)


def refusal_of(engine, act, *args, **given):
    with pytest.raises(FindingRefusedError) as refused, writing(engine) as conn:
        act(conn, *args, **given)
    assert refused.value.zh
    assert refused.value.en
    return refused.value.refusal


def test_found_put_right_and_closed(engine, who, case, tmp_path):
    assert case.state is FindingState.OPEN
    photographed(engine, who, tmp_path)
    with writing(engine) as conn:
        conn.execute(risk_due.delete())
        one = rectify(conn, who.shop, case.id, by="刘艳", note="换好了", now=MORNING)
        assert conn.scalars(select(risk_due.c.establishment_id)).all() == [1]
    assert (one.state, one.rectified_at, one.rectified_by) == ("rectified", MORNING, "刘艳")
    with writing(engine) as conn:
        assert [one.id for one in open_findings(conn, who.shop, 1)] == [case.id]
        done = recheck(conn, who.office, case.id, passed=True, note="已看", now=LATER)
        assert open_findings(conn, who.shop, 1) == []
    assert (done.state, done.rechecked_by, done.rechecked_at) == ("closed", "交通所", LATER)
    assert done.rectified_at == MORNING


def test_signs_that_nobody_sees_are_not_kept(engine, who, case, tmp_path):
    photographed(engine, who, tmp_path)
    with writing(engine) as conn:
        one = rectify(conn, who.shop, case.id, by="刘\x00艳", note="换\x00好\u202e了", now=MORNING)
        assert (one.rectified_by, one.rectified_note) == ("刘艳", "换好了")
        done = recheck(conn, who.office, case.id, passed=True, note="\ufffe已看👨‍🍳", now=LATER)
    assert done.recheck_note == "已看👨‍🍳"


def test_a_return_opens_it_again_and_asks_for_a_new_photo(engine, who, rectified, tmp_path):
    with writing(engine) as conn:
        back = recheck(conn, who.office, rectified.id, passed=False, note="缝隙还在", now=LATER)
    assert (back.state, back.rectified_at, back.returned) == (FindingState.OPEN, None, 1)
    assert (back.recheck_note, back.rectified_by) == ("缝隙还在", "刘 艳")
    given = {"by": "刘艳", "note": "再换", "now": LATER + timedelta(hours=1)}
    refused = refusal_of(engine, rectify, who.shop, back.id, **given)
    assert refused is FindingRefusal.PHOTO_MISSING
    photographed(engine, who, tmp_path, now=LATER + timedelta(minutes=5), seed=3)
    with writing(engine) as conn:
        assert rectify(conn, who.shop, back.id, **given).state is FindingState.RECTIFIED


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"note": " "}, FindingRefusal.NOTE_MISSING),
        ({"note": None}, FindingRefusal.NOTE_MISSING),
        ({"note": ["x"]}, FindingRefusal.NOTE_MISSING),
        ({"note": "长" * 301}, FindingRefusal.NOTE_TOO_LONG),
        ({"by": ""}, FindingRefusal.PERSON_MISSING),
        ({"by": 7}, FindingRefusal.PERSON_MISSING),
        ({"by": "路人"}, FindingRefusal.PERSON_UNKNOWN),
        ({"by": "长" * 61}, FindingRefusal.PERSON_MISSING),
        ({}, FindingRefusal.PHOTO_MISSING),
    ],
)
def test_a_rectification_that_is_not_whole_is_refused(engine, who, case, given, refusal):
    given = {"by": "刘艳", "note": "换好了", "now": MORNING} | given
    assert refusal_of(engine, rectify, who.shop, case.id, **given) is refusal
    with reading(engine) as conn:
        assert find(conn, who.shop, case.id) == case


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("刘 艳", FindingRefusal.SAME_PERSON),
        ("路人", FindingRefusal.PERSON_UNKNOWN),
        ("李旧", FindingRefusal.PERSON_UNKNOWN),
        (None, FindingRefusal.PERSON_MISSING),
    ],
)
def test_the_establishment_closes_only_by_another_registered_person(
    engine, who, rectified, by, refusal
):
    given = {"passed": True, "note": "看过", "now": LATER}
    assert refusal_of(engine, recheck, who.shop, rectified.id, by=by, **given) is refusal
    with writing(engine) as conn:
        assert people_of(conn, who.shop, 1, DAY) == ["刘艳", "王强"]
        done = recheck(conn, who.shop, rectified.id, by="王强", **given)
    assert (done.state, done.rechecked_by) == ("closed", "王强")


def test_a_key_item_is_closed_by_an_officer_only(engine, who, tmp_path):
    with writing(engine) as conn:
        submit(conn, who.shop, failed(KEY_ITEM), MORNING)
        (case,) = of_record(conn, who.shop, 1, DAILY, DAY)
    photographed(engine, who, tmp_path, KEY_ITEM)
    with writing(engine) as conn:
        rectify(conn, who.shop, case.id, by="刘艳", note="换好了", now=MORNING)
    given = {"passed": True, "note": "看过", "now": LATER}
    refused = refusal_of(engine, recheck, who.shop, case.id, by="王强", **given)
    assert refused is FindingRefusal.KEY_ITEM
    with writing(engine) as conn:
        assert recheck(conn, who.office, case.id, **given).state is FindingState.CLOSED


def test_steps_out_of_order_and_twice_are_refused(engine, who, case, tmp_path):
    given = {"passed": True, "note": "看过", "now": LATER}
    assert refusal_of(engine, recheck, who.office, case.id, **given) is FindingRefusal.STATE
    photographed(engine, who, tmp_path)
    right = {"by": "刘艳", "note": "换好了", "now": MORNING}
    with writing(engine) as conn:
        rectify(conn, who.shop, case.id, **right)
    assert refusal_of(engine, rectify, who.shop, case.id, **right) is FindingRefusal.STATE


def test_strangers_and_leaders_take_no_step(engine, who, case):
    right = {"by": "刘艳", "note": "换好了", "now": MORNING}
    given = {"passed": True, "note": "看过", "now": LATER}
    other = replace(who.shop, establishment_id=3)
    for error, act, scope, words in (
        (NotAllowedError, rectify, who.office, right),
        (NotAllowedError, rectify, who.leader, right),
        (NotAllowedError, recheck, who.leader, given),
        (FindingNotFoundError, rectify, other, right),
        (FindingNotFoundError, recheck, who.kangbashi, given),
    ):
        with pytest.raises(error), writing(engine) as conn:
            act(conn, scope, case.id, **words)
    with reading(engine) as conn:
        assert find(conn, who.kangbashi, case.id) is None
        assert find(conn, who.city, case.id) == case


def test_each_step_is_in_the_audit_log(engine, who, rectified):
    officer = replace(who.office, account_id=None)
    with writing(engine) as conn:
        before = conn.execute(select(audit_log)).all()
        recheck(conn, officer, rectified.id, passed=True, note="已看", now=LATER)
        assert conn.execute(select(audit_log)).all() == before  # no account, no row: the feed


def test_the_same_item_within_90_days_repeats_the_newest_earlier_one(engine, who):
    days = [DAY - timedelta(days=back) for back in (120, 89, 3, 0)]
    with writing(engine) as conn:
        for day in days[:3]:
            conn.execute(
                insert(control_task).values(
                    establishment_id=1, kind=DAILY, period_start=day, township_code="150602001",
                    category="small", state="done", due_at=MORNING,
                )
            )  # fmt: skip
            conn.execute(
                insert(control_finding).values(
                    establishment_id=1, kind=DAILY, period_start=day, township_code="150602001",
                    item=ITEM, due_at=MORNING,
                )
            )  # fmt: skip
        submit(conn, who.shop, failed(), MORNING)
        numbers = dict(
            conn.execute(select(control_finding.c.period_start, control_finding.c.id)).all()
        )
        case = find(conn, who.shop, numbers[date(2026, 11, 19)])
        assert case.repeat_of == numbers[days[2]]
        assert [one.start for one in repeats(conn, who.shop, case)] == [days[2], days[1]]
