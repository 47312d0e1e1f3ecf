from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data_access.cameras import (
    FIRST_PAUSE,
    DueCamera,
    Failure,
    Look,
    Pace,
    await_clip,
    awaited_clips,
    back_off,
    clip_made,
    due_cameras,
    record_failure,
    record_look,
)
from data_access.changes import Topic, numbers
from data_access.engine import reading, writing
from data_access.schema import camera, camera_look
from domain.kitchen import CameraState
from domain.scope import NotAllowedError, system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
PACE = Pace(revisit=timedelta(seconds=10), back_off_max=timedelta(minutes=10))
BOX = {"label": "no_mask", "score": 0.7, "xyxy": [1, 2, 30, 40], "finding": True}


def look(camera_id=10, taken_at=NOON, boxes=(BOX,)):
    path = f"frames/{camera_id}.jpg"
    return Look(camera_id, taken_at, path, 640, 360, boxes, "a" * 64)


@pytest.fixture
def who(engine):
    """Cameras 10 and 20 have an address, 30 waits for its clip, 40 is not patrolled."""
    with writing(engine) as conn:
        planted = plant(conn)
        for n, source, state in (
            (10, "rtsp://10.0.0.1/a", "unpatrolled"),
            (20, "rtsp://10.0.0.2/a", "unpatrolled"),
            (30, "clip:3", "preparing"),
        ):
            conn.execute(update(camera).where(camera.c.id == n).values(source=source, state=state))
    return planted


def due(engine, at=NOON, limit=10):
    with reading(engine) as conn:
        return [item.id for item in due_cameras(conn, PATROL, at, limit)]


def row_of(engine, camera_id):
    with reading(engine) as conn:
        return conn.execute(select(camera).where(camera.c.id == camera_id)).one()


def write(engine, function, *arguments):
    with writing(engine) as conn:
        function(conn, PATROL, *arguments)


def test_never_looked_at_is_due_and_waiting_for_a_clip_is_not(engine, who):
    with reading(engine) as conn:
        assert due_cameras(conn, PATROL, NOON, 10) == [
            DueCamera(10, "rtsp://10.0.0.1/a"),
            DueCamera(20, "rtsp://10.0.0.2/a"),
        ]
    assert due(engine, limit=1) == [10]


def test_a_look_makes_it_online_keeps_the_picture_and_waits_for_its_turn(engine, who):
    write(engine, record_look, look(), NOON, PACE)
    row = row_of(engine, 10)
    assert (row.state, row.state_since, row.last_look_at) == ("online", NOON, NOON)
    assert due(engine) == [20]
    assert due(engine, NOON + PACE.revisit) == [20, 10]
    with reading(engine) as conn:
        kept = conn.execute(select(camera_look)).one()
    assert (kept.path, kept.boxes, kept.taken_at) == ("frames/10.jpg", [BOX], NOON)


def test_the_same_look_twice_is_once_and_an_older_one_changes_nothing(engine, who):
    write(engine, record_look, look(), NOON, PACE)
    with reading(engine) as conn:
        before = numbers(conn)[Topic.CAMERAS]
    write(engine, record_look, look(boxes=()), NOON, PACE)
    write(engine, record_look, look(taken_at=NOON - timedelta(seconds=1)), NOON, PACE)
    with reading(engine) as conn:
        assert conn.execute(select(camera_look.c.boxes)).scalar_one() == [BOX]
        assert numbers(conn)[Topic.CAMERAS] == before


def test_a_newer_look_replaces_the_picture_and_keeps_since_when_it_is_online(engine, who):
    later = NOON + timedelta(minutes=5)
    write(engine, record_look, look(), NOON, PACE)
    write(engine, record_look, look(taken_at=later, boxes=()), later, PACE)
    assert row_of(engine, 10).state_since == NOON
    with reading(engine) as conn:
        kept = conn.execute(select(camera_look)).one()
    assert (kept.taken_at, kept.boxes) == (later, [])


def test_failures_say_why_and_since_when_and_back_off(engine, who):
    for n in range(1, 4):
        at = NOON + timedelta(minutes=n)
        failure = Failure(10, CameraState.OFFLINE, "timed out")
        write(engine, record_failure, failure, at, PACE)
        row = row_of(engine, 10)
        assert (row.failures, row.next_look_at - at) == (
            n,
            pytest.approx(back_off(10, n, PACE.back_off_max), abs=timedelta(milliseconds=1)),
        )
    assert (row.state, row.state_reason) == ("offline", "timed out")
    assert row.state_since == NOON + timedelta(minutes=1)


def test_a_picture_ends_the_failures(engine, who):
    write(engine, record_failure, Failure(10, CameraState.UNREADABLE, "black"), NOON, PACE)
    later = NOON + timedelta(minutes=1)
    write(engine, record_look, look(taken_at=later), later, PACE)
    row = row_of(engine, 10)
    assert (row.state, row.state_reason, row.failures) == ("online", None, 0)


@pytest.mark.parametrize("failures", [1, 2, 3, 4, 5, 6, 7, 40])
def test_pauses_double_up_to_the_cap_and_spread(failures):
    cap = timedelta(minutes=10)
    nominal = min(FIRST_PAUSE * 2 ** min(failures - 1, 16), cap)
    pauses = {back_off(n, failures, cap) for n in range(100)}
    assert all(nominal * 0.8 <= pause <= min(nominal * 1.2, cap) for pause in pauses)
    assert len(pauses) > 30


def test_a_clip_that_is_made_makes_its_camera_due_once(engine, who):
    with writing(engine) as conn:
        assert awaited_clips(conn, PATROL, 10) == ["clip:3"]
        assert clip_made(conn, PATROL, "clip:3", NOON) == 1
        assert clip_made(conn, PATROL, "clip:3", NOON) == 0
        assert awaited_clips(conn, PATROL, 10) == []
    assert 30 in due(engine)
    assert row_of(engine, 30).state == "preparing"


def test_a_camera_whose_clip_vanished_waits_again(engine, who):
    with writing(engine) as conn:
        clip_made(conn, PATROL, "clip:3", NOON)
        record_look(conn, PATROL, look(30), NOON, PACE)
        await_clip(conn, PATROL, 30, NOON)
        assert awaited_clips(conn, PATROL, 10) == ["clip:3"]
    assert 30 not in due(engine, NOON + timedelta(days=1))


def test_a_camera_without_a_source_is_never_written(engine, who):
    write(engine, record_look, look(40), NOON, PACE)
    assert row_of(engine, 40).state == "unpatrolled"
    with reading(engine) as conn:
        assert conn.execute(select(camera_look)).all() == []


def test_only_the_system_looks(engine, who):
    with writing(engine) as conn:
        with pytest.raises(NotAllowedError):
            due_cameras(conn, who.city, NOON, 1)
        with pytest.raises(NotAllowedError):
            record_look(conn, who.city, look(), NOON, PACE)
