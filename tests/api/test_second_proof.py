"""The second factor at sign-in: asked of those who need it, set up once, no way round."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from api.arrival import HALF_TIME
from data_access.engine import reading, writing
from data_access.passwords import hash_password
from data_access.request import services
from data_access.schema import account, audit_log
from data_access.sealing import Sealer
from data_access.second_factor import accept, offer
from domain.scope import Role, Scope
from tests.signing_in import logged, may_enter, new_browser, person, send, sign_in, with_token

STEP = timedelta(seconds=30)


@pytest.fixture
def browser(server_app):
    return new_browser(server_app)


@pytest.fixture
def auditor(engine, server_app):
    return person(engine, "audit", Role.AUDITOR)


def secret_of(page):
    text = page.get_data(as_text=True)
    return text.partition('nc-step__secret">')[2].partition("<")[0].replace(" ", "")


def set_up(browser, clock):
    """Password, then the first code; returns the generator of codes."""
    assert sign_in(browser, "audit").location.startswith("/sign-in/code")
    totp = pyotp.TOTP(secret_of(browser.get("/sign-in/code")))
    answer = send(browser, "/sign-in/code", code=totp.at(clock.moment))
    assert answer.status_code == 200
    assert 'href="/admin/audit"' in answer.get_data(as_text=True)
    return totp


def test_an_administrator_sets_a_phone_up_and_then_needs_its_code(
    browser, auditor, clock, engine, server_app
):
    totp = set_up(browser, clock)
    assert may_enter(browser)
    again = new_browser(server_app)
    sign_in(again, "audit")
    assert not may_enter(again)
    page = again.get("/sign-in/code")
    assert secret_of(page) == ""  # shown only until it was confirmed
    used = totp.at(clock.moment)
    assert send(again, "/sign-in/code", code=used).status_code == 403  # a code works once
    clock.moment += STEP
    assert send(again, "/sign-in/code", code=totp.at(clock.moment)).status_code == 302
    assert may_enter(again)
    assert logged(engine) == [
        ("second_factor", "ok"),
        ("sign_in", "ok"),
        ("second_factor", "ok"),  # recovery codes
        ("sign_in", "failed"),
        ("sign_in", "ok"),
    ]


def test_a_role_without_the_rule_is_not_asked(browser, engine, server_app):
    person(engine)
    assert sign_in(browser).location == "/"


def test_a_role_that_the_setting_names_is_asked_and_may_not_give_its_phone_back(
    browser, engine, clock, monkeypatch, server_app
):
    number = person(engine)
    held = server_app.server.extensions["nuancheng"]
    security = held.settings.security.model_copy(
        update={"second_factor_roles": (Role.CITY_BUREAU,)}
    )
    settings = held.settings.model_copy(update={"security": security})
    monkeypatch.setitem(server_app.server.extensions, "nuancheng", replace(held, settings=settings))
    assert sign_in(browser).location.startswith("/sign-in/code")
    totp = pyotp.TOTP(secret_of(browser.get("/sign-in/code")))
    assert send(browser, "/sign-in/code", code=totp.at(clock.moment)).status_code == 200
    with_token(browser)
    clock.moment += STEP
    send(browser, "/account/phone", do="remove", code=totp.at(clock.moment))
    with reading(engine) as conn:
        kept = conn.scalar(select(account.c.totp_secret).where(account.c.id == number))
    assert kept is not None


def test_whoever_has_set_a_phone_up_is_asked_whatever_the_role(browser, engine, clock, server_app):
    account_id = person(engine)
    seal = Sealer(str(server_app.server.secret_key), "second factor")
    owner = Scope(Role.CITY_BUREAU, "x", account_id=account_id)
    with server_app.server.app_context():
        assert services()
    with writing(engine) as conn:
        offer(conn, owner, seal)
        from data_access.second_factor import offered_secret

        totp = pyotp.TOTP(offered_secret(conn, owner, seal))
        assert accept(conn, owner, totp.at(clock.moment), seal, clock.moment)
    assert sign_in(browser).location.startswith("/sign-in/code")


def test_without_the_password_the_code_page_leads_back(browser, auditor):
    assert browser.get("/sign-in/code").location == "/sign-in"
    assert browser.post("/sign-in/code", data={"code": "123456"}).status_code == 403
    assert send(browser, "/sign-in/code", page="/sign-in", code="123456").location == "/sign-in"


def test_a_right_password_waits_only_five_minutes(browser, auditor, clock):
    sign_in(browser, "audit")
    clock.moment += HALF_TIME + timedelta(seconds=1)
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_a_right_password_waits_no_longer_than_it_and_the_phone_are_the_same(
    browser, auditor, clock, engine, server_app
):
    """Who knew the old password must not be shown the secret of the owner's new phone."""
    totp = set_up(new_browser(server_app), clock)
    for change in (
        {"password_hash": hash_password("another Pass 9 of hers")},
        {"totp_secret": None, "totp_last_step": None},
    ):
        assert sign_in(browser, "audit").location.startswith("/sign-in/code")
        assert browser.get("/sign-in/code").status_code == 200
        with writing(engine) as conn:
            kept = conn.execute(select(account).where(account.c.id == auditor)).mappings().one()
            conn.execute(update(account).where(account.c.id == auditor).values(change))
        assert browser.get("/sign-in/code").location.startswith("/sign-in")
        clock.moment += STEP
        send(browser, "/sign-in/code", code=totp.at(clock.moment))
        assert not may_enter(browser)
        with writing(engine) as conn:
            back = {name: kept[name] for name in change}
            conn.execute(update(account).where(account.c.id == auditor).values(back))


