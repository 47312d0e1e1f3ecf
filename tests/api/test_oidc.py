"""Sign-in through a provider that the test plays itself: right answers open, all others do not."""

import re
import time
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from requests.exceptions import ConnectionError as Unreachable

from api.application import create_app
from data_access.accounts import find_by_name
from data_access.engine import reading
from domain.scope import Role
from settings import Oidc, Settings
from tests.signing_in import SYSTEM, logged, may_enter, person, send

ISSUER = "https://id.example"
SETTINGS = Oidc(
    client_id="nuancheng",
    client_secret="only-for-tests",
    issuer=ISSUER,
    authorize_url=f"{ISSUER}/authorize",
    token_url=f"{ISSUER}/token",
    jwks_url=f"{ISSUER}/keys",
)


class Provider:
    """Answers for the provider; `claims` and `key` can be bent by a test."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.signing = self.key
        self.claims = {}
        self.down = False
        self.sent = {}

    def answer(self, method, url, **kwargs):
        if self.down:
            raise Unreachable("no answer")
        if url.endswith("/.well-known/openid-configuration"):
            return Answer(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                }
            )
        if url.endswith("/keys"):
            return Answer({"keys": [self.key.as_dict(private=False)]})
        assert (method, url) == ("POST", f"{ISSUER}/token")
        self.sent = kwargs["data"]
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "nuancheng",
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signing)
        return Answer({"access_token": "x", "token_type": "Bearer", "id_token": token})


class Answer:
    status_code = 200

    def __init__(self, body):
        self._body = body

    def json(self):
        return self._body

    def raise_for_status(self):
        pass


@pytest.fixture
def provider(monkeypatch):
    played = Provider()
    monkeypatch.setattr(
        "requests.Session.request",
        lambda _session, method, url, **kwargs: played.answer(method, url, **kwargs),
    )
    return played


def browser_of(tmp_path, engine, **changes):
    settings = Settings(data_dir=tmp_path / "oidc", oidc=SETTINGS.model_copy(update=changes))
    app = create_app(settings, engine=engine)
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


@pytest.fixture
def browser(tmp_path, engine, provider):
    return browser_of(tmp_path, engine, link_by_username=True)


def leave(browser, provider, **fields):
    """Go to the provider; returns what it was asked."""
    answer = send(browser, "/sign-in/provider", page="/sign-in", **fields)
    # Chromium follows no redirect of a form to a host that `form-action` does not name.
    assert (answer.status_code, answer.location) == (200, None)
    found = re.search(
        r'http-equiv="refresh" content="0; url=([^"]+)"', answer.get_data(as_text=True)
    )
    address = unescape(found[1])
    assert address.startswith(f"{ISSUER}/authorize?")
    asked = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
    provider.nonce = asked["nonce"]
    return asked


def come_back(browser, **query):
    return browser.get("/sign-in/provider/back", query_string={"code": "c", **query})


def through(browser, provider, **fields):
    asked = leave(browser, provider, **fields)
    return come_back(browser, state=asked["state"])


def test_a_linked_person_enters_and_the_code_flow_is_bound_to_this_browser(
    browser, provider, engine
):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    asked = leave(browser, provider, next="/alerts")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/sign-in/provider/back"
    answer = come_back(browser, state=asked["state"])
    assert (answer.status_code, answer.location) == (302, "/alerts")
    assert may_enter(browser)
    assert "code_verifier" in provider.sent
    assert logged(engine) == [("account_changed", "ok"), ("sign_in", "ok")]


def test_after_the_first_time_only_the_subject_counts(browser, provider, engine):
    person(engine, "naren", password=None)
    person(engine, "chief", password=None)
    provider.claims = {"preferred_username": "naren"}
    through(browser, provider)
    browser.post("/sign-out", headers={"X-CSRFToken": browser.get_cookie("nuancheng-token").value})
    provider.claims = {"preferred_username": "chief"}  # renamed at the provider: still naren
    through(browser, provider)
    assert "Naren" in browser.get("/_dash-layout").get_data(as_text=True)
    browser.post("/sign-out", headers={"X-CSRFToken": browser.get_cookie("nuancheng-token").value})
    provider.claims = {"preferred_username": "naren", "sub": "somebody else"}
    assert through(browser, provider).status_code == 403  # naren is linked already


def test_without_the_setting_no_name_is_taken(tmp_path, engine, provider):
    person(engine, "naren", password=None)
    browser = browser_of(tmp_path, engine)
    provider.claims = {"preferred_username": "naren"}
    answer = through(browser, provider)
    assert answer.status_code == 403
    assert "尚未开通" in answer.get_data(as_text=True)
    assert not may_enter(browser)


@pytest.mark.parametrize("name", ["wall", "demo-x", "gone", "", 7, None])
def test_nobody_is_linked_to_a_device_the_demo_or_nobody(browser, provider, engine, name):
    person(engine, "wall", Role.DEVICE, password=None)
    person(engine, "demo-x", password=None)
    provider.claims = {"preferred_username": name}
    assert through(browser, provider).status_code == 403


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"sub": None},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
def test_a_bent_token_opens_nothing(browser, provider, engine, bent):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren", **bent}
    answer = through(browser, provider)
    assert answer.status_code == 403
    assert not may_enter(browser)
    with reading(engine) as conn:
        assert find_by_name(conn, SYSTEM, "naren").last_sign_in_at is None


def test_a_token_of_another_key_opens_nothing(browser, provider, engine):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    provider.signing = RSAKey.generate_key(2048, {"kid": "1"})
    assert through(browser, provider).status_code == 403


def test_another_browser_s_state_opens_nothing(browser, provider, engine, tmp_path):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    asked = leave(browser, provider)
    assert come_back(browser, state="another").status_code == 403
    assert come_back(browser, state=asked["state"] + "x").status_code == 403
    assert come_back(browser).status_code == 403
    assert come_back(browser, error="access_denied").status_code == 403
    assert not may_enter(browser)


def test_a_state_works_once(browser, provider, engine):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    asked = leave(browser, provider)
    assert come_back(browser, state=asked["state"]).status_code == 302
    assert come_back(browser, state=asked["state"]).status_code == 403


def test_a_provider_that_does_not_answer_is_said_in_words(browser, provider, engine):
    asked = leave(browser, provider)
    provider.down = True
    answer = come_back(browser, state=asked["state"])
    assert answer.status_code == 403
    assert "统一身份认证" in answer.get_data(as_text=True)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_is_never_another_site(browser, provider, engine, target):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    assert through(browser, provider, next=target).location == "/"


def test_an_administrator_still_needs_the_phone_unless_the_provider_asks(
    tmp_path, engine, provider
):
    person(engine, "audit", Role.AUDITOR, password=None)
    provider.claims = {"preferred_username": "audit"}
    browser = browser_of(tmp_path, engine, link_by_username=True)
    assert through(browser, provider).location.startswith("/sign-in/code")
    browser = browser_of(tmp_path, engine, link_by_username=True, provides_second_factor=True)
    assert through(browser, provider).location == "/admin/audit"


def test_the_addresses_may_come_from_the_provider(tmp_path, engine, provider):
    person(engine, "naren", password=None)
    provider.claims = {"preferred_username": "naren"}
    found = {
        "discovery_url": f"{ISSUER}/.well-known/openid-configuration",
        "authorize_url": "",
        "token_url": "",
        "jwks_url": "",
        "link_by_username": True,
    }
    assert through(browser_of(tmp_path, engine, **found), provider).location == "/"
    provider.claims |= {"iss": "https://evil.example"}
    assert through(browser_of(tmp_path, engine, **found), provider).status_code == 403
    provider.down = True
    unreached = browser_of(tmp_path, engine, **found)
    answer = send(unreached, "/sign-in/provider", page="/sign-in")
    assert answer.status_code == 403
    assert "暂时无法连接" in answer.get_data(as_text=True)


def test_without_a_provider_there_is_nothing(server_app, engine):
    browser = server_app.server.test_client()
    browser.environ_base["HTTP_ORIGIN"] = "http://localhost"
    assert send(browser, "/sign-in/provider", page="/sign-in").status_code == 404
    assert browser.get("/sign-in/provider/back").status_code == 404
    assert "/sign-in/provider" not in browser.get("/sign-in").get_data(as_text=True)
