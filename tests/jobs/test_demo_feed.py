"""The live feed: the day grows like the past ones, people act, nothing is raised."""

import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, insert, select, update

from data_access import alert_rollup, control_rollup
from data_access.alerts import Finding, raise_alert
from data_access.changes import Topic, numbers
from data_access.demo_city.feed import Respondent
from data_access.engine import reading, writing
from data_access.schema import (
    account,
    alert,
    alert_event,
    camera,
    control_finding,
    control_photo,
    control_task,
    establishment,
    heartbeat,
    township,
)
from data_access.sham_photos import photo_matches
from domain.categories import Category
from domain.checklists import Answer, SheetFacts
from domain.control import ControlKind
from domain.first_checklists import first_checklist
from domain.photos import DEMO_ACTOR
from domain.scope import system_scope
from jobs.demo_feed import run_feed, tick
from jobs.demo_findings import settle_findings
from jobs.demo_pictures import picture_the_past
from jobs.demo_records import MOST_A_TICK, compose, expected_share, hand_in_records
from jobs.demo_steps import LEAVE_ALONE, take_steps
from tests.one_database import on_sqlite_alone
from tests.small_city import plant_small_city

MORNING = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)  # Thursday 07:00 in the city
TODAY = MORNING.date() + timedelta(days=1)
SYSTEM = system_scope("test")


def pytest_generate_tests(metafunc):
    """The feed acts through the functions of production."""
    on_sqlite_alone(metafunc)


@pytest.fixture
def settings(engine, tmp_path):
    planted = plant_small_city(engine, MORNING)
    return planted.model_copy(update={"data_dir": tmp_path})


def rng():
    return np.random.default_rng(7)


def counted(engine, *conditions):
    with reading(engine) as conn:
        return conn.scalar(select(func.count()).select_from(control_task).where(*conditions))


def answered_today(engine):
    return counted(
        engine,
        control_task.c.kind == "daily_control",
        control_task.c.period_start == TODAY,
        control_task.c.state == "done",
    )


def test_the_day_grows_with_its_hours(engine, settings):
    seen = [answered_today(engine)]
    for hour in (3, 6, 15):
        now = MORNING + timedelta(hours=hour)
        while tick(engine, settings, now, rng()).records:
            pass
        seen.append(answered_today(engine))
    assert seen == sorted(seen)
    assert seen[0] < seen[1] < seen[3]
    owed = counted(
        engine,
        control_task.c.kind == "daily_control",
        control_task.c.period_start == TODAY,
        control_task.c.state != "excused",
    )
    assert 0.7 < seen[3] / owed < 0.97


def test_a_second_tick_at_the_same_moment_hands_in_nothing(engine, settings):
    noon = MORNING + timedelta(hours=5)
    assert hand_in_records(engine, settings.data_dir, noon, rng()) > 0
    while hand_in_records(engine, settings.data_dir, noon, rng()):
        pass
    before = answered_today(engine)
    assert hand_in_records(engine, settings.data_dir, noon, rng()) == 0
    assert answered_today(engine) == before


def test_after_a_pause_it_catches_up_slowly(engine, settings):
    evening = MORNING + timedelta(hours=15)
    assert hand_in_records(engine, settings.data_dir, evening, rng()) <= MOST_A_TICK


def test_figures_and_change_numbers_move_with_the_records(engine, settings):
    with reading(engine) as conn:
        before = numbers(conn)
    tick(engine, settings, MORNING + timedelta(hours=5), rng())
    with writing(engine) as conn:
        assert control_rollup.rebuild(conn) == []
        assert alert_rollup.rebuild(conn) == []
        assert numbers(conn)[Topic.CONTROL] > before[Topic.CONTROL]


