from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from data_access.alerts import Finding, raise_alert, take_step
from data_access.engine import reading, writing
from data_access.schema import alert, camera, camera_look
from data_access.video_wall import cameras, candidates, newest_look, patrol
from domain.alerts import Step
from domain.kitchen import CameraState
from domain.scope import system_scope
from tests.conftest import NOON
from tests.rows import plant

PATROL = system_scope("patrol")
MINUTE = timedelta(minutes=1)
BOX = {"label": "no_mask", "score": 0.8, "xyxy": [10, 20, 30, 40], "finding": True}
FOUND = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)


@pytest.fixture
def who(engine):
    """Cameras 10 and 20 looked at 1 and 20 minutes ago, 30 offline, 40 without a source."""
    with writing(engine) as conn:
        people = plant(conn)
        for camera_id, state, looked in (
            (10, CameraState.ONLINE, NOON - MINUTE),
            (20, CameraState.ONLINE, NOON - 20 * MINUTE),
            (30, CameraState.OFFLINE, None),
        ):
            conn.execute(
                update(camera)
                .where(camera.c.id == camera_id)
                .values(source=f"clip:{camera_id}", state=state, last_look_at=looked)
            )
            if looked is not None:
                conn.execute(
                    insert(camera_look).values(
                        camera_id=camera_id,
                        taken_at=looked,
                        path=f"frames/{camera_id}.jpg",
                        width_px=1280,
                        height_px=720,
                        boxes=[BOX],
                        model_sha256="a" * 64,
                    )
                )
    return people


def raise_one(engine, finding=FOUND):
    with writing(engine) as conn:
        return raise_alert(conn, PATROL, finding, finding.seen_at).alert_id


def test_only_connected_cameras_come_and_the_freshest_first(engine, who):
    with reading(engine) as conn:
        found = candidates(conn, who.city, NOON)
        assert (found.alerting, found.fresh) == ((), (10, 20, 30))
        assert candidates(conn, who.kangbashi, NOON).fresh == ()


def test_live_alerts_come_gravest_first_and_go_when_they_end_or_age(engine, who):
    raise_one(engine)
    raise_one(engine, replace(FOUND, camera_id=20, alert_class="ai.rodent"))
    false = raise_one(engine, replace(FOUND, camera_id=30))
    with writing(engine) as conn:
        take_step(conn, who.city, false, Step.DISMISS, 1, "反光", NOON)
    with reading(engine) as conn:
        assert candidates(conn, who.city, NOON).alerting == (20, 10)
        assert candidates(conn, who.city, NOON + 31 * MINUTE).alerting == ()


def test_tiles_keep_the_order_asked_for_and_carry_frame_boxes_and_alert(engine, who):
    alert_id = raise_one(engine)
    with reading(engine) as conn:
        first, second = cameras(conn, who.city, [30, 10], NOON)
    assert (first.id, first.state, first.frame, first.alert) == (
        30,
        CameraState.OFFLINE,
        None,
        None,
    )
    assert (second.establishment_name, second.banner_zh) == ("1号店", "东胜区")
    assert second.frame.taken_at == NOON - MINUTE
    assert second.frame.judged
    assert second.frame.boxes[0].xyxy == (10, 20, 30, 40)
    assert (second.alert.id, second.alert.severity) == (alert_id, 3)


def test_cameras_of_others_are_left_out(engine, who):
    with reading(engine) as conn:
        assert cameras(conn, who.kangbashi, [10, 20], NOON) == []
        assert [c.id for c in cameras(conn, who.shop, [10, 20, 999], NOON)] == [10]


def test_more_than_sixteen_tiles_are_refused(engine, who):
    with reading(engine) as conn, pytest.raises(ValueError, match="16"):
        cameras(conn, who.city, list(range(17)), NOON)


def test_the_newest_frame_is_for_those_who_may_see_it(engine, who):
    with reading(engine) as conn:
        assert newest_look(conn, who.shop, 10).path == "frames/10.jpg"
        for scope, camera_id in ((who.shop, 20), (who.city, 30), (who.city, 999)):
            assert newest_look(conn, scope, camera_id) is None


def test_every_channel_is_counted_in_exactly_one_state(engine, who):
    raise_one(engine)
    with writing(engine) as conn:
        conn.execute(
            insert(alert).values(
                establishment_id=1,
                township_code="150602001",
                camera_id=10,
                alert_class="ai.no_hat",
                severity=3,
                state="raised",
                raised_at=NOON,
                raised_on=NOON.date(),
                last_seen_at=NOON,
                confirm_by=NOON,
                rectify_by=NOON,
                demo_history=True,
                dedupe_key="history",
            )
        )
    with reading(engine) as conn:
        found = patrol(conn, who.city, NOON)
    assert (found.channels, found.connected, found.looked) == (4, 3, 1)
    assert (found.online, found.offline, found.unpatrolled) == (2, 1, 1)
    assert (
        found.online + found.offline + found.unreadable + found.preparing + found.unpatrolled
        == found.channels
    )
    assert found.found_today == 1


def test_a_scope_without_cameras_counts_none(engine):
    with reading(engine) as conn:
        assert patrol(conn, system_scope("status"), NOON).channels == 0
