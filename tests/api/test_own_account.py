"""One's own account: a new password, the forced first one, the phone, and one's sessions."""

import re
from datetime import timedelta

import pyotp
import pytest

from data_access.accounts import find_by_name, set_active
from data_access.engine import reading, writing
from domain.scope import Role
from tests.conftest import NOON
from tests.posted import open_page, words
from tests.signing_in import (
    PASSWORD,
    SYSTEM,
    logged,
    may_enter,
    new_browser,
    person,
    send,
    sign_in,
    with_token,
)

NEW = "Other-Town-2027"


@pytest.fixture
def browser(server_app):
    return new_browser(server_app)


def change(browser, old=PASSWORD, new=NEW, again=None):
    return send(browser, "/account/password", old=old, new=new, again=again or new)


def test_a_made_account_sees_nothing_before_its_owner_has_set_a_password(browser, engine):
    person(engine, must_change=True)
    answer = sign_in(browser, next="/alerts")
    assert answer.location == "/alerts"
    assert browser.get("/alerts").location == "/account/password?next=/alerts"
    for address in ("/_dash-layout", "/live/numbers", "/map/points", "/account/phone"):
        assert browser.get(address).status_code == 403
    answer = change(browser)
    assert answer.status_code == 302
    assert may_enter(browser)


def test_until_then_one_can_still_leave(browser, engine):
    person(engine, must_change=True)
    sign_in(browser)
    assert send(browser, "/sign-out", page="/account/password").location == "/sign-in"


def test_after_90_days_a_new_password_is_due(browser, engine, clock):
    person(engine)
    clock.moment += timedelta(days=90)
    sign_in(browser)
    assert not may_enter(browser)
    change(browser)
    assert may_enter(browser)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"old": "wrong"}, "现在的密码不正确"),
        ({"again": "Different-2027"}, "不一致"),
        ({"new": "short", "again": "short"}, "太短"),
        ({"new": "alllowercaseletters"}, "3 类"),
        ({"new": "Password123!"}, "常见密码"),
        ({"new": "My-Bureau-2027"}, "用户名"),
        ({"new": PASSWORD}, "最近用过"),
        ({"new": "x" * 5000}, "太长"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said(browser, engine, sent, said):
    person(engine)
    sign_in(browser)
    answer = change(browser, **sent)
    assert answer.status_code == 403
    assert said in answer.get_data(as_text=True)


def test_a_new_password_ends_every_other_session_at_once(browser, engine, server_app):
    person(engine)
    other = new_browser(server_app)
    sign_in(browser)
    sign_in(other)
    change(browser)
    assert may_enter(browser)
    assert not may_enter(other)
    assert "密码已修改" in other.get("/sign-in").get_data(as_text=True)
    assert sign_in(other).status_code == 403
    assert sign_in(other, password=NEW).status_code == 302
    assert ("password_changed", "ok") in logged(engine)


def test_five_wrong_present_passwords_lock_the_account(browser, engine, server_app):
    person(engine)
    sign_in(browser)
    for _ in range(5):
        change(browser, old="wrong")
    assert "已锁定" in change(browser).get_data(as_text=True)
    assert sign_in(new_browser(server_app)).status_code == 403


def test_no_code_opens_anything_while_the_account_is_locked(browser, engine, clock, server_app):
    person(engine)
    sign_in(browser)
    send(browser, "/account/phone", do="offer")
    page = browser.get("/account/phone").get_data(as_text=True)
    secret = re.search(r'nc-step__secret">([^<]+)<', page).group(1).replace(" ", "")
    totp = pyotp.TOTP(secret)
    for _ in range(5):
        send(browser, "/account/phone", do="set up", code="000000")
    answer = send(browser, "/account/phone", do="set up", code=totp.at(clock.moment))
    assert answer.status_code == 403
    assert "恢复码" not in answer.get_data(as_text=True)
    with reading(engine) as conn:
        assert not find_by_name(conn, SYSTEM, "bureau").second_factor


def test_a_phone_is_set_up_and_taken_back(browser, engine, clock):
    person(engine)
    sign_in(browser)
    send(browser, "/account/phone", do="offer")
    page = browser.get("/account/phone").get_data(as_text=True)
    assert "data:image/svg+xml" in page
    secret = re.search(r'nc-step__secret">([^<]+)<', page).group(1).replace(" ", "")
    totp = pyotp.TOTP(secret)
    answer = send(browser, "/account/phone", do="set up", code="000000")
    assert answer.status_code == 403
    answer = send(browser, "/account/phone", do="set up", code=totp.at(clock.moment))
    assert "恢复码" in answer.get_data(as_text=True)
    with_token(browser)
    assert "还有 10 个可用" in words(open_page(browser, "/account"))
    with reading(engine) as conn:
        assert find_by_name(conn, SYSTEM, "bureau").second_factor
    clock.moment += timedelta(seconds=30)
    send(browser, "/account/phone", do="remove", code=totp.at(clock.moment))
    with reading(engine) as conn:
        assert not find_by_name(conn, SYSTEM, "bureau").second_factor


def test_the_page_shows_who_and_where_and_ends_one_session(browser, engine, server_app):
    person(engine)
    other = new_browser(server_app)
    sign_in(other)
    sign_in(browser)
    with_token(browser)
    page = open_page(browser, "/account")
    assert "bureau" in words(page)
    assert "市级监管部门" in words(page)
    ends = set(re.findall(r"/account/sessions/\d+/end", str(page)))
    assert len(ends) == 1  # not its own
    answer = send(browser, ends.pop(), page="/account/password")
    assert answer.location == "/account"
    assert not may_enter(other)
    assert may_enter(browser)
    assert "已被终止" in other.get("/sign-in").get_data(as_text=True)


def test_all_other_sessions_end_together(browser, engine, server_app):
    person(engine)
    others = [new_browser(server_app) for _ in range(2)]
    for one in (*others, browser):
        sign_in(one)
    send(browser, "/account/sessions/end-others", page="/account/password")
    assert [may_enter(one) for one in (*others, browser)] == [False, False, True]


def test_somebody_else_s_session_is_not_there(browser, engine, server_app):
    person(engine)
    person(engine, "other", Role.CITY_BUREAU)
    stranger = new_browser(server_app)
    sign_in(stranger, "other")
    sign_in(browser)
    for session_id in (1, 99, 2**31 - 1):
        answer = send(browser, f"/account/sessions/{session_id}/end", page="/account/password")
        assert answer.status_code == 404
    assert may_enter(stranger)


def test_a_disabled_account_is_told_so_within_the_same_request(browser, engine):
    account_id = person(engine)
    sign_in(browser)
    with writing(engine) as conn:
        set_active(conn, SYSTEM, account_id, False, NOON)
    assert browser.get("/live/numbers").status_code == 401
    assert browser.get("/alerts").location.startswith("/sign-in")
    assert "此账号已停用" in browser.get("/sign-in").get_data(as_text=True)