def test_after_midnight_yesterday_is_entered_late_until_it_locks(engine, settings):
    def late():
        return counted(engine, control_task.c.period_start == TODAY, control_task.c.state == "late")

    after_midnight = MORNING + timedelta(hours=18)
    assert hand_in_records(engine, settings.data_dir, after_midnight, rng()) > 0
    entered = late()
    assert entered > 0
    hand_in_records(engine, settings.data_dir, after_midnight + timedelta(hours=2), rng())
    assert late() == entered


def test_better_banners_come_further():
    day, noon = TODAY, MORNING + timedelta(hours=5)
    kind = ControlKind.DAILY_CONTROL
    best = expected_share(kind, day, "150603", noon)
    assert best > expected_share(kind, day, "150625", noon) > 0
    assert expected_share(kind, day, "150603", MORNING + timedelta(hours=17)) == 0.958


def test_a_failed_item_comes_with_its_finding():
    who = Respondent(1, SheetFacts(Category.SMALL), "王伟", "李娜")
    source = rng()
    sheet = first_checklist(ControlKind.DAILY_CONTROL)
    records = [compose(who, sheet, TODAY, MORNING, source) for _ in range(400)]
    failing = [record for record in records if Answer.FAIL in record.answers.values()]
    assert 2 <= len(failing) <= 40
    for record in records:
        failed = {item for item, answer in record.answers.items() if answer is Answer.FAIL}
        assert {finding.item for finding in record.findings} == failed


def real_alert(engine, at, place=0):
    """A finding of the model on the camera with the clip number `place`."""
    with writing(engine) as conn:
        clip = conn.scalar(select(camera.c.id).where(camera.c.source == f"clip:{place}"))
        finding = Finding(clip, "ai.no_mask", 0.8, at, "starter", "0" * 64)
        return raise_alert(conn, SYSTEM, finding, at).alert_id


def run_through(engine, settings, hours):
    """A tick every ten minutes through the working day."""
    settings = settings.model_copy(
        update={"demo": settings.demo.model_copy(update={"feed_period_s": 600})}
    )
    source = rng()
    start = MORNING + timedelta(hours=1)
    return sum(
        take_steps(engine, settings, start + timedelta(minutes=10 * n), source)
        for n in range(hours * 6)
    )


def test_people_take_steps_in_their_own_name(engine, settings):
    for place in range(8):
        real_alert(engine, MORNING, place)
    with reading(engine) as conn:
        last = conn.scalar(select(func.max(alert_event.c.id)))
        alerts = conn.scalar(select(func.count()).select_from(alert))
    assert run_through(engine, settings, 12) > 3
    with reading(engine) as conn:
        events = conn.execute(select(alert_event).where(alert_event.c.id > last)).all()
        assert conn.scalar(select(func.count()).select_from(alert)) == alerts
    assert {event.step for event in events} <= {"confirm", "dismiss", "rectify", "return", "close"}
    assert all(event.actor not in ("demo-feed", "") for event in events)
    officers = [event.actor for event in events if event.step in ("confirm", "close")]
    assert all("所）" in actor or "局）" in actor for actor in officers)
    with writing(engine) as conn:
        assert alert_rollup.rebuild(conn) == []


def test_a_new_finding_of_the_model_is_left_to_people_for_a_while(engine, settings):
    at = MORNING + timedelta(hours=2)
    number = real_alert(engine, at)
    eager = settings.model_copy(
        update={"demo": settings.demo.model_copy(update={"feed_period_s": 600})}
    )
    with writing(engine) as conn:  # nothing else waits
        conn.execute(update(alert).where(alert.c.id != number).values(state="closed"))
    source = rng()
    early = [
        take_steps(engine, eager, at + LEAVE_ALONE - timedelta(seconds=1), source)
        for _ in range(300)
    ]
    assert sum(early) == 0
    late = [take_steps(engine, eager, at + timedelta(hours=1), source) for _ in range(300)]
    assert sum(late) > 0


