"""Sign-in: with a password, by one click in the demo on this machine, and how sessions end."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from api.addresses import safe_next
from data_access import passwords
from data_access.accounts import NewAccount, add, find_by_name, set_active
from data_access.demo_accounts import ensure_demo_accounts
from data_access.engine import reading, writing
from data_access.schema import account, audit_log, dataset
from data_access.sessions import Reason, end_every
from domain.scope import Role, system_scope
from tests.conftest import NOON
from tests.rows import plant

SYSTEM = system_scope("test")
PASSWORD = "Warm-Town-2026"


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        scopes = plant(conn)
        add(
            conn,
            SYSTEM,
            NewAccount("bureau", "娜仁", Role.CITY_BUREAU),
            PASSWORD,
            NOON,
            must_change=False,
        )
        shop = NewAccount("shop", "1号店", Role.ESTABLISHMENT, establishment_id=1)
        add(conn, SYSTEM, shop, PASSWORD, NOON, must_change=False)
        return scopes


@pytest.fixture
def demo(engine, planted):
    with writing(engine) as conn:
        conn.execute(
            dataset.insert().values(kind="demo", parameters={}, started_at=NOON, finished_at=NOON)
        )
        ensure_demo_accounts(conn, SYSTEM, NOON)


@pytest.fixture
def browser(server_app):
    client = server_app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


def token_of(browser):
    page = browser.get("/sign-in").get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


def sign_in(browser, username="bureau", password=PASSWORD, **more):
    form = {"username": username, "password": password, "csrf_token": token_of(browser), **more}
    return browser.post("/sign-in", data=form)


def opened(browser):
    """The browser after it has opened a document: its scripts know the token."""
    browser.get("/")
    browser.environ_base["HTTP_X_CSRFTOKEN"] = browser.get_cookie("nuancheng-token").value
    return browser


def may_enter(browser):
    return browser.get("/_dash-layout").status_code == 200


def test_the_right_password_opens_the_page_that_was_asked_for(browser, planted):
    answer = sign_in(browser, next="/alerts?severity=1")
    assert (answer.status_code, answer.location) == (302, "/alerts?severity=1")
    assert may_enter(browser)


def test_one_establishment_begins_at_its_own_duties(browser, planted):
    assert sign_in(browser, "shop").location == "/control"


@pytest.mark.parametrize(
    ("username", "password"),
    [("bureau", "wrong"), ("nobody", PASSWORD), ("", ""), ("bureau", "x" * 5000)],
    ids=["wrong password", "unknown name", "empty", "far too long"],
)
def test_every_failure_says_the_same(browser, planted, username, password):
    answer = sign_in(browser, username, password)
    assert answer.status_code == 403
    assert "用户名或密码不正确，或账号已锁定" in answer.get_data(as_text=True)
    assert not may_enter(browser)


def test_every_refusal_costs_the_same_work(browser, planted, server_app, engine, monkeypatch):
    """One verification and one audit row, whoever was named: nothing here is timed."""
    verified = []

    class Counting(PasswordHasher):
        def verify(self, kept, password):
            verified.append(kept)
            return super().verify(kept, password)

    with writing(engine) as conn:
        own = account.c
        for name in ("closed", "locked"):
            new = NewAccount(name, name, Role.CITY_BUREAU)
            add(conn, system_scope("test"), new, PASSWORD, NOON)
        conn.execute(update(account).where(own.username == "closed").values(active=False))
        conn.execute(
            update(account)
            .where(own.username == "locked")
            .values(locked_until=NOON + timedelta(days=9))
        )
    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=64))
    for number, name in enumerate(("nobody", "bureau", "closed", "locked"), 1):
        assert sign_in(browser, username=name, password="wrong").status_code == 403
        assert len(verified) == number
        with reading(engine) as conn:
            failed = (audit_log.c.event == "sign_in") & (audit_log.c.result == "failed")
            assert conn.scalar(select(func.count()).where(failed)) == number


def test_five_failures_lock_the_account(browser, planted, server_app, clock):
    for _ in range(5):
        sign_in(browser, password="wrong")
    assert sign_in(browser).status_code == 403
    clock.moment += timedelta(minutes=30)
    assert sign_in(browser).status_code == 302


def test_attempts_from_one_address_are_limited(browser, planted, server_app):
    token = token_of(browser)
    form = {"username": "nobody", "password": "x", "csrf_token": token}
    codes = [browser.post("/sign-in", data=form).status_code for _ in range(12)]
    assert codes == [403] * 10 + [429] * 2


def test_a_form_without_its_token_is_refused(browser, planted):
    answer = browser.post("/sign-in", data={"username": "bureau", "password": PASSWORD})
    assert answer.status_code == 403
    assert not may_enter(browser)


def test_the_cookie_is_closed_to_scripts_and_other_sites(browser, planted):
    cookies = sign_in(browser).headers.getlist("Set-Cookie")
    cookie = next(one for one in cookies if one.startswith("nuancheng="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_idle_session_ends(browser, planted, clock):
    sign_in(browser)
    clock.moment += timedelta(minutes=29)
    assert may_enter(browser)
    clock.moment += timedelta(minutes=1)
    assert not may_enter(browser)


def test_a_person_at_the_screen_keeps_the_session_but_not_past_its_limit(browser, planted, clock):
    sign_in(browser)
    opened(browser)
    for _ in range(12 * 60 // 20 - 1):
        clock.moment += timedelta(minutes=20)
        assert browser.post("/live/active").status_code == 204
    clock.moment += timedelta(minutes=20)
    assert not may_enter(browser)


def test_figures_that_refresh_by_themselves_do_not_keep_a_session(browser, planted, clock):
    sign_in(browser)
    for _ in range(6):
        clock.moment += timedelta(minutes=5)
        browser.get("/live/numbers")
    assert not may_enter(browser)


def test_signing_out_ends_the_account_in_every_browser(server_app, browser, planted):
    other = server_app.server.test_client()
    other.environ_base["HTTP_ORIGIN"] = "http://localhost"
    sign_in(browser)
    sign_in(other)
    token = token_in(browser)
    assert browser.post("/sign-out", data={"csrf_token": token}).location == "/sign-in"
    assert not may_enter(browser)
    assert not may_enter(other)


def token_in(browser):
    layout = browser.get("/_dash-layout").get_data(as_text=True)
    return re.search(r'"name":"csrf_token"[^}]*"value":"([^"]+)"', layout).group(1)


def test_a_disabled_account_and_a_raised_version_end_sessions_at_once(browser, planted, engine):
    sign_in(browser)
    with writing(engine) as conn:
        account = find_by_name(conn, SYSTEM, "bureau")
        end_every(conn, SYSTEM, account.id, Reason.REVOKED, NOON)
    assert not may_enter(browser)
    sign_in(browser)
    assert may_enter(browser)
    with writing(engine) as conn:
        set_active(conn, SYSTEM, account.id, False, NOON)
    assert not may_enter(browser)


def test_a_session_holds_nothing_that_widens_a_scope(browser, planted, engine):
    """The cookie names an account; role and place are read anew, whatever else it carries."""
    sign_in(browser, "shop")
    with browser.session_transaction() as kept:
        kept.update(role="city_bureau", banner_adcode=None, establishment_id=2)
    layout = browser.get("/_dash-layout").get_data(as_text=True)
    assert "1\\u53f7\\u5e97" in layout or "1号店" in layout


def test_a_cookie_that_somebody_planted_is_never_signed_in(browser, planted, server_app):
    """Session fixation: who signs in gets a new cookie with nothing of the old one in it."""
    thief = server_app.server.test_client()
    token_of(thief)
    known = thief.get_cookie("nuancheng").value
    browser.set_cookie("nuancheng", known)
    with browser.session_transaction() as kept:
        kept["planted"] = "by the thief"
    sign_in(browser)
    assert may_enter(browser)
    assert browser.get_cookie("nuancheng").value != known
    with browser.session_transaction() as kept:
        assert "planted" not in kept
    assert not may_enter(thief)


def test_language_is_chosen_and_kept_over_sign_in(browser, planted):
    token = token_of(browser)
    browser.post("/language?to=en", data={"csrf_token": token})
    assert 'lang="en"' in browser.get("/sign-in").get_data(as_text=True)
    sign_in(browser)
    assert 'lang="en"' in browser.get("/").get_data(as_text=True)


def test_an_unknown_language_is_refused(browser, planted):
    token = token_of(browser)
    assert browser.post("/language?to=xx", data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/alerts?x=1", "/alerts?x=1"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_only_paths_of_ours_are_followed(target, safe):
    assert safe_next(target) == safe


# ── one click in the demonstration ──────────────────────────────────────────────────────────────


def click(browser, role="city_bureau", **kwargs):
    form = {"role": role, "csrf_token": token_of(browser)}
    return browser.post("/sign-in/demo", data=form, **kwargs)


@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_each_role_of_the_demo_is_one_click(browser, demo, role):
    assert click(browser, role).status_code == 302
    assert may_enter(browser)


def test_the_page_offers_every_role_of_the_demo(browser, demo):
    page = browser.get("/sign-in").get_data(as_text=True)
    assert re.findall(r'name="role" value="(\w+)"', page) == [str(role) for role in Role]
    assert page.index("监管</h3>") < page.index("企业与街区</h3>") < page.index("管理</h3>")


def test_without_a_demonstration_city_the_route_does_not_exist(browser, planted):
    assert click(browser).status_code == 404
    assert 'name="role"' not in browser.get("/sign-in").get_data(as_text=True)


def test_next_to_a_real_register_the_route_does_not_exist(browser, demo, engine):
    with writing(engine) as conn:
        conn.execute(
            dataset.insert().values(
                kind="register", parameters={}, started_at=NOON, finished_at=NOON
            )
        )
    assert click(browser).status_code == 404


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_HOST": "city.example", "HTTP_ORIGIN": "http://city.example"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ],
    ids=["other machine", "other name", "behind a proxy", "behind a newer proxy"],
)
def test_beyond_this_machine_the_route_does_not_exist(browser, demo, environ):
    form = {"role": "city_bureau", "csrf_token": token_of(browser)}
    answer = browser.post("/sign-in/demo", data=form, environ_overrides=environ)
    assert answer.status_code in {403, 404}
    assert not may_enter(browser)
    page = browser.get("/sign-in", environ_overrides=environ).get_data(as_text=True)
    assert 'name="role"' not in page


def test_no_password_travels_over_a_line_that_others_can_read(browser, planted):
    far = {"REMOTE_ADDR": "10.0.0.7"}
    assert browser.get("/sign-in", environ_overrides=far).status_code == 403
    over_tls = far | {"wsgi.url_scheme": "https"}
    assert browser.get("/sign-in", environ_overrides=over_tls).status_code == 200


def test_demo_accounts_are_made_once(engine, demo):
    with writing(engine) as conn:
        ensure_demo_accounts(conn, SYSTEM, NOON)
    with reading(engine) as conn:
        assert conn.execute(dataset.select()).rowcount != 0
        assert find_by_name(conn, SYSTEM, "demo-banner").scope.banner_adcode == "150602"
        assert find_by_name(conn, SYSTEM, "demo-office").scope.office_id == 1


# ── a bureau that is gone ───────────────────────────────────────────────────────────────────────


def test_people_of_a_bureau_that_is_taken_away_are_told_so(browser, planted, engine):
    with writing(engine) as conn:
        new = NewAccount("banner", "乌兰", Role.BANNER_BUREAU, banner_adcode="150603")
        add(conn, SYSTEM, new, PASSWORD, NOON, must_change=False)
    sign_in(browser, "banner")
    assert may_enter(browser)
    with writing(engine) as conn:
        conn.execute(
            account.update().where(account.c.username == "banner").values(banner_adcode=None)
        )
    assert browser.get("/live/numbers").status_code == 401
    assert browser.get("/alerts").location.startswith("/sign-in")
    assert "已被撤销" in browser.get("/sign-in").get_data(as_text=True)
    answer = sign_in(browser, "banner")
    assert answer.status_code == 403
    assert "已被撤销" in answer.get_data(as_text=True)
    assert not may_enter(browser)
    with reading(engine) as conn:  # lists of accounts still show it
        gone = find_by_name(conn, SYSTEM, "banner")
    assert gone.placeless
    assert not gone.scope.whole_city


@pytest.mark.parametrize(
    "address", ["/_reload-hash", "/static/app.py", "/assets/", "/assets/js/", "/_dash-mcp", "/mcp"]
)
def test_nothing_for_developers_is_served(browser, planted, address):
    sign_in(browser)
    answer = browser.get(address)
    # An unknown path is Dash's own document, whose router says that there is no such page.
    assert answer.status_code == 404 or 'id="react-entry-point"' in answer.get_data(as_text=True)
    assert "import " not in answer.get_data(as_text=True)
