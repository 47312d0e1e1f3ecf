"""Rate limits: attempts by address, which no header changes; expensive calls by account."""

import re
import time

import pytest
from argon2 import PasswordHasher
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from api.limits import expensive, forget_attempts
from data_access import passwords, shared_counts
from data_access.engine import writing
from data_access.shared_counts import counts_uri
from settings import Security
from tests.rows import plant
from tests.served import secured
from tests.signing_in import logged, new_browser, person, send, sign_in

HEADERS = ("True-Client-IP", "CF-Connecting-IP")
OF_A_PROXY = ("X-Forwarded-For", "X-Real-IP", "Forwarded")


def test_a_made_up_address_does_not_start_the_count_anew(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    codes = []
    for number in range(12):
        for header in HEADERS:
            browser.environ_base[f"HTTP_{header.upper().replace('-', '_')}"] = f"10.0.0.{number}"
        codes.append(sign_in(browser, username="nobody").status_code)
    assert codes == [403] * 10 + [429] * 2


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("header", OF_A_PROXY)
def test_behind_a_proxy_that_is_not_declared_nobody_guesses(server_app, engine, header):
    person(engine)
    browser = new_browser(server_app)
    browser.environ_base[f"HTTP_{header.upper().replace('-', '_')}"] = "10.0.0.1"
    assert sign_in(browser).status_code == 403  # with the right password


def test_nor_does_it_open_a_locked_account(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    for _ in range(5):
        sign_in(browser, password="wrong")
    browser.environ_base["HTTP_X_FORWARDED_FOR"] = "10.9.9.9"
    browser.environ_base["REMOTE_ADDR"] = "127.0.0.9"
    assert sign_in(browser).status_code == 403


@pytest.fixture
def few_failures(server_app):
    """Five failures a day spend an address; the minute does not count here."""
    secured(server_app, sign_in_failures_per_day=5, sign_in_attempts_per_min=1000)


def spray(browser, *, times=5):
    """One common password over accounts that nobody has."""
    return [sign_in(browser, username=f"n{n}", password="x").status_code for n in range(times)]


@pytest.mark.usefixtures("few_failures")
def test_an_address_that_failed_all_day_opens_no_account_that_was_never_there(server_app, engine):
    person(engine)
    person(engine, "home")
    assert sign_in(new_browser(server_app), username="home").status_code == 302
    thief = new_browser(server_app)
    assert spray(thief) == [403] * 5
    refused, wrong = sign_in(thief), sign_in(thief, password="wrong")
    assert refused.status_code == wrong.status_code == 403
    assert without_token(refused) == without_token(wrong)
    # Others behind the same address go on, and so does the account from another one.
    assert sign_in(new_browser(server_app), username="home").status_code == 302
    elsewhere = new_browser(server_app)
    elsewhere.environ_base["REMOTE_ADDR"] = "127.0.0.9"
    assert sign_in(elsewhere).status_code == 302


def without_token(answer):
    return re.sub(r'csrf_token"[^>]*>', "", answer.get_data(as_text=True))


@pytest.mark.usefixtures("few_failures")
def test_the_log_says_once_that_an_address_is_refused(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    spray(browser, times=9)
    log = logged(engine)
    assert log.count(("address_refused", "ok")) == 1
    assert log.index(("address_refused", "ok")) == 5
    assert log.count(("sign_in", "failed")) == 9  # each refusal costs one row all the same


@pytest.mark.usefixtures("few_failures")
def test_successes_spend_nothing(server_app, engine):
    person(engine)
    for _ in range(8):
        assert sign_in(new_browser(server_app)).status_code == 302
    person(engine, "new")
    assert sign_in(new_browser(server_app), username="new").status_code == 302


@pytest.mark.usefixtures("few_failures")
def test_an_address_that_is_refused_locks_nobody_out(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    spray(browser)
    for _ in range(6):
        sign_in(browser, password="wrong")
    browser.environ_base["REMOTE_ADDR"] = "127.0.0.9"
    assert sign_in(browser).status_code == 302


@pytest.mark.usefixtures("few_failures")
def test_a_refusal_costs_the_work_of_a_wrong_password(server_app, engine, monkeypatch):
    person(engine)
    verified = []

    class Counting(PasswordHasher):
        def verify(self, kept, password):
            verified.append(kept)
            return super().verify(kept, password)

    browser = new_browser(server_app)
    spray(browser)
    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=64))
    before = len(logged(engine))
    for number, name in enumerate(("bureau", "nobody"), 1):
        assert sign_in(browser, username=name).status_code == 403
        assert (len(verified), len(logged(engine))) == (number, before + number)


def test_all_doors_share_one_count(server_app, engine):
    browser = new_browser(server_app)
    for _ in range(5):
        sign_in(browser, username="nobody")
        send(browser, "/pair", code="AAAAAAAA")
    assert sign_in(browser, username="nobody").status_code == 429


@pytest.fixture
def search(server_app):
    """An expensive call in place of one of the routes."""
    import api.doorbell

    views = server_app.server.view_functions
    kept = views["doorbell.numbers"]

    def dear():
        return "found"

    dear.__module__ = api.doorbell.__name__
    views["doorbell.numbers"] = expensive(dear)
    yield "/live/numbers"
    views["doorbell.numbers"] = kept


def test_one_account_s_expensive_calls_do_not_slow_another_down(
    server_app, signed_in, engine, search
):
    with writing(engine) as conn:
        planted = plant(conn)
    greedy, modest = signed_in(planted.city), signed_in(planted.office)
    most = Security().expensive_calls_per_min
    codes = [greedy.get(search).status_code for _ in range(most + 5)]
    assert codes == [200] * most + [429] * 5
    assert modest.get(search).status_code == 200
    forget_attempts(server_app.server)
    assert greedy.get(search).status_code == 200


def test_a_dead_redis_closes_no_door():
    from redis.exceptions import ConnectionError as Unreachable

    from data_access.limits import admits, install_counting

    class Dead:
        def hit(self, *_given, **_more):
            raise Unreachable

    server = Flask("test")
    install_counting(server, Dead())
    with server.app_context():
        assert admits("expensive", "1", 1)


def test_two_processes_share_one_count(tmp_path):
    """Each of the two storages stands for a web process."""
    one, other = (storage_from_string(counts_uri(tmp_path)) for _ in range(2))
    most = RateLimitItemPerMinute(3)
    doors = [FixedWindowRateLimiter(one), FixedWindowRateLimiter(other)]
    assert [doors[n % 2].hit(most, "address") for n in range(5)] == [True] * 3 + [False] * 2
    assert doors[1].hit(most, "another address")
    assert other.get_expiry(most.key_for("address")) > time.time() + 50
    one.clear(most.key_for("address"))
    assert doors[1].hit(most, "address")


def test_a_count_begins_anew_after_its_window(tmp_path, monkeypatch):
    counts = storage_from_string(counts_uri(tmp_path))
    assert [counts.incr("k", 60) for _ in range(3)] == [1, 2, 3]
    now = time.time()
    monkeypatch.setattr(shared_counts.time, "time", lambda: now + 61)
    assert counts.get("k") == 0
    assert counts.incr("k", 60) == 1
    assert counts.reset() == 1
    assert counts.check()


def test_a_file_that_is_no_database_closes_no_door(tmp_path, server_app):
    from data_access.limits import admits, install_counting

    (tmp_path / shared_counts.FILE).write_bytes(b"no database at all, but quite long" * 40)
    broken = FixedWindowRateLimiter(storage_from_string(counts_uri(tmp_path)))
    app = Flask("broken")
    install_counting(app, broken)
    with app.app_context():
        assert admits("anything", "anybody", 1)
    assert not broken.storage.check()
