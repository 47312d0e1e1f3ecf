"""Signals of a week: worked out from rows, kept once, judged once, and hidden from shops."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from data_access import sham
from data_access.closures import declare
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.schema import (
    alert,
    audit_log,
    camera,
    control_paper,
    control_photo,
    control_task,
    health_certificate,
    person,
    sham_signal,
)
from data_access.sham_evidence import answering, evidence_of, prepare
from data_access.sham_photos import photo_matches
from domain.clock import city_moment
from domain.control import ControlKind
from domain.first_checklists import first_checklist
from domain.pace import pack_pace
from domain.scope import NotAllowedError, system_scope
from domain.sham import ReviewVerdict, Sign
from domain.sham_evidence import Closed
from domain.sham_list import Listed, SignalError
from jobs.clock_work import look_for_shams
from settings import Settings
from tests.conftest import NOON
from tests.rows import plant

MONDAY = date(2026, 11, 9)  # the week before NOON's
SYSTEM = system_scope("scheduler")
DAILY = ControlKind.DAILY_CONTROL
SHEET = first_checklist(DAILY)
CLEAN = "p" * len(SHEET.items)


def answered(conn, shop, days, *, at_hour=12, seconds=None, answers=CLEAN):
    place = {1: "150602001", 2: "150602001", 3: "150602101", 4: "150603003"}[shop]
    tasks, papers = [], []
    for day in days:
        key = {"establishment_id": shop, "kind": DAILY, "period_start": day, "township_code": place}
        tasks.append(
            key | {
                "category": "small", "state": "done", "checklist_version": 1, "answers": answers,
                "due_at": city_moment(day + timedelta(days=1)),
                "submitted_at": city_moment(day) + timedelta(hours=at_hour), "submitted_by": "刘艳",
            }
        )  # fmt: skip
        if seconds:
            asked = [item.id for item in SHEET.items[: len(seconds)]]
            pace = pack_pace(dict(zip(asked, seconds, strict=True)), asked)
            papers.append(key | {"pace": pace})
    conn.execute(insert(control_task), tasks)
    if papers:
        conn.execute(insert(control_paper), papers)


def days_of(first, number):
    return [first + timedelta(days=n) for n in range(number)]


@pytest.fixture
def who(engine):
    """Shop 1 ticks in a second at one minute; shop 3 is honest; shop 4 passes what is off."""
    with writing(engine) as conn:
        planted = plant(conn)
        slow = (4, 9, 3, 6, 20, 4, 3, 5, 7, 4, 18, 3)
        answered(conn, 1, days_of(MONDAY - timedelta(days=21), 21), seconds=slow)
        answered(conn, 1, days_of(MONDAY, 7), seconds=(1,) * 12)
        answered(conn, 3, [MONDAY])
        answered(conn, 4, days_of(MONDAY, 7), at_hour=12)
        off = {"state": "offline", "state_since": city_moment(MONDAY)}
        conn.execute(update(camera).where(camera.c.id == 40).values(off))
        row = {"establishment_id": 4, "township_code": "150603003", "name": "王强", "post": "cook"}
        conn.execute(insert(person).values(id=7, created_at=NOON, updated_at=NOON, **row))
        conn.execute(
            insert(health_certificate).values(
                person_id=7, establishment_id=4, township_code="150603003", number="H1",
                expires_on=MONDAY - timedelta(days=1),
            )
        )  # fmt: skip
    return planted


def signals(engine, scope, listed=Listed.TO_REVIEW):
    with reading(engine) as conn:
        return sham.page(conn, scope, MONDAY, listed, offset=0, limit=50)


def test_the_job_keeps_the_week_that_is_over_and_twice_is_once(engine, who):
    for _twice in range(2):
        assert look_for_shams(engine, Settings(), NOON) == {"looked": 3, "signals": 2}
    with reading(engine) as conn:
        assert sham.weeks(conn, who.city) == [MONDAY]
        assert sham.counts(conn, who.city, MONDAY).by_list[Listed.TO_REVIEW] == 2
    first, second = signals(engine, who.city)
    assert {first.establishment_id, second.establishment_id} == {1, 4}
    by_shop = {one.establishment_id: {r.sign for r in one.reasons} for one in (first, second)}
    assert by_shop[1] == {Sign.TEMPO, Sign.NO_PAUSE, Sign.SAME_MINUTE}
    assert by_shop[4] == {Sign.CAMERAS, Sign.CERTIFICATES, Sign.SAME_MINUTE}
    assert first.computed_at == NOON


def test_only_regulators_of_the_place_see_a_signal(engine, who):
    look_for_shams(engine, Settings(), NOON)
    assert [one.establishment_id for one in signals(engine, who.office)] == [1]
    assert [one.establishment_id for one in signals(engine, who.kangbashi)] == [4]
    for scope in (who.shop, who.leader):
        with pytest.raises(NotAllowedError):
            signals(engine, scope)
        with pytest.raises(NotAllowedError), reading(engine) as conn:
            sham.find(conn, scope, 1, MONDAY)
        with pytest.raises(NotAllowedError), writing(engine) as conn:
            sham.review(conn, scope, 1, MONDAY, ReviewVerdict.DISMISSED, "不", NOON)


@pytest.mark.postgresql
def test_row_security_hides_it_from_the_establishment_itself(postgresql_engine):
    row = {"week_start": MONDAY, "township_code": "150602001", "score": 60, "reasons": []}
    with writing(postgresql_engine) as conn:
        planted = plant(conn)
        conn.execute(insert(sham_signal).values(establishment_id=1, computed_at=NOON, **row))
    for scope, seen in ((planted.shop, 0), (planted.office, 1), (planted.kangbashi, 0)):
        with reading(postgresql_engine, scope.place) as conn:
            assert len(conn.execute(select(sham_signal)).all()) == seen


def test_a_verdict_stays_when_the_week_is_looked_at_again(engine, who):
    look_for_shams(engine, Settings(), NOON)
    with writing(engine) as conn:
        given = (1, MONDAY, ReviewVerdict.DISMISSED)
        for note in (" ", None, ["x"], "长" * 301):
            with pytest.raises(SignalError):
                sham.review(conn, who.office, *given, note, NOON)
        with pytest.raises(LookupError):
            sham.review(conn, who.kangbashi, *given, "看过", NOON)
        done = sham.review(conn, who.office, *given, " 现场 看过 ", NOON)
        conn.execute(update(control_paper).values(pace=None))
    assert (done.verdict, done.note, done.reviewed_by) == ("dismissed", "现场 看过", "交通所")
    later = NOON + timedelta(hours=1)
    assert look_for_shams(engine, Settings(), later)["signals"] == 2
    assert signals(engine, who.office) == []
    (kept,) = signals(engine, who.office, Listed.DISMISSED)
    assert (kept.computed_at, len(kept.reasons)) == (NOON, 3)
    with reading(engine) as conn:
        events = conn.scalars(select(audit_log.c.event)).all()
    assert events.count("signal_reviewed") == 1


def test_a_signal_that_no_longer_shows_goes(engine, who):
    look_for_shams(engine, Settings(), NOON)
    with writing(engine) as conn:
        conn.execute(update(control_task).values(answers="-" * len(CLEAN)))
        conn.execute(update(control_paper).values(pace=None))
        late = {"submitted_at": control_task.c.due_at}
        conn.execute(update(control_task).where(control_task.c.period_start == MONDAY).values(late))
    assert look_for_shams(engine, Settings(), NOON)["signals"] == 0


def test_cameras_count_while_they_were_away_and_not_before(engine, who):
    with writing(engine) as conn:
        conn.execute(update(camera).values(state="online"))
        conn.execute(
            insert(alert).values(
                establishment_id=4, township_code="150603003", camera_id=40,
                alert_class="device.camera_offline", severity=3, state="closed",
                raised_at=city_moment(MONDAY) + timedelta(hours=34),
                rectified_at=city_moment(MONDAY) + timedelta(hours=70),
                raised_on=MONDAY, last_seen_at=NOON, confirm_by=NOON, rectify_by=NOON,
                dedupe_key="1",
            )
        )  # fmt: skip
    with reading(engine) as conn:
        found = evidence_of(conn, prepare(conn, MONDAY), [4])[4]
    assert found.offline == {MONDAY + timedelta(days=1): (1, 1), MONDAY + timedelta(days=2): (1, 1)}


def photo_row(number, shop, day, phash, *, received=None, item="daily.H01", purpose="found"):
    return {
        "id": number, "establishment_id": shop, "township_code": "150602001", "kind": DAILY,
        "period_start": day, "item": item, "purpose": purpose, "sha256": f"{number:064x}",
        "path": "x", "width": 1, "height": 1, "size_bytes": 1, "phash": phash,
        "received_at": received or city_moment(day) + timedelta(hours=12), "uploaded_by": "x",
    }  # fmt: skip


def test_photos_match_earlier_ones_of_other_records_only(engine, who):
    old = MONDAY - timedelta(days=30)
    with writing(engine) as conn:
        conn.execute(
            insert(control_photo),
            [
                photo_row(1, 2, old, "ffff0000ffff0000"),
                photo_row(2, 1, old, "00000000000000ff"),
                photo_row(3, 1, MONDAY, "ffff0000ffff0001"),  # of shop 2, one bit off
                photo_row(4, 1, MONDAY, "ffff0000ffff0001", item="daily.A05"),
                photo_row(5, 1, MONDAY, "ffff0000ffff0001", purpose="rectified"),
                photo_row(6, 3, MONDAY, "123456789abcdef0"),
                photo_row(7, 2, MONDAY + timedelta(days=9), "ffff0000ffff0000"),
            ],
        )
    with reading(engine) as conn:
        found = photo_matches(conn, MONDAY)
    assert set(found) == {1}
    told = {(one.photo, one.earlier_photo, one.own, one.bits) for one in found[1]}
    assert told == {(3, 1, False, 1), (4, 1, False, 1), (5, 4, True, 0)}


def test_a_day_closed_at_the_last_minute_on_which_a_camera_saw_people_at_work(engine, who):
    night = city_moment(MONDAY) + timedelta(hours=23, minutes=59)
    with writing(engine) as conn:
        open_period(conn, SYSTEM, DAILY, MONDAY, night - timedelta(hours=9))
        given = {"starts": MONDAY.isoformat(), "ends": MONDAY.isoformat(), "reason": "停电"}
        declare(conn, who.office, 2, given, night)
        conn.execute(
            insert(alert),
            [
                {
                    "establishment_id": 2, "township_code": "150602001", "camera_id": 20,
                    "alert_class": name, "severity": 3, "state": state,
                    "raised_at": night - timedelta(hours=11), "raised_on": MONDAY,
                    "last_seen_at": NOON, "confirm_by": NOON, "rectify_by": NOON,
                    "dedupe_key": f"{name}{state}",
                }
                for name, state in (
                    ("ai.no_hat", "raised"), ("ai.rodent", "raised"), ("ai.smoking", "false"),
                )
            ],
        )  # fmt: skip
    with reading(engine) as conn:
        assert 2 in answering(conn, MONDAY, 0, 10)
        found = evidence_of(conn, prepare(conn, MONDAY), [2])[2]
    assert found.closed == (Closed(MONDAY, 60.0, seen=1),)
    look_for_shams(engine, Settings(), NOON)
    (weak,) = [one for one in signals(engine, who.office, Listed.WEAK) if one.establishment_id == 2]
    assert [one.sign for one in weak.reasons] == [Sign.CLOSED_AT_WORK]
