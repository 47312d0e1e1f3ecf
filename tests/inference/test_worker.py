import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data_access.engine import reading, writing
from data_access.heartbeats import heartbeats
from data_access.schema import alert, camera
from domain.scope import system_scope
from inference.source_errors import Reason, SourceError
from inference.worker import Patrol
from settings import Patrol as PatrolSettings
from tests.conftest import NOON, TickingClock
from tests.inference.drawn_cameras import BARE, CLEAN, LevelDetector, give_sources, shows

SYSTEM = system_scope("patrol")


class FakeMaker:
    """Remembers what it was asked for."""

    def __init__(self):
        self.asked, self.busy, self.stopped = [], False, False

    def make(self, numbers):
        self.asked.append(list(numbers))

    def stop(self):
        self.stopped = True


class FakeCameras:
    """Shows what a test says, by source."""

    def __init__(self, clock, views):
        self.clock, self.views, self.seen = clock, views, []

    def __call__(self, due, _data_dir, _size, _clock, *, last_fingerprint):
        self.seen.append(due.id)
        view = self.views[due.source]
        if isinstance(view, Exception):
            raise view
        return view, self.clock(), ""


@pytest.fixture
def patrol(engine, tmp_path):
    """Cameras 10 (bare face), 20 (clean), 30 (dead); 40 waits for clip 3."""
    give_sources(
        engine,
        {
            10: ("rtsp://bare", "unpatrolled"),
            20: ("rtsp://clean", "unpatrolled"),
            30: ("rtsp://dead", "unpatrolled"),
            40: ("clip:3", "preparing"),
        },
    )
    clock = TickingClock()
    views = {
        "rtsp://bare": shows(BARE),
        "rtsp://clean": shows(CLEAN),
        "rtsp://dead": SourceError(Reason.TIMED_OUT),
        "clip:3": shows(CLEAN),
    }
    made = Patrol(
        engine,
        PatrolSettings(looks_per_min=600),
        tmp_path,
        clock,
        FakeMaker(),
        look=FakeCameras(clock, views),
        detector=LevelDetector(),
    )
    made.models.shipped_facts = {}  # known already: no trial in a process of its own
    yield made
    made.close()


def go_round(patrol, times=1, step=timedelta(seconds=1)):
    for _ in range(times):
        patrol.round()
        patrol.wait_for_readers()
        patrol.round()
        patrol.clock.moment += step


def states(patrol):
    with reading(patrol.engine) as conn:
        return dict(conn.execute(select(camera.c.id, camera.c.state)).all())


def test_each_camera_gets_its_state_and_the_bare_face_an_alert(patrol):
    go_round(patrol, 2)
    assert states(patrol) == {10: "online", 20: "online", 30: "offline", 40: "preparing"}
    with reading(patrol.engine) as conn:
        assert conn.execute(select(alert.c.camera_id)).all() == [(10,)]


def test_a_camera_is_not_looked_at_again_before_its_time(patrol):
    go_round(patrol, 5)
    assert sorted(patrol.look.seen) == [10, 20, 30]
    patrol.clock.moment += timedelta(seconds=30)
    go_round(patrol)
    assert sorted(patrol.look.seen) == [10, 10, 20, 20, 30, 30]


def test_looks_keep_to_the_rate_they_were_given(patrol):
    slow = PatrolSettings(looks_per_min=6)
    patrol.settings = slow
    patrol.round()
    patrol.wait_for_readers()
    patrol.round()
    first = len(patrol.look.seen)  # what was saved up, at most one for each reader
    assert first <= 4
    for number in range(6):
        with writing(patrol.engine) as conn:  # all are due again at once
            conn.execute(update(camera).where(camera.c.id < 40).values(next_look_at=NOON))
        patrol.clock.moment += timedelta(seconds=10)
        patrol.round()
        patrol.wait_for_readers()
        patrol.round()
        assert len(patrol.look.seen) <= first + 1 + number + 1


