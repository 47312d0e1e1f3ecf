from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from data_access.alerts import Finding, raise_alert
from data_access.engine import reading, writing
from data_access.evidence import EvidenceKind, store
from data_access.schema import audit_log, camera_look, epoch_ms, evidence
from domain.audit import Event
from domain.scope import system_scope
from tests.conftest import NOON
from tests.data_access.test_audit import drop_guards
from tests.rows import plant

PATROL = system_scope("patrol")
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "served"


@pytest.fixture
def who(engine, data_dir):
    """Evidence 1 of an alert of camera 10, and a newest frame of the same camera."""
    with writing(engine) as conn:
        people = plant(conn)
        found = Finding(10, "ai.no_mask", 0.8, NOON, "starter", "a" * 64)
        made = raise_alert(conn, PATROL, found, NOON)
        store(conn, PATROL, data_dir, made.alert_id, EvidenceKind.BOXED, JPEG, [], NOON)
        (data_dir / "frames").mkdir(parents=True, exist_ok=True)
        (data_dir / "frames" / "10.jpg").write_bytes(JPEG)
        conn.execute(
            insert(camera_look).values(
                camera_id=10,
                taken_at=NOON,
                path="frames/10.jpg",
                width_px=4,
                height_px=4,
                boxes=[],
                model_sha256="a" * 64,
            )
        )
    return people


def test_evidence_is_a_picture_and_nothing_else(signed_in, who):
    with signed_in(who.shop).get("/media/evidence/1") as answer:
        assert (answer.status_code, answer.data) == (200, JPEG)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=1-2"])
def test_a_part_of_a_picture_is_on_record_like_the_whole(signed_in, who, engine, asked):
    with signed_in(who.city).get("/media/evidence/1", headers={"Range": asked}) as answer:
        assert answer.status_code == 206
    with reading(engine) as conn:
        viewed = audit_log.c.event == Event.EVIDENCE_VIEWED
        assert conn.scalar(select(func.count()).where(viewed)) == 1


def test_a_kept_picture_is_confirmed_without_sending_it_again(signed_in, who):
    client = signed_in(who.city)
    with client.get("/media/evidence/1") as first:
        tag = first.headers["ETag"]
    with client.get("/media/evidence/1", headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_missing_foreign_and_lost_look_the_same(signed_in, who, engine, data_dir):
    (data_dir / "frames" / "10.jpg").unlink()
    told = set()
    for scope, path in (
        (who.kangbashi, "/media/evidence/1"),
        (who.city, "/media/evidence/999"),
        (who.kangbashi, "/media/look/10"),
        (who.city, "/media/look/20"),
        (who.city, "/media/look/999"),
        (who.city, "/media/look/10"),
    ):
        answer = signed_in(scope).get(path)
        told.add((answer.status_code, answer.data, answer.headers["Cache-Control"]))
    assert len(told) == 1
    assert next(iter(told))[0] == 404


@pytest.mark.parametrize("path", ["/media/evidence/1", "/media/look/10"])
def test_nobody_sees_pictures_without_a_session(server_app, who, path):
    assert server_app.server.test_client().get(path).status_code == 401


@pytest.mark.parametrize("kept", ["../nuancheng.db", "/etc/hostname"])
def test_a_row_that_leads_out_of_the_data_directory_serves_nothing(signed_in, who, engine, kept):
    with writing(engine) as conn:
        conn.execute(update(evidence).values(path=kept))
    assert signed_in(who.city).get("/media/evidence/1").status_code == 404


def test_only_the_frame_that_was_asked_for_may_be_kept(signed_in, who):
    client = signed_in(who.city)
    with client.get(f"/media/look/10?t={epoch_ms(NOON)}") as known:
        assert known.status_code == 200
        assert "max-age=600" in known.headers["Cache-Control"]
    earlier = epoch_ms(NOON - timedelta(minutes=1))
    for address in ("/media/look/10", f"/media/look/10?t={earlier}", "/media/look/10?t=x"):
        with client.get(address) as answer:
            assert answer.headers["Cache-Control"] == "no-store"


def viewed(engine):
    with reading(engine) as conn:
        rows = conn.execute(
            select(audit_log)
            .where(audit_log.c.event.in_(("evidence_viewed", "video_viewed")))
            .order_by(audit_log.c.id)
        ).all()
    return [(row.event, row.object_kind, row.object_id, row.account_id) for row in rows]


def test_every_picture_that_is_sent_is_on_record(signed_in, who, engine):
    client = signed_in(who.city)
    with client.get("/media/evidence/1") as first:
        tag = first.headers["ETag"]
    client.get("/media/evidence/1", headers={"If-None-Match": tag}).close()
    client.get("/media/evidence/1").close()
    assert [row[:3] for row in viewed(engine)] == [("evidence_viewed", "evidence", "1")] * 2


def test_a_picture_that_nobody_gets_to_see_is_no_viewing(signed_in, who, engine):
    signed_in(who.kangbashi).get("/media/evidence/1").close()
    signed_in(who.kangbashi).get("/media/look/10").close()
    signed_in(who.city).get("/media/look/999").close()
    assert viewed(engine) == []


def test_looks_of_a_session_at_a_camera_are_one_viewing_in_a_while(
    signed_in, who, engine, clock, monkeypatch
):
    monkeypatch.setattr("api.media.VIEWING", timedelta(minutes=10))
    client, other = signed_in(who.city), signed_in(who.dongsheng)
    for _ in range(3):
        client.get("/media/look/10").close()
    other.get("/media/look/10").close()
    clock.moment = NOON + timedelta(minutes=10)
    client.get("/media/look/10").close()
    rows = viewed(engine)
    assert [row[:3] for row in rows] == [("video_viewed", "camera", "10")] * 3
    assert rows[0] == rows[2] != rows[1]


@pytest.mark.parametrize("page", ["http://localhost/videowall?n=9", "http://[", None])
def test_no_header_of_a_browser_changes_what_is_on_record(signed_in, who, engine, page):
    headers = {} if page is None else {"Referer": page}
    with signed_in(who.city).get("/media/look/10", headers=headers) as answer:
        assert answer.status_code == 200
    with reading(engine) as conn:
        seen = conn.execute(select(audit_log).where(audit_log.c.event == "video_viewed")).one()
    assert (seen.object_kind, seen.object_id) == ("camera", "10")
    assert '"establishment":1' in seen.detail


def test_frames_open_no_write_transaction(signed_in, who, monkeypatch):
    client = signed_in(who.city)
    client.get("/media/look/10").close()

    def refuse():
        raise AssertionError("a write for a frame")

    monkeypatch.setattr("api.media.write", refuse)
    for _ in range(3):
        with client.get("/media/look/10") as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/media/evidence/1", "/media/look/10"])
def test_what_cannot_be_recorded_is_not_shown(signed_in, who, engine, path):
    client = signed_in(who.city)
    with writing(engine) as conn:
        drop_guards(conn)
        conn.execute(text("ALTER TABLE audit_log RENAME TO audit_gone"))
    answer = client.get(path)
    assert answer.status_code >= 500
    assert JPEG not in answer.data
