from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from data_access.alerts import Finding, raise_alert
from data_access.engine import writing
from data_access.evidence import EvidenceKind, store
from data_access.schema import camera_look, epoch_ms, evidence
from domain.scope import system_scope
from tests.conftest import NOON
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
