import hashlib
from datetime import timedelta

import cv2
import pytest
from sqlalchemy import func, select

from data_access import evidence
from data_access.cameras import DueCamera, Failure, Pace
from data_access.changes import Topic, numbers
from data_access.engine import reading
from data_access.heartbeats import heartbeats
from data_access.schema import alert, camera, camera_look
from data_access.schema import evidence as evidence_table
from data_access.sealing import CAMERA_SEAL, Sealer
from domain.kitchen import CameraState
from domain.scope import system_scope
from inference.patrol import Recorder, judge, look_at
from inference.source_errors import Reason, SourceError
from inference.video_source import BurstSize
from inference.violations import Thresholds
from tests.conftest import NOON, TickingClock
from tests.inference.drawn_cameras import BARE, CLEAN, HEAD, LevelDetector, give_sources, shows

PATROL = system_scope("patrol")
SIZE = BurstSize(5, 0.4, 1)
PACE = Pace(timedelta(seconds=10), timedelta(minutes=10))
RULE = Thresholds()


@pytest.fixture
def recorder(engine, tmp_path):
    give_sources(
        engine, {10: ("rtsp://10.0.0.1/a", "unpatrolled"), 20: ("/films/x.mp4", "unpatrolled")}
    )
    return Recorder(engine, PATROL, tmp_path, PACE, 1, "levels", "f" * 64)


def sight(level, camera_id=10, at=NOON, detector=None):
    return judge(camera_id, shows(level), at, detector or LevelDetector(), RULE)


def count(recorder, table):
    with reading(recorder.engine) as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def rows(recorder, statement):
    with reading(recorder.engine) as conn:
        return conn.execute(statement).all()