def test_five_wrong_codes_lock_the_account(browser, auditor, clock, engine):
    sign_in(browser, "audit")
    for _ in range(4):
        assert send(browser, "/sign-in/code", code="000000").status_code == 403
    assert send(browser, "/sign-in/code", code="000000").location == "/sign-in"
    assert ("account_locked", "ok") in logged(engine)
    assert sign_in(browser, "audit").status_code == 403


def test_asking_for_the_page_changes_nothing(browser, auditor):
    sign_in(browser, "audit")
    first, second = (secret_of(browser.get("/sign-in/code")) for _ in range(2))
    assert first == second != ""


def test_the_way_back_is_never_another_site(browser, auditor, clock):
    sign_in(browser, "audit", next="//evil.example")
    totp = pyotp.TOTP(secret_of(browser.get("/sign-in/code")))
    answer = send(browser, "/sign-in/code", code=totp.at(clock.moment), next="https://evil.example")
    page = answer.get_data(as_text=True)
    assert 'href="/admin/audit"' in page
    assert "evil" not in page


def codes_in(answer):
    return re.findall(r"<li><code>([A-Z0-9-]{14})</code>", answer.get_data(as_text=True))


def test_recovery_codes_are_shown_once_and_each_opens_once(
    browser, auditor, clock, engine, server_app
):
    sign_in(browser, "audit")
    totp = pyotp.TOTP(secret_of(browser.get("/sign-in/code")))
    shown = send(browser, "/sign-in/code", code=totp.at(clock.moment))
    codes = codes_in(shown)
    assert len(set(codes)) == 10
    assert shown.headers["Cache-Control"] == "no-store"
    assert codes_in(browser.get("/account/phone")) == []
    with reading(engine) as conn:
        kept = str([conn.execute(select(table)).all() for table in (account, audit_log)])
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    lost = new_browser(server_app)
    sign_in(lost, "audit")
    assert send(lost, "/sign-in/code", recovery=codes[0]).status_code == 302
    assert may_enter(lost)
    lost = new_browser(server_app)
    sign_in(lost, "audit")
    assert send(lost, "/sign-in/code", recovery=codes[0]).status_code == 403
    assert not may_enter(lost)
    typed = codes[3].lower().replace("-", " ")
    assert send(lost, "/sign-in/code", recovery=typed).status_code == 302
    assert "还有 8 个恢复码可用" in browser.get("/account/phone").get_data(as_text=True)
    clock.moment += STEP
    made = send(browser, "/account/phone", do="codes", code=totp.at(clock.moment))
    assert made.status_code == 200, made.get_data(as_text=True)
    fresh = codes_in(made)
    assert len(set(fresh) - set(codes)) == 10


def test_wrong_recovery_codes_lock_like_wrong_passwords(
    browser, auditor, clock, engine, server_app
):
    set_up(browser, clock)
    lost = new_browser(server_app)
    sign_in(lost, "audit")
    for _ in range(4):
        assert send(lost, "/sign-in/code", recovery="ABCD-EFGH-JKMN").status_code == 403
    assert send(lost, "/sign-in/code", recovery="x" * 500).location == "/sign-in"
    assert ("account_locked", "ok") in logged(engine)


def test_no_recovery_code_stands_for_setting_a_phone_up(browser, auditor):
    sign_in(browser, "audit")
    assert send(browser, "/sign-in/code", recovery="ABCD-EFGH-JKMN").status_code == 403
    assert not may_enter(browser)