def test_establishments_with_an_account_are_left_to_whoever_signs_in(engine, settings):
    with writing(engine) as conn:
        for number in conn.scalars(select(establishment.c.id)).all():
            conn.execute(
                insert(account).values(
                    username=f"shop{number}",
                    display_name="店",
                    role="establishment",
                    establishment_id=number,
                    created_at=MORNING,
                )
            )
    assert tick(engine, settings, MORNING + timedelta(hours=8), rng()).records == 0


def test_findings_are_put_right_and_looked_at_by_somebody_else(engine, settings):
    with writing(engine) as conn:
        conn.execute(update(control_finding).values(state="open", rectified_at=None))
        conn.execute(update(control_finding).values(rechecked_at=None, rechecked_by=None))
    waiting = counted_of(engine, control_finding)
    hourly = settings.model_copy(
        update={"demo": settings.demo.model_copy(update={"feed_period_s": 3600})}
    )
    source, at = rng(), MORNING + timedelta(hours=2)
    steps = sum(
        settle_findings(engine, hourly, at + timedelta(days=day, hours=hour), source)
        for day in range(2)
        for hour in range(10)
    )
    with reading(engine) as conn:
        moved = conn.execute(select(control_finding).where(control_finding.c.state != "open")).all()
        photos = conn.execute(select(control_photo)).all()
    closed = [row for row in moved if row.state == "closed"]
    assert steps >= len(moved) > waiting / 3
    assert closed
    assert all(row.rechecked_by != row.rectified_by for row in closed)
    assert {photo.purpose for photo in photos} == {"rectified"}
    assert all((settings.data_dir / photo.path).is_file() for photo in photos)


def test_findings_of_the_past_share_a_few_pictures(engine, settings):
    given = picture_the_past(engine, settings.data_dir, MORNING)
    with reading(engine) as conn:
        photos = conn.execute(select(control_photo).order_by(control_photo.c.id)).all()
        assert photo_matches(conn, MORNING.date() - timedelta(days=MORNING.weekday())) == {}
    assert given == counted_of(engine, control_finding)
    assert {photo.purpose for photo in photos} == {"found", "rectified"}
    assert len({photo.sha256 for photo in photos}) < len(photos)
    assert {photo.uploaded_by for photo in photos} == {DEMO_ACTOR}
    assert picture_the_past(engine, settings.data_dir, MORNING) == 0


def counted_of(engine, table):
    with reading(engine) as conn:
        return conn.scalar(select(func.count()).select_from(table))


def test_real_establishments_are_left_alone(engine, settings):
    with writing(engine) as conn:
        conn.execute(update(establishment).values(demo=False))
    done = tick(engine, settings, MORNING + timedelta(hours=8), rng())
    assert (done.records, done.steps, done.findings) == (0, 0, 0)


def test_it_gives_a_sign_of_life(engine, settings):
    tick(engine, settings, MORNING, rng())
    with reading(engine) as conn:
        found = conn.execute(select(heartbeat).where(heartbeat.c.process == "demo-feed")).one()
    assert found.at == MORNING
    assert set(found.detail) == {"records", "steps", "findings"}


def test_a_tick_that_fails_does_not_end_the_feed(engine, settings, caplog):
    stop = threading.Event()
    moments = []

    def clock():
        moments.append(MORNING)
        if len(moments) == 1:
            raise RuntimeError("database gone for a moment")
        stop.set()
        return MORNING

    quick = settings.model_copy(
        update={"demo": settings.demo.model_copy(update={"feed_period_s": 0.0})}
    )
    run_feed(engine, quick, clock, stop)
    assert len(moments) == 2
    assert "a tick of the demo feed failed" in caplog.text


def test_no_two_townships_share_a_post_across_banners(engine, settings):
    from data_access.demo_city.officers import posts
    from data_access.demo_city.plan import Plan

    with reading(engine) as conn:
        found = posts(conn, Plan(settings.demo, MORNING))
        banners = dict(conn.execute(select(township.c.code, township.c.banner_adcode)).all())
    assert {code: post.banner_adcode for code, post in found.items()} == banners