def test_a_bare_face_becomes_alert_look_and_evidence(recorder, tmp_path):
    recorder.record([sight(BARE)], [], NOON, {})
    (raised,) = rows(recorder, select(alert))
    assert (raised.alert_class, raised.camera_id, raised.raised_at) == ("ai.no_mask", 10, NOON)
    assert (raised.model_name, raised.model_sha256) == ("levels", "f" * 64)
    assert raised.confidence == pytest.approx(0.75)
    (look,) = rows(recorder, select(camera_look))
    assert (look.alert_id, look.taken_at, look.model_sha256) == (raised.id, NOON, "f" * 64)
    assert [box["label"] for box in look.boxes if box["finding"]] == ["no_mask"]
    with reading(recorder.engine) as conn:
        kept = evidence.of_alert(conn, PATROL, raised.id)
    assert {item.kind.value for item in kept} == {"clean", "boxed"}
    for item in kept:
        content = (tmp_path / item.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item.sha256
        assert item.taken_at == NOON
    clean, boxed = (cv2.imread(str(tmp_path / item.path)) for item in kept)
    assert clean.shape == boxed.shape == (96, 160, 3)
    assert abs(clean[HEAD[1], 60].astype(int) - boxed[HEAD[1], 60]).max() > 40  # the box is drawn


def test_the_picture_of_a_look_is_the_one_its_boxes_were_made_for(recorder, tmp_path):
    burst = shows(CLEAN, BARE, BARE, BARE, CLEAN)
    recorder.record([judge(10, burst, NOON, LevelDetector(), RULE)], [], NOON, {})
    (look,) = rows(recorder, select(camera_look))
    picture = cv2.imread(str(tmp_path / look.path))
    assert abs(picture.mean() - BARE) < 3
    assert (look.width_px, look.height_px) == (160, 96)


def test_the_same_look_twice_is_once(recorder):
    for _ in range(2):
        recorder.record([sight(BARE)], [], NOON, {})
    assert count(recorder, alert) == count(recorder, camera_look) == 1
    assert count(recorder, evidence_table) == 2
    assert rows(recorder, select(alert.c.sightings)) == [(1,)]


def test_sightings_within_half_an_hour_are_one_alert_with_its_first_pictures(recorder):
    for minute in (0, 10, 35):
        at = NOON + timedelta(minutes=minute)
        recorder.record([sight(BARE, at=at)], [], at, {})
    assert rows(recorder, select(alert.c.sightings)) == [(3,)]
    assert count(recorder, evidence_table) == 2


def test_a_clean_kitchen_raises_nothing(recorder):
    recorder.record([sight(CLEAN)], [], NOON, {})
    assert count(recorder, alert) == count(recorder, evidence_table) == 0
    (look,) = rows(recorder, select(camera_look))
    assert {box["label"] for box in look.boxes} == {"mask", "person"}
    assert not any(box["finding"] for box in look.boxes)


def test_without_a_model_there_is_a_picture_and_no_claim(recorder, tmp_path):
    recorder.model_name = recorder.model_sha256 = ""
    recorder.record([judge(10, shows(BARE), NOON, None, RULE)], [], NOON, {"degraded": "why"})
    (look,) = rows(recorder, select(camera_look))
    assert (look.boxes, look.model_sha256) == ([], "")
    assert (tmp_path / look.path).is_file()
    assert count(recorder, alert) == 0
    with reading(recorder.engine) as conn:
        assert heartbeats(conn, PATROL)["patrol"].detail["degraded"] == "why"


def test_a_round_is_one_transaction_and_rings_each_bell(recorder):
    failure = Failure(20, CameraState.OFFLINE, "timed out")
    recorder.record([sight(BARE)], [failure], NOON, {})
    states = dict(rows(recorder, select(camera.c.id, camera.c.state).where(camera.c.id < 30)))
    assert states == {10: "online", 20: "offline"}
    with reading(recorder.engine) as conn:
        found = numbers(conn)
        detail = heartbeats(conn, PATROL)["patrol"].detail
    assert found[Topic.ALERTS] > 0 < found[Topic.CAMERAS]
    assert (detail["looks"], detail["failures"], detail["alerts"]) == (1, 1, 1)
    assert detail["last_look_at"] == NOON.isoformat()


def test_a_fault_in_the_middle_leaves_no_row_at_all(recorder, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("killed")

    monkeypatch.setattr("inference.patrol.record_look", broken)
    with pytest.raises(RuntimeError):
        recorder.record([sight(BARE)], [], NOON, {})
    assert count(recorder, alert) == count(recorder, evidence_table) == 0
    monkeypatch.undo()
    recorder.record([sight(BARE)], [], NOON, {})
    assert (count(recorder, alert), count(recorder, evidence_table)) == (1, 2)


def test_old_frames_go_and_the_last_one_on_its_way_stays(recorder, tmp_path):
    for minute in range(5):
        at = NOON + timedelta(minutes=minute)
        recorder.record([sight(CLEAN, at=at)], [], at, {})
    assert len(list((tmp_path / "frames" / "10").iterdir())) == 2
    (look,) = rows(recorder, select(camera_look))
    assert (tmp_path / look.path).is_file()


def test_a_full_disk_leaves_the_rows_as_they_were(recorder, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data_access.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        recorder.record([sight(BARE)], [], NOON, {})
    assert count(recorder, alert) == count(recorder, camera_look) == 0


class TestLookAt:
    def look(self, source, read, tmp_path, **more):
        return look_at(DueCamera(10, source), tmp_path, SIZE, TickingClock(), read=read, **more)

    def test_a_clip_plays_by_the_clock(self, tmp_path):
        asked = []
        (tmp_path / "clips").mkdir()
        (tmp_path / "clips" / "7.mp4").write_bytes(b"film")

        def read(source, size, at_s):
            asked.append((source, at_s))
            return shows(CLEAN)

        _, taken_at, _ = self.look("clip:7", read, tmp_path)
        assert asked == [(str(tmp_path / "clips" / "7.mp4"), NOON.timestamp())]
        assert taken_at == NOON

    def test_a_clip_that_is_not_made_yet_is_no_fault_of_the_camera(self, tmp_path):
        with pytest.raises(SourceError) as caught:
            self.look("clip:7", None, tmp_path)
        assert caught.value.reason is Reason.CLIP_MISSING

    @pytest.mark.parametrize("source", ["clip:../../x", "clip:-1", "clip:", "clip:٣"])
    def test_other_names_of_clips_are_refused(self, source, tmp_path):
        with pytest.raises(SourceError) as caught:
            look_at(DueCamera(10, source), tmp_path, SIZE, TickingClock())
        assert caught.value.reason is Reason.REFUSED_ADDRESS

    def test_a_live_picture_that_never_changes_is_frozen_at_the_second_look(self, tmp_path):
        def read(*_arguments):
            return shows(CLEAN, live=True)

        _, _, first = self.look("rtsp://10.0.0.1/a", read, tmp_path)
        assert first
        with pytest.raises(SourceError) as caught:
            self.look("rtsp://10.0.0.1/a", read, tmp_path, last_fingerprint=first)
        assert caught.value.reason is Reason.FROZEN

    def test_a_live_picture_that_moves_is_not(self, tmp_path):
        burst = shows(CLEAN, CLEAN, CLEAN, CLEAN, CLEAN + 1, live=True)
        *_, fingerprint = self.look("rtsp://10.0.0.1/a", lambda *_: burst, tmp_path)
        assert fingerprint == ""


def test_sealed_credentials_join_the_address_only_when_it_is_opened(tmp_path):
    sealer = Sealer("k" * 40, CAMERA_SEAL)
    opened = []

    def read(source, _size, _at_s):
        opened.append(source)
        return shows(CLEAN)

    due = DueCamera(10, "rtsp://10.0.0.1/a", sealer.seal("admin:p@ss/1"))
    look_at(due, tmp_path, SIZE, TickingClock(), read=read, unseal=sealer.open)
    assert opened == ["rtsp://admin:p%40ss%2F1@10.0.0.1/a"]
    assert "p@ss" not in repr(due)


def test_credentials_of_another_key_are_a_named_reason(tmp_path):
    due = DueCamera(10, "rtsp://10.0.0.1/a", Sealer("k" * 40, CAMERA_SEAL).seal("a:b"))
    with pytest.raises(SourceError) as refused:
        look_at(due, tmp_path, SIZE, TickingClock(), unseal=Sealer("j" * 40, CAMERA_SEAL).open)
    assert refused.value.reason is Reason.SEALED
