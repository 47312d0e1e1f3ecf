"""The form of a duty over HTTP: whose it is, what it takes, and what it answers."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from api.identity import COOKIE
from data_access.control_periods import open_period
from data_access.engine import reading, writing
from data_access.schema import control_paper, control_photo, control_task
from domain.control import ControlKind
from domain.scope import system_scope
from tests.conftest import NOON
from tests.data_access.test_control_papers import PHOTO
from tests.rows import plant
from tests.sheets import asked
from tests.signatures import SIGNATURE

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DAY = date(2026, 11, 19)
DAILY, WEEKLY = ControlKind.DAILY_CONTROL, ControlKind.WEEKLY_REVIEW
FORM = "/duty/daily_control/2026-11-19"
POST = "/api/own/duties/daily_control/2026-11-19"
NOON_MS = int(NOON.timestamp() * 1000)
DEVICE = "0123456789abcdef"


@pytest.fixture
def scopes(engine):
    with writing(engine) as conn:
        planted = plant(conn)
        for kind in (DAILY, WEEKLY):
            open_period(conn, system_scope("scheduler"), kind, DAY, NOON)
    return planted


@pytest.fixture
def shop(signed_in, scopes):
    return signed_in(scopes.shop)


def told(client, address=FORM) -> dict:
    page = client.get(address).get_data(as_text=True)
    return json.loads(re.search(r'id="duty-told">(.*?)</script>', page, re.S)[1])


def record(client, **changes) -> dict:
    answers = {item.id: "p" for item in asked(DAILY)}
    return {
        "owner": told(client)["owner"],
        "version": 1,
        "signer": "刘艳",
        "deputy_for": "",
        "answers": answers,
        "findings": [],
        "seconds": dict.fromkeys(answers, 3),
        "statement": {},
        "signature": SIGNATURE,
        "opened_ms": NOON_MS - 240_000,
        "client_ms": NOON_MS - 60_000,
        "sent_ms": NOON_MS,
        "device": DEVICE,
    } | changes


def test_the_page_is_ones_own(shop):
    page = shop.get(FORM)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "1号店" in text
    assert text.count("data-item=") == 34
    assert 'aria-checked="true"' not in text  # nothing is ticked before somebody looked
    assert "_dash" not in text
    assert shop.get_cookie(COOKIE).value == told(shop)["owner"]


def test_a_day_leads_to_its_period_and_the_kind_to_the_running_one(shop):
    assert shop.get("/duty/daily_control").location == FORM
    assert shop.get("/duty/weekly_review/2026-11-19").location == "/duty/weekly_review/2026-11-16"
    nowhere = ("daily_control/2026-11-31", "yearly/2026-11-19", "monthly_dispatch/0001-01-01")
    for nothing in (f"/duty/{one}" for one in nowhere):
        assert shop.get(nothing).status_code == 404
    assert shop.get("/duty/daily_control/2026-11-18").status_code == 404  # none was owed


def test_nobody_else_has_a_form(signed_in, scopes, server_app):
    office = signed_in(scopes.office)
    assert office.get(FORM).status_code == 403
    assert office.post(POST, json={}).status_code == 403
    nobody = server_app.server.test_client()
    assert nobody.get(FORM).location == f"/sign-in?next={FORM}"
    assert nobody.get(POST).status_code == 401


def test_a_record_is_taken_once_and_its_moments_are_ours(engine, shop):
    behind = timedelta(hours=3)  # a phone whose clock is wrong is wrong in all it says
    off = {
        name: value - int(behind.total_seconds() * 1000)
        for name, value in record(shop).items()
        if name.endswith("_ms")
    }
    first, second = (shop.post(POST, json=record(shop, **off)) for _twice in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json()["state"] == "done"
    with reading(engine) as conn:
        kept = conn.execute(select(control_paper)).one()
        task = conn.execute(
            select(control_task).where(control_task.c.submitted_at.is_not(None))
        ).one()
    assert (task.submitted_at, task.submitted_by) == (NOON, "刘艳")
    assert kept.opened_at == NOON - timedelta(minutes=4)
    assert kept.client_at == NOON - timedelta(minutes=1) - behind
    assert "已于" in shop.get(FORM).get_data(as_text=True)


def test_what_was_kept_of_one_account_is_sent_by_no_other(engine, signed_in, scopes, shop):
    body = record(shop)
    others = [replace(scopes.shop, establishment_id=2, actor="别家"), scopes.shop]
    for other in others:  # another shop, and another account of the same one
        assert signed_in(other).post(POST, json=body).status_code == 403
    with reading(engine) as conn:
        assert conn.scalar(select(func.count()).select_from(control_paper)) == 0


def test_refusals_say_what_is_wrong_in_words(engine, shop):
    failed = record(shop)
    failed["answers"]["daily.H02"] = "f"
    failed["findings"] = [
        {"item": "daily.H02", "note": "缝隙", "measure": "换门封", "owner": "刘艳",
         "due": "2026-11-20T12:00"},
    ]  # fmt: skip
    refused = shop.post(POST, json=failed)
    assert (refused.status_code, refused.get_json()["items"]) == (409, ["daily.H02"])
    assert "照片" in refused.get_json()["words"]
    old = shop.post(POST, json=record(shop, version=7))
    assert (old.status_code, old.get_json()["refusal"]) == (409, "version")
    with writing(engine) as conn:
        conn.execute(insert(control_photo).values(PHOTO))
    assert shop.post(POST, json=failed).status_code == 201
    other = shop.post(POST, json=record(shop))
    assert other.get_json()["refusal"] == "already_answered"


def test_a_weekly_report_is_read_field_by_field(shop):
    address = "/api/own/duties/weekly_review/2026-11-16"
    answers = {item.id: "p" for item in asked(WEEKLY)}
    body = record(shop, answers=answers, seconds={}, statement={"risk": "high", "judgement": "x"})
    refused = shop.post(address, json=body)
    assert refused.status_code == 422
    assert set(refused.get_json()["fields"]) == {"reported_to", "measures"}
    body["statement"] |= {
        "reported_to": "王强",
        "measures": [{"what": "换门封", "owner": "刘艳", "due": "2026-11-22"}],
    }
    assert shop.post(address, json=body).status_code == 201
    assert shop.post(address, json=body).status_code == 200  # an answer that was lost on its way
    body["statement"] |= {"judgement": "别的判断"}
    other = shop.post(address, json=body)
    assert (other.status_code, other.get_json()["refusal"]) == (409, "already_answered")


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": []},
        {"answers": {"daily.A01": "-"}},
        {"answers": {"A01": "p"}},
        {"answers": {"daily.A01": {"p": 1}}},
        {"findings": [1]},
        {"findings": [{"item": "daily.H02", "due": "gestern"}]},
        {"findings": [{"item": "daily.H02", "due": "2036-01-01T00:00"}]},
        {"findings": [{"item": "daily.H02", "due": "0001-01-01T00:00"}]},
        {"findings": [{"item": "daily.H02", "due": "9999-12-31T23:59-23:59"}]},
        {"statement": "abc"},
        {"statement": [1]},
        {"seconds": {"daily.A01": 1.5}},
        {"seconds": {"daily.A01": True}},
        {"version": "1"},
        {"signer": ["刘艳"]},
        {"signer": "刘\0艳"},
        {"signature": "M" * 30_000},
        {"sent_ms": 10**18},
        {"client_ms": None},
        {"device": "<script>"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(shop, wrong):
    assert shop.post(POST, json=record(shop, **wrong)).status_code == 400


def test_the_words_of_another_are_no_repetition(engine, shop):
    failed = record(shop)
    failed["answers"]["daily.H02"] = "f"
    finding = {"item": "daily.H02", "note": "缝隙", "measure": "换门封", "owner": "刘艳"}
    failed["findings"] = [finding | {"due": "2026-11-20T12:00"}]
    with writing(engine) as conn:
        conn.execute(insert(control_photo).values(PHOTO))
    assert [shop.post(POST, json=failed).status_code for _twice in range(2)] == [201, 200]
    failed["findings"] = [finding | {"due": "2026-11-23T12:00"}]  # another deadline
    assert shop.post(POST, json=failed).status_code == 409


def test_drafts_of_two_phones_meet(shop):
    owner = told(shop)["owner"]
    body = {"answers": {"daily.A01": "p"}}
    first = {"owner": owner, "device": DEVICE, "base": 0, "body": body}
    assert shop.post(f"{POST}/draft", json=first).get_json()["revision"] == 1
    other = first | {"device": "f" * 16, "body": {"answers": {}}}
    met = shop.post(f"{POST}/draft", json=other)
    assert (met.status_code, met.get_json()["draft"]["body"]) == (409, body)
    standing = shop.get(POST).get_json()
    assert (standing["owner"], standing["draft"]["revision"]) == (owner, 1)
    assert standing["now_ms"] == NOON_MS
    assert standing["token"]
    large = shop.post(f"{POST}/draft", json=first | {"base": 1, "body": {"x": "y" * 30_000}})
    assert large.status_code == 413
    assert shop.post(f"{POST}/draft", json=first | {"base": -1}).status_code == 400


def test_the_worker_answers_for_its_own_folder_and_names_its_edition(shop):
    answer = shop.get("/duty/worker.js")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    for address in json.loads(re.search(r"nuanchengDuty = (.*);", text)[1])["files"]:
        assert shop.get(address).status_code == 200
        assert address in shop.get(FORM).get_data(as_text=True)


def test_who_signs_out_leaves_no_mark(shop):
    shop.get(FORM)
    shop.post("/sign-out")
    assert shop.get_cookie(COOKIE) is None
