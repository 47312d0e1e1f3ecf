"""Every refusal by role leaves one row; strangers at the door cannot fill the log."""

import pytest
from sqlalchemy import select

from api.denials import ABSENT_PER_MIN, ANONYMOUS_PER_MIN
from data_access.audit import first_break, record
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.audit import Event, Result
from domain.scope import Role, Scope
from tests.conftest import NOON
from tests.posted import open_page
from tests.rows import plant
from tests.signing_in import new_browser, person, send, sign_in


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def denied(engine):
    with reading(engine) as conn:
        assert first_break(conn) is None
        rows = conn.execute(
            select(audit_log).where(audit_log.c.event == "denied").order_by(audit_log.c.id)
        ).all()
    return [(row.actor, row.role, row.object_id, row.result) for row in rows]


def test_a_page_and_a_route_of_others_leave_one_row_each(signed_in, engine, planted):
    browser = signed_in(Scope(Role.AUDITOR, "审计"))
    open_page(browser, "/alerts")
    browser.get("/map/points")
    browser.post("/_dash-update-component", json={"output": "nothing"})  # malformed: no denial
    assert denied(engine) == [
        ("审计", "auditor", "/_dash-update-component", "denied"),
        ("审计", "auditor", "/map/points", "denied"),
    ]


def test_who_asks_for_numbers_of_others_is_on_record_and_the_log_does_not_fill(
    signed_in, engine, planted
):
    browser = signed_in(planted.dongsheng)
    for number in range(10):
        assert browser.get(f"/media/evidence/{900 + number}").status_code == 404
    browser.get("/no-such-page")
    rows = denied(engine)
    assert [row[2] for row in rows] == [f"/media/evidence/{900 + n}" for n in range(ABSENT_PER_MIN)]


def test_a_callback_of_others_leaves_one_row(server_app, signed_in, engine, planted):
    from tests.api.test_roles import body_of, server_callbacks

    output, declared = next(
        (output, one)
        for output, one in server_callbacks(server_app).items()
        if one["callback"].__module__ == "pages.district"
    )
    browser = signed_in(planted.shop)
    answer = browser.post("/_dash-update-component", json=body_of(output, declared))
    assert answer.status_code == 403
    assert len(denied(engine)) == 1


def test_strangers_leave_a_bounded_number_of_rows(server_app, engine):
    browser = new_browser(server_app)
    for _ in range(3 * ANONYMOUS_PER_MIN):
        assert browser.post("/language?to=en").status_code == 403
    assert len(denied(engine)) == ANONYMOUS_PER_MIN


def test_what_happens_at_the_door_is_logged_with_its_address_and_without_what_was_typed(
    server_app, engine
):
    person(engine)
    browser = new_browser(server_app)
    sign_in(browser, password="wrong-secret")
    sign_in(browser, username="my-password-in-the-wrong-field")
    sign_in(browser)
    send(browser, "/sign-out", page="/account/password")
    with reading(engine) as conn:
        rows = conn.execute(select(audit_log).order_by(audit_log.c.id).offset(1)).all()
    assert [(row.event, row.result, row.address) for row in rows] == [
        ("sign_in", "failed", "127.0.0.1"),
        ("sign_in", "failed", "127.0.0.1"),
        ("sign_in", "ok", "127.0.0.1"),
        ("sign_out", "ok", "127.0.0.1"),
    ]
    assert "wrong" not in str(rows)


@pytest.mark.parametrize("sign", ["%00", "%ed%a0%80", "%0d%0a"])
def test_no_sign_in_an_address_keeps_a_denial_off_the_record(signed_in, engine, planted, sign):
    browser = signed_in(Scope(Role.AUDITOR, "审计"))
    assert browser.get(f"/imports/template/a{sign}.csv").status_code == 403
    assert len(denied(engine)) == 1


def test_a_denial_with_a_nul_in_its_address_is_on_record(engine):
    asker = Scope(Role.AUDITOR, "审\x00计\ud800")
    with writing(engine) as conn:
        record(conn, asker, Event.DENIED, NOON, on=("address", "/a\x00b"), result=Result.DENIED,
               reason="\ud800\x00")  # fmt: skip
    assert denied(engine) == [("审\ufffd计\ufffd", "auditor", "/a\ufffdb", "denied")]
