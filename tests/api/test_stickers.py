"""Stickers: for those who see the establishment, on record, large lots in the background."""

import time
from dataclasses import replace

import cv2
import numpy as np
import pytest
from sqlalchemy import select

from api import stickers
from data_access.codes import issue_missing
from data_access.engine import reading, writing
from data_access.request import install, services
from data_access.schema import audit_log
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.qr import read_qr
from tests.rows import plant, plant_street

# What SQL narrows is tested in tests/data_access/test_codes.py, on both engines.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def who(engine):
    with writing(engine) as conn:
        known = plant(conn)
        plant_street(conn)
        issue_missing(conn, known.city, NOON)
        return known


@pytest.fixture
def street(who):
    return Scope(Role.STREET_MANAGER, "街区", street_id=1)


def test_a_code_is_drawn_for_those_who_see_its_owner(signed_in, who, street):
    for scope in (who.office, who.leader, who.shop, street):
        client = signed_in(scope)
        assert client.get("/stickers/1.svg").mimetype == "image/svg+xml"
        assert client.get("/stickers/1.png").data.startswith(b"\x89PNG")
        assert client.get("/stickers/4.svg").status_code == (200 if scope is who.leader else 404)


def test_a_sticker_is_on_record(signed_in, engine, who):
    assert signed_in(who.office).get("/stickers/1.pdf?size=a6").data.startswith(b"%PDF-")
    with reading(engine) as conn:
        event = conn.execute(
            select(audit_log.c.object_id, audit_log.c.detail).where(audit_log.c.event == "exported")
        ).one()
    assert event.object_id == "stickers"
    assert '"rows":1' in event.detail


@pytest.mark.parametrize(
    "address", ["/stickers/1.exe", "/stickers/99.pdf", "/stickers/street/9.pdf"]
)
def test_what_is_no_sticker_is_not_found(signed_in, who, address):
    assert signed_in(who.city).get(address).status_code == 404


def test_a_street_and_a_list_are_one_file(signed_in, who, street):
    assert signed_in(street).get("/stickers/street/1.pdf").data.count(b"/Type /Page\n") == 1
    assert signed_in(who.dongsheng).get("/stickers/list.pdf").data.count(b"/Type /Page\n") == 3
    assert signed_in(who.kangbashi).get("/stickers/street/1.pdf").status_code == 404


def test_more_than_a_browser_waits_for_is_made_in_the_background(signed_in, who, monkeypatch):
    monkeypatch.setattr(stickers, "MOST_AT_ONCE", 2)
    client = signed_in(who.city)
    answer = client.get("/stickers/list.pdf")
    assert answer.status_code == 202
    assert "正在生成 4 张贴纸" in answer.get_data(as_text=True)
    until = time.monotonic() + 30
    while answer.status_code == 202 and time.monotonic() < until:
        for thread in stickers.threading.enumerate():
            if thread.name == "stickers":
                thread.join()
        answer = client.get("/stickers/list.pdf")
    assert answer.data.startswith(b"%PDF-")
    answer.close()


@pytest.mark.parametrize(
    "address",
    ["/stickers/1.svg", "/stickers/1.png", "/stickers/1.pdf", "/stickers/list.pdf"],
)
def test_no_browser_or_proxy_keeps_a_sticker(signed_in, who, address, monkeypatch):
    monkeypatch.setattr(stickers, "sticker_pdf", lambda *_given: b"%PDF-")
    with signed_in(who.office).get(address) as answer:
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]


def test_nor_one_that_was_made_in_the_background(signed_in, who, monkeypatch):
    monkeypatch.setattr(stickers, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(stickers, "sticker_pdf", lambda *_given: b"%PDF-")
    monkeypatch.setattr(stickers.threading.Thread, "start", lambda thread: thread.run())
    client = signed_in(who.office)
    assert client.get("/stickers/1.pdf").status_code == 202
    with client.get("/stickers/1.pdf") as answer:
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]


def test_too_many_at_once_are_refused_in_words(signed_in, who, monkeypatch):
    monkeypatch.setattr(stickers, "MOST_STICKERS", 3)
    assert signed_in(who.city).get("/stickers/list.pdf").status_code == 400


def test_the_configured_address_is_printed_not_the_one_asked_for(server_app, signed_in, who):
    with server_app.server.app_context():
        held = services()
    server = held.settings.server.model_copy(update={"public_url": "https://shian.example"})
    install(
        server_app.server,
        replace(held, settings=held.settings.model_copy(update={"server": server})),
    )
    client = signed_in(who.office)
    picture = np.frombuffer(client.get("/stickers/1.png").data, np.uint8)
    read = read_qr(cv2.imdecode(picture, 0))
    assert read.startswith("https://shian.example/c/")
    assert client.get(read.removeprefix("https://shian.example")).status_code == 200
