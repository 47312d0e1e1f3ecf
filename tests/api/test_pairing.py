"""A screen on a wall: paired by a code, read-only, only its own pages, revocable."""

from datetime import timedelta

import pytest

from data_access.engine import writing
from data_access.pairing import issue_pairing_code
from data_access.sessions import Reason, end_every
from domain.scope import ALLOWED, Role
from tests.conftest import NOON
from tests.posted import open_page, words
from tests.served import secured
from tests.signing_in import SYSTEM, logged, may_enter, new_browser, person, send, with_token


@pytest.fixture
def screen(engine, server_app):
    return person(engine, "wall", Role.DEVICE, password=None)


@pytest.fixture
def code(engine, screen):
    with writing(engine) as conn:
        return issue_pairing_code(conn, SYSTEM, screen, NOON)


@pytest.fixture
def browser(server_app):
    return new_browser(server_app)


def test_the_code_opens_the_wall_once(browser, code, server_app, engine):
    answer = send(browser, "/pair", code=code)
    assert (answer.status_code, answer.location) == (302, "/videowall")
    assert may_enter(browser)
    assert send(new_browser(server_app), "/pair", code=code).status_code == 403
    assert logged(engine)[-2:] == [("sign_in", "ok"), ("sign_in", "failed")]


def test_guesses_are_counted(browser, code):
    codes = [send(browser, "/pair", code="AAAAAAAA").status_code for _ in range(12)]
    assert codes == [403] * 10 + [429] * 2


def test_a_screen_stays_while_it_asks_and_goes_a_day_after_it_was_switched_off(
    browser, code, clock
):
    send(browser, "/pair", code=code)
    for _ in range(10):
        clock.moment += timedelta(hours=23)
        assert may_enter(browser)
    clock.moment += timedelta(hours=24)
    assert not may_enter(browser)


def test_a_screen_that_never_rests_is_paired_anew_after_its_longest_time(
    server_app, browser, code, clock
):
    secured(server_app, device_session_days=2)
    send(browser, "/pair", code=code)
    for _ in range(3):
        clock.moment += timedelta(hours=12)
        assert may_enter(browser)
    clock.moment += timedelta(hours=12)
    assert not may_enter(browser)


def test_a_screen_is_revoked_at_once(browser, code, engine, screen):
    send(browser, "/pair", code=code)
    with writing(engine) as conn:
        end_every(conn, SYSTEM, screen, Reason.REVOKED, NOON)
    assert not may_enter(browser)


def test_a_screen_sees_only_its_pages_and_may_do_nothing(browser, code):
    send(browser, "/pair", code=code)
    with_token(browser)
    assert browser.get("/").location == "/videowall"
    assert "没有找到这个页面" not in words(open_page(browser, "/videowall"))
    for path in ("/", "/alerts", "/map", "/control", "/account", "/district"):
        assert "没有找到这个页面" in words(open_page(browser, path)), path
    for address in ("/account/password", "/account/phone", "/map/points"):
        assert browser.get(address).status_code == 403
    assert browser.post("/account/sessions/end-others").status_code == 403
    assert ALLOWED[Role.DEVICE] == frozenset()


def test_the_code_stands_in_no_address_and_no_log(browser, code, caplog):
    caplog.set_level("DEBUG")
    answer = send(browser, "/pair", code=code)
    assert code not in answer.location
    assert code not in caplog.text
