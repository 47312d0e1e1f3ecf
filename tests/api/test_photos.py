"""Photos over the wire: what arrives, in which words it is refused, who sees it."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import select

from data_access.control import submit
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.findings import of_record
from data_access.schema import audit_log, control_photo
from tests.conftest import NOON
from tests.data_access.test_control import DAILY, DAY, SYSTEM, failing
from tests.photographs import at_most_more, photo, png_bomb
from tests.rows import plant

FORM = {"kind": "daily_control", "start": "2026-11-19", "item": "daily.H02"}


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        open_period(conn, SYSTEM, DAILY, DAY, NOON)
    return scopes


def send(client, raw=None, *, to="/api/own/photos", name="后厨.jpg", **form):
    body = FORM | form
    if raw is not None:
        body["file"] = (io.BytesIO(raw), name)
    return client.post(to, data=body, content_type="multipart/form-data")


def kept(engine):
    with reading(engine) as conn:
        return conn.execute(select(control_photo)).all()


def test_a_photo_is_taken_shown_to_its_own_and_watched_for_others(engine, who, signed_in):
    shop = signed_in(who.shop)
    answer = send(shop, photo())
    assert answer.status_code == 201
    told = answer.json["photo"]
    assert send(shop, photo()).json["photo"] == told
    assert len(kept(engine)) == 1
    with shop.get(told["href"]) as own:
        assert (own.status_code, own.mimetype) == (200, "image/jpeg")
        assert own.headers["X-Content-Type-Options"] == "nosniff"
        picture = own.data
    officer = signed_in(who.office)
    for _twice in range(2):
        with officer.get(told["href"]) as seen:
            assert seen.data == picture
    assert signed_in(who.kangbashi).get(told["href"]).status_code == 404
    assert signed_in(replace(who.shop, establishment_id=3)).get(told["href"]).status_code == 404
    with reading(engine) as conn:
        seen = select(audit_log.c.event).where(audit_log.c.object_kind == "control_photo")
        assert conn.scalars(seen.order_by(audit_log.c.id)).all() == [
            "photo_kept",
            "evidence_viewed",
        ]


def test_a_part_of_a_photo_is_on_record_like_the_whole(engine, who, signed_in):
    href = send(signed_in(who.shop), photo()).json["photo"]["href"]
    with signed_in(who.office).get(href, headers={"Range": "bytes=0-99"}) as part:
        assert (part.status_code, len(part.data)) == (206, 100)
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log.c.event, audit_log.c.object_id)).all()
    assert ("evidence_viewed", href.rpartition("/")[2]) in rows


@pytest.mark.parametrize(
    ("raw", "form", "status", "field", "fault"),
    [
        (None, {}, 422, "file", "missing"),
        (b"", {}, 422, "file", "empty"),
        (b"<html></html>", {}, 422, "file", "not_a_photo"),
        (photo(), {"kind": "hourly"}, 422, "kind", "field"),
        (photo(), {"start": "19.11.2026"}, 422, "start", "field"),
        (photo(), {"item": "../x"}, 422, "item", "field"),
        (photo(), {"item": "daily.Z99"}, 422, "item", "field"),
    ],
    ids=["none", "empty", "html", "kind", "start", "path as item", "unknown item"],
)
def test_what_is_wrong_is_said_with_its_field(
    engine, who, signed_in, raw, form, status, field, fault
):
    answer = send(signed_in(who.shop), raw, **form)
    assert answer.status_code == status
    assert (answer.json["field"], answer.json["fault"]) == (field, fault)
    assert answer.json["error"]
    assert kept(engine) == []


def test_fifty_megabytes_are_refused_by_their_announced_length(engine, who, signed_in):
    answer = signed_in(who.shop).post(
        "/api/own/photos",
        input_stream=io.BytesIO(),
        environ_overrides={"CONTENT_LENGTH": str(50 * 1024 * 1024)},
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, answer.json["fault"]) == (413, "too_large")
    assert "12 MB" in answer.json["error"]


def test_a_picture_bomb_is_refused_wherever_photos_arrive(engine, who, signed_in):
    with writing(engine) as conn:
        submit(conn, who.shop, failing(), NOON)
        (case,) = of_record(conn, who.shop, 1, DAILY, DAY)
    shop = signed_in(who.shop)
    bomb = png_bomb()
    for to in ("/api/own/photos", f"/api/findings/{case.id}/photos"):
        with at_most_more(40):
            answer = send(shop, bomb, to=to)
        assert (answer.status_code, answer.json["fault"]) == (422, "too_many_pixels")
    assert kept(engine) == []


def test_the_refusal_names_the_file_without_its_folder(who, signed_in):
    answer = send(signed_in(who.shop), b"<html></html>", name="../../a\u202egpj.照片.jpg")
    assert answer.json["error"].startswith("“agpj.照片.jpg”：")


def test_forged_senders_get_nothing(engine, who, signed_in):
    assert send(signed_in(who.office), photo()).status_code == 403
    assert send(signed_in(who.leader), photo()).status_code == 403
    shop = signed_in(who.shop)
    assert send(shop, photo(), start="2026-11-18").status_code == 404
    shop.environ_base["HTTP_X_CSRFTOKEN"] = "IjEi.aaaa.bbbb"
    assert send(shop, photo()).status_code == 403
    assert kept(engine) == []


def test_a_finding_says_itself_which_photo_it_waits_for(engine, who, signed_in):
    with writing(engine) as conn:
        submit(conn, who.shop, failing(), NOON)
        (case,) = of_record(conn, who.shop, 1, DAILY, DAY)
    to = f"/api/findings/{case.id}/photos"
    assert send(signed_in(who.shop), photo(), to=to).json["photo"]["purpose"] == "rectified"
    assert send(signed_in(who.office), photo(), to=to).status_code == 403
    assert send(signed_in(who.leader), photo(), to=to).status_code == 403
    assert send(signed_in(who.kangbashi), photo(), to=to).status_code == 404
    other = signed_in(replace(who.shop, establishment_id=3))
    assert send(other, photo(), to=to).status_code == 404
    assert len(kept(engine)) == 1