def test_a_camera_that_does_not_answer_holds_up_nobody_else(patrol):
    release = threading.Event()
    answered = threading.Event()
    fake = patrol.look

    def look(due, *arguments, **more):
        if due.source == "rtsp://dead":
            release.wait(20)
        found = fake(due, *arguments, **more)
        if due.source == "rtsp://clean":
            answered.set()
        return found

    patrol.look = look
    try:
        patrol.round()
        assert answered.wait(20)
        for _ in range(3):  # the silent one is still out; the others go on
            others = [f for n, f in patrol._reading.items() if n != 30]
            for future in others:
                future.exception()
            patrol.round()
            patrol.clock.moment += timedelta(seconds=15)
        assert states(patrol)[10] == states(patrol)[20] == "online"
        assert states(patrol)[30] == "unpatrolled"
        assert fake.seen.count(20) >= 2
    finally:
        release.set()
    patrol.wait_for_readers()
    patrol.round()
    assert states(patrol)[30] == "offline"


def test_missing_clips_are_asked_for_and_found_when_made(patrol, tmp_path):
    go_round(patrol)
    assert patrol.maker.asked == [[3]]
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "3.mp4").write_bytes(b"film")
    patrol.clock.moment += timedelta(seconds=5)
    go_round(patrol, 2)
    assert patrol.maker.asked[-1] == []
    assert states(patrol)[40] == "online"


def test_a_clip_that_vanished_is_made_again(patrol, tmp_path):
    test_missing_clips_are_asked_for_and_found_when_made(patrol, tmp_path)
    (tmp_path / "clips" / "3.mp4").unlink()
    patrol.look.views["clip:3"] = SourceError(Reason.CLIP_MISSING)
    patrol.clock.moment += timedelta(minutes=1)
    go_round(patrol, 2, timedelta(seconds=5))
    assert states(patrol)[40] == "preparing"
    assert patrol.maker.asked[-1] == [3]


@pytest.mark.parametrize("content", [None, b"no model"])
def test_without_a_model_pictures_go_on_and_the_heartbeat_says_why(patrol, tmp_path, content):
    path = tmp_path / "bad.onnx"
    if content is not None:
        path.write_bytes(content)
    patrol.models.detector, patrol.models.shipped = None, path
    go_round(patrol, 2)
    assert states(patrol)[10] == "online"
    with reading(patrol.engine) as conn:
        assert conn.execute(select(alert)).all() == []
        detail = heartbeats(conn, SYSTEM)["patrol"].detail
    assert detail["degraded"].startswith("model bad.onnx: ")
    assert detail["model"] == ""


def test_a_model_that_comes_back_is_taken_up(patrol, tmp_path):
    test_without_a_model_pictures_go_on_and_the_heartbeat_says_why(patrol, tmp_path, b"no model")
    patrol.models.shipped = patrol.settings.model.resolve()
    patrol.clock.moment += timedelta(minutes=2)
    go_round(patrol)
    with reading(patrol.engine) as conn:
        detail = heartbeats(conn, SYSTEM)["patrol"].detail
    assert (detail["degraded"], detail["model"]) == (None, "kitchen_hygiene_v8_960")


def test_one_strange_picture_does_not_end_the_patrol(patrol, caplog):
    patrol.look.views["rtsp://clean"] = RuntimeError("surprise")
    go_round(patrol, 2)
    assert states(patrol) == {10: "online", 20: "unreadable", 30: "offline", 40: "preparing"}
    assert "surprise" in caplog.text


def test_an_idle_patrol_still_gives_a_sign_of_life(patrol):
    with writing(patrol.engine) as conn:
        conn.execute(update(camera).values(source=None))
    go_round(patrol, 30)
    with reading(patrol.engine) as conn:
        assert NOON + timedelta(seconds=15) < heartbeats(conn, SYSTEM)["patrol"].at


def test_a_database_in_trouble_is_waited_for(patrol, monkeypatch):
    stop = threading.Event()
    waited = []

    def wait(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            stop.set()

    monkeypatch.setattr(stop, "wait", wait)
    rounds = iter([OSError(28, "No space left on device"), None])

    def round_(_self):
        problem = next(rounds)
        if problem:
            raise problem

    monkeypatch.setattr(Patrol, "round", round_)
    patrol.run(stop)
    assert waited == [5.0, 0.2]
    assert patrol.maker.stopped
