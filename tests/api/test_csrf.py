"""A changing request needs our origin and the token of its session; a GET changes nothing."""

import pytest
from sqlalchemy import MetaData, select

from api.application import create_app
from api.gate import DASH_ENDPOINTS
from data_access.engine import reading, writing
from data_access.schema import audit_log
from domain.scope import Role, Scope
from settings import Security, Server, Settings
from tests.api.test_roles import body_of, server_callbacks
from tests.rows import plant
from tests.signing_in import new_browser, person, sign_in, with_token


@pytest.fixture
def planted(engine):
    with writing(engine) as conn:
        return plant(conn)


def routes_that_change(app):
    for rule in app.server.url_map.iter_rules():
        if "POST" in rule.methods:
            with app.server.test_request_context():
                yield rule.build(dict.fromkeys(rule.arguments, 1))[1]


@pytest.mark.parametrize(
    ("origin", "token"),
    [
        ("http://evil.example", "own"),
        (None, "own"),
        ("null", "own"),
        ("http://localhost", None),
        ("http://localhost", ""),
        ("http://localhost", "forged"),
        ("http://localhost", "another's"),
    ],
)
def test_no_route_is_changed_without_origin_and_token(
    server_app, signed_in, planted, origin, token
):
    browser = signed_in(planted.city)
    own = browser.environ_base.pop("HTTP_X_CSRFTOKEN")
    del browser.environ_base["HTTP_ORIGIN"]
    other = signed_in(planted.office).environ_base["HTTP_X_CSRFTOKEN"]
    headers = {} if origin is None else {"Origin": origin}
    if token is not None:
        sent = {"own": own, "another's": other}.get(token, token)
        headers["X-CSRFToken"] = sent
    for address in routes_that_change(server_app):
        answer = browser.post(address, headers=headers)
        assert answer.status_code == 403, address
    assert browser.get("/_dash-layout").status_code == 200


def test_every_callback_needs_the_token(server_app, signed_in, engine, planted):
    browser = signed_in(planted.city)
    token = browser.environ_base.pop("HTTP_X_CSRFTOKEN")
    for number, (output, declared) in enumerate(server_callbacks(server_app).items(), start=1):
        body = body_of(output, declared)
        assert browser.post("/_dash-update-component", json=body).status_code == 403
        browser.post("/_dash-update-component", json=body, headers={"X-CSRFToken": token})
        with reading(engine) as conn:
            reasons = conn.scalars(select(audit_log.c.detail)).all()
        assert sum('"token"' in reason for reason in reasons) == number, output


def test_the_document_gives_its_scripts_the_token_and_no_more(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    assert browser.get("/sign-in").headers.get("Set-Cookie", "").count("token") == 0
    sign_in(browser)
    with_token(browser)
    cookie = browser.get_cookie("nuancheng-token")
    assert (cookie.same_site, cookie.path, cookie.http_only) == ("Strict", "/", False)
    assert browser.post("/live/active").status_code == 204
    page = browser.get("/").get_data(as_text=True)
    assert '"csrf_token_name":"nuancheng-token"' in page.replace(" ", "")


def test_a_token_dies_with_its_session(server_app, engine):
    person(engine)
    browser = new_browser(server_app)
    sign_in(browser)
    old = with_token(browser).environ_base["HTTP_X_CSRFTOKEN"]
    browser.post("/sign-out")
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    sign_in(browser)
    assert browser.post("/live/active", headers={"X-CSRFToken": old}).status_code == 403


def contents(engine):
    """Rows of every table but those that only note who came."""
    metadata = MetaData()
    metadata.reflect(engine)
    with reading(engine) as conn:
        return {
            table.name: sorted(map(str, conn.execute(select(table)).all()))
            for table in metadata.tables.values()
            if table.name not in {"audit_log", "sign_in_session"}
        }


@pytest.mark.parametrize("who", ["city", "shop", "security"])
def test_no_get_changes_a_row(server_app, signed_in, engine, planted, who):
    administrator = Scope(Role.SECURITY_ADMIN, "security")
    browser = signed_in(administrator if who == "security" else getattr(planted, who))
    before = contents(engine)
    for rule in server_app.server.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in DASH_ENDPOINTS - {"/_dash-layout", "/"}:
            continue
        with server_app.server.test_request_context():
            address = rule.build(dict.fromkeys(rule.arguments, 1))[1]
        browser.get(address).close()
    assert contents(engine) == before


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_no_other_method_reaches_anything(signed_in, planted, method):
    browser = signed_in(planted.city)
    for address in ("/", "/sign-out", "/_dash-layout", "/healthz"):
        assert browser.open(address, method=method).status_code in {404, 405}


@pytest.fixture
def over_tls(tmp_path, engine):
    settings = Settings(data_dir=tmp_path / "tls", server=Server(trusted_proxies=1))
    app = create_app(settings, engine=engine)
    browser = app.server.test_client()
    browser.environ_base.update(
        HTTP_ORIGIN="https://city.example",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="city.example",
        HTTP_X_FORWARDED_FOR="10.1.2.3",
        REMOTE_ADDR="10.0.0.1",
    )
    return browser


def test_over_tls_every_cookie_is_bound_to_this_host(over_tls, engine):
    person(engine)
    answer = sign_in(over_tls)
    assert answer.status_code == 302
    cookies = [
        *answer.headers.getlist("Set-Cookie"),
        *over_tls.get("/").headers.getlist("Set-Cookie"),
    ]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_behind_a_declared_proxy_only_its_own_word_counts(over_tls, engine):
    """What stands before it in X-Forwarded-For was written by whoever asked."""
    person(engine)
    codes = []
    for number in range(12):
        over_tls.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}, 10.1.2.3"
        codes.append(sign_in(over_tls, username="nobody").status_code)
    assert codes == [403] * 10 + [429] * 2
    with reading(engine) as conn:
        seen = set(conn.scalars(select(audit_log.c.address)))
    assert seen - {""} == {"10.1.2.3"}  # without one: the account, made by the test


def test_plain_http_beyond_this_machine_is_refused_but_by_setting(tmp_path, engine):
    person(engine)
    for plain, codes in ((False, {403}), (True, {200})):
        settings = Settings(data_dir=tmp_path / str(plain), security=Security(plain_http=plain))
        browser = create_app(settings, engine=engine).server.test_client()
        far = {"REMOTE_ADDR": "10.0.0.7"}
        behind_an_undeclared_proxy = {
            "HTTP_HOST": "food.example",
            "HTTP_X_FORWARDED_FOR": "1.2.3.4",
        }
        for address in ("/sign-in", "/pair"):
            for line in (far, behind_an_undeclared_proxy):
                assert browser.get(address, environ_overrides=line).status_code in codes
